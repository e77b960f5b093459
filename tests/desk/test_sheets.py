"""Cases brought in from a spreadsheet, as somebody does who moves in."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from apps.cases.models import Case, Paper
from apps.intake.sheets import bringing
from tests.desk.looking import hidden_fields, text_of
from tests.intake.test_tables import cell, workbook
from tests.world import World, desk

SHEET = "/desk/new/sheet/"
COLUMNS = f"{SHEET}columns/"
CHECK = f"{SHEET}check/"
RUNNING = f"{SHEET}running/"
THREE = """Имя;Страна;Язык;Рассказ;Риск;Этап;Ведёт;Телефон;Комната
Магомед;Грузия;русский;Они приходили дважды.;срочный;Planning;bo;+995 555 12 34 56;12
Noor;Turkey;Arabic;;;;;;
نور;لبنان;;Потеряли дом.;;;;;
"""


def upload(client: Client, data: bytes, name: str = "cases.csv") -> Any:
    return client.post(SHEET, {"file": SimpleUploadedFile(name, data)})


def bring(client: Client, data: bytes, *, only_begin: bool = False, **columns: str) -> Any:
    """Go all the way; return the last page, or the first of those that make the cases."""
    assert upload(client, data).headers["Location"] == COLUMNS
    page: Any = client.get(COLUMNS)
    form = page.context["form"]
    chosen = {name: form[name].value() for name in form.columns} | columns
    assert client.post(COLUMNS, chosen).headers["Location"] == CHECK
    assert client.post(CHECK).headers["Location"] == RUNNING
    last: Any = client.get(RUNNING)
    while "Refresh" in last.headers and not only_begin:
        last = client.get(RUNNING)
    return last


def case_with(client: Client, words: str) -> tuple[Case, str]:
    for case in Case.objects.all():
        said = text_of(client.get(f"/desk/cases/{case.ref}/"))
        if words in said:
            return case, said
    raise AssertionError(words)


def test_it_makes_a_case_of_every_row(world: World, amira_desk: Client) -> None:
    last = bring(amira_desk, THREE.encode())
    assert "3 cases were made." in text_of(last)
    assert Case.objects.count() == 3
    case, said = case_with(amira_desk, "Магомед")
    for words in (
        "brought in from elsewhere",
        "Urgent",
        "owner: bo",
        "Georgia",
        "(under Safe contact)",
        "Комната",
        "Они приходили дважды.",
    ):
        assert words in said
    assert "Planning" in said
    assert "555" not in said
    conversation = text_of(amira_desk.get(f"/desk/cases/{case.ref}/conversation/"))
    assert "No code opens this conversation" in conversation


def test_it_guesses_columns_and_remembers_what_was_chosen(amira_desk: Client) -> None:
    upload(amira_desk, THREE.encode())
    form = amira_desk.get(COLUMNS).context["form"]
    guessed = [form[name].value() for name in form.columns]
    assert guessed == [
        "name",
        "country",
        "language",
        "story",
        "risk",
        "stage",
        "owner",
        "contact",
        "keep",
    ]
    bring(amira_desk, THREE.encode(), column_8="")
    upload(amira_desk, THREE.replace("12\n", "14\n").encode())
    form = amira_desk.get(COLUMNS).context["form"]
    assert form["column_8"].value() == ""


@pytest.mark.parametrize(
    "heading", ["Что случилось?", "Что произошло", "What happened", "ماذا حدث؟"]
)
def test_it_knows_a_story_by_the_words_of_our_own_question(
    amira_desk: Client, heading: str
) -> None:
    upload(amira_desk, f"Name;{heading}\nNoor;They came twice.\n".encode())
    assert amira_desk.get(COLUMNS).context["form"]["column_1"].value() == "story"


def test_it_says_of_each_odd_row_what_is_odd(amira_desk: Client) -> None:
    odd = """name;country;risk;owner;promised;received;stage
Noor;Atlantis;tuesday;nobody;2001-01-01;2999-01-01;
Noor;Atlantis;tuesday;nobody;2001-01-01;2999-01-01;
Sam;;;;;;closed
;;;;;;Screening
Fine;GE;high;;;;
"""
    upload(amira_desk, odd.encode())
    page: Any = amira_desk.get(COLUMNS)
    form = page.context["form"]
    amira_desk.post(COLUMNS, {name: form[name].value() for name in form.columns})
    said = text_of(amira_desk.get(CHECK))
    for words in (
        "2 cases would be made",
        "Country “Atlantis” is not in our list: it stands in a note.",
        "Risk “tuesday” is not in our list",
        "Nobody of the team is called “nobody”",
        "The promised day is over or too far ahead",
        "The day received lies in the future",
        "Left out: The same as row 2. Row 4",
        "Left out: It is closed",
        "Left out: Nothing in it tells of anybody.",
    ):
        assert words in said
    assert "Row 6" not in said
    assert not Case.objects.exists()


def test_it_loses_no_word_that_fits_no_list(amira_desk: Client) -> None:
    bring(amira_desk, b"name;country\nNoor;Atlantis\n")
    (case,) = Case.objects.all()
    notes = text_of(amira_desk.get(f"/desk/cases/{case.ref}/notes/"))
    assert "Country, as written: Atlantis" in notes


def test_it_makes_no_case_twice_however_often_the_file_comes(
    world: World, amira_desk: Client, bo_desk: Client
) -> None:
    bring(amira_desk, THREE.encode())
    upload(bo_desk, THREE.encode())
    page: Any = bo_desk.get(COLUMNS)
    form = page.context["form"]
    bo_desk.post(COLUMNS, {name: form[name].value() for name in form.columns})
    said = text_of(bo_desk.get(CHECK))
    assert "No case would be made" in said
    assert "Brought in before." in said
    assert bo_desk.post(CHECK).status_code == 200
    assert Case.objects.count() == 3


def test_it_goes_on_where_it_stopped(amira_desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"Noor {n};GE\n" for n in range(25))
    monkeypatch.setattr("apps.desk.views.sheets.SECONDS", 0.0)
    first = bring(amira_desk, f"name;country\n{rows}".encode(), only_begin=True)
    assert "10 of 25 cases" in text_of(first)
    assert first.headers["Refresh"] == "1"
    assert "20 of 25 cases" in text_of(amira_desk.get(RUNNING))
    last = amira_desk.get(RUNNING)
    assert "25 cases were made." in text_of(last)
    assert "Refresh" not in last.headers
    assert Case.objects.count() == 25
    assert "No file is on its way in." in text_of(amira_desk.get(RUNNING))


def test_it_begins_again_after_a_kill_without_doubles(
    world: World, amira_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"Noor {n};GE\n" for n in range(15))
    data = f"name;country\n{rows}".encode()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    write = bringing._write
    monkeypatch.setattr(bringing, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        bring(amira_desk, data)
    monkeypatch.setattr(bringing, "_write", write)
    assert not Case.objects.exists()
    bring(amira_desk, data)
    assert Case.objects.count() == 15


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "It has no row below the headings."),
        (b"\0" * 100, "It has no row below the headings."),
        (b"name\n" + b"Noor\n" * 100_000, "more than 2,000 rows"),
        (b"x" * 3_000_000, "larger than 2 MB"),
        (b"%PDF-1.4", "no CSV and no XLSX"),
        (b"PK\x03\x04broken", "does not open"),
    ],
)
def test_it_says_in_words_why_a_file_is_refused_and_keeps_nothing(
    amira_desk: Client, data: bytes, said: str
) -> None:
    page = upload(amira_desk, data)
    assert page.status_code == 422
    assert said in text_of(page)
    assert not Paper.objects.filter(kind=Paper.Kind.SHEET).exists()


def test_it_asks_for_the_file_where_none_came(amira_desk: Client) -> None:
    assert "Choose the file." in text_of(amira_desk.post(SHEET, {}))
    assert amira_desk.post(SHEET, {"file": "words"}).status_code == 422


def test_it_reads_a_workbook_with_all_its_letters(amira_desk: Client) -> None:
    rows = f"<row r='1'>{cell('A1', 'الاسم')}{cell('B1', 'البلد')}</row>"
    rows += f"<row r='2'>{cell('A2', 'نور')}{cell('B2', 'لبنان')}</row>"
    bring(amira_desk, workbook(rows))
    case_with(amira_desk, "نور")


def test_it_reads_the_same_file_as_other_letters(amira_desk: Client) -> None:
    upload(amira_desk, "name;Город\nНур;Тбилиси\n".encode("cp1251"))
    page: Any = amira_desk.get(COLUMNS)
    assert "Город" in text_of(page)
    wrong = amira_desk.post(COLUMNS, {"column_0": "name", "encoding": "cp1256"})
    assert wrong.headers["Location"] == COLUMNS
    assert "Город" not in text_of(amira_desk.get(COLUMNS))
    refused = amira_desk.post(COLUMNS, {"column_0": "name", "encoding": "utf-8"})
    assert refused.status_code == 422


def test_it_refuses_two_columns_for_one_thing(amira_desk: Client) -> None:
    upload(amira_desk, b"a;b\nNoor;Sam\n")
    refused = amira_desk.post(COLUMNS, {"column_0": "name", "column_1": "name"})
    assert refused.status_code == 422
    assert "Another column is this already." in text_of(refused)
    assert amira_desk.post(COLUMNS, {"column_0": "", "column_1": ""}).status_code == 422
    assert amira_desk.post(COLUMNS, {"column_0": "salary"}).status_code == 422


def test_it_forgets_the_file_when_told(amira_desk: Client) -> None:
    upload(amira_desk, THREE.encode())
    assert amira_desk.post(f"{SHEET}drop/").status_code == 302
    assert not Paper.objects.filter(kind=Paper.Kind.SHEET).exists()
    assert "No file is on its way in." in text_of(amira_desk.get(CHECK))


def test_it_shows_a_colleague_nothing_of_the_file(
    world: World, amira_desk: Client, bo_desk: Client
) -> None:
    upload(amira_desk, THREE.encode())
    assert "Магомед" not in bo_desk.get(COLUMNS).content.decode()


def test_it_leaves_no_word_of_the_file_in_the_clear(world: World, amira_desk: Client) -> None:
    upload(amira_desk, THREE.encode())
    amira_desk.get(COLUMNS)
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value)
                    words = raw if isinstance(raw, bytes) else raw.encode()
                    assert "Магомед".encode() not in words, table
                    assert b"555 12" not in words, table


def test_it_writes_no_uploaded_byte_to_a_disk(
    world: World, amira_desk: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "FILE_UPLOAD_TEMP_DIR", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    upload(amira_desk, b"name;story\n" + b"Noor;" + b"x" * 7000 + b"\n")
    upload(amira_desk, b"name\n" + b"y" * 3_000_000)
    assert not list(tmp_path.iterdir())


def test_it_takes_no_file_from_another_sites_page(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk(world.amira).cookies
    refused = upload(strict, THREE.encode())
    assert refused.status_code == 403
    assert not Paper.objects.filter(kind=Paper.Kind.SHEET).exists()
    page = strict.get(SHEET)
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[0]
    file = SimpleUploadedFile("cases.csv", THREE.encode())
    taken = strict.post(SHEET, {"file": file, "csrfmiddlewaretoken": token})
    assert taken.headers["Location"] == COLUMNS


def test_it_refuses_files_everywhere_else(world: World, amira_desk: Client) -> None:
    file = SimpleUploadedFile("cases.csv", THREE.encode())
    assert amira_desk.post("/desk/new/phone/", {"file": file}).status_code == 400
    assert hidden_fields(amira_desk.get("/desk/new/"), "/desk/new/practice/")
