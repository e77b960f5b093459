"""The access record, as Olu reads it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.audit.models import Entry, Head
from tests.desk.looking import act, text_of
from tests.world import Sent, World


def test_it_shows_who_read_what_newest_first(
    sent: Sent, amira_desk: Client, olu_desk: Client
) -> None:
    amira_desk.get("/desk/cases/")
    amira_desk.get(sent.url)
    words = text_of(olu_desk.get("/desk/record/"))
    assert words.index("amira read a case") < words.index("amira read the list of cases")
    assert "a case " + sent.ref.hex[:8] in words


def test_it_says_how_far_it_is_verified(sent: Sent, olu_desk: Client) -> None:
    newest = Head.objects.get().number
    words = text_of(olu_desk.get("/desk/record/"))
    assert f"Verified up to entry {newest}." in words


def test_it_records_its_own_reading(world: World, olu_desk: Client) -> None:
    olu_desk.get("/desk/record/")
    assert "olu read this record" in text_of(olu_desk.get("/desk/record/"))


@pytest.mark.parametrize("how", ["removed", "changed", "swapped", "cut off"])
def test_it_says_which_entry_is_wrong(
    sent: Sent, amira_desk: Client, olu_desk: Client, how: str
) -> None:
    for _ in range(3):
        amira_desk.get("/desk/cases/")
    newest = Head.objects.get().number
    at, after = Entry.objects.get(number=newest - 1), Entry.objects.get(number=newest)
    match how:
        case "removed":
            at.delete()
        case "changed":
            Entry.objects.filter(pk=at.pk).update(sealed_entry=b"\x01" + bytes(284))
        case "swapped":
            Entry.objects.filter(pk=at.pk).update(sealed_entry=after.sealed_entry)
        case _:
            after.delete()
    words = text_of(olu_desk.get("/desk/record/"))
    assert "The record was tampered with" in words
    wrong = newest if how == "cut off" else newest - 1
    assert f"Entry {wrong}" in words


def test_it_notices_a_record_put_back_to_an_earlier_day(
    sent: Sent, amira_desk: Client, olu_desk: Client
) -> None:
    amira_desk.get("/desk/cases/")
    head = Head.objects.get()
    number, digest = head.number, bytes(head.digest)
    amira_desk.get(sent.url)
    olu_desk.get("/desk/record/")
    Entry.objects.filter(number__gt=number).delete()
    Head.objects.update(number=number, digest=digest)
    assert "The record was tampered with" in text_of(olu_desk.get("/desk/record/"))


def test_it_filters_by_person_act_kind_and_case(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client, olu_desk: Client
) -> None:
    amira_desk.get(sent.url)
    bo_desk.get(sent.url)
    act(bo_desk, sent, "take")
    rows = text_of(olu_desk.get(f"/desk/record/?person={world.bo.user.ref.hex}&verb=case_read"))
    table = rows.partition("To what")[2]
    assert "bo read a case" in table
    assert "amira" not in table.partition("No.")[2]
    page = olu_desk.get(f"/desk/record/?kind=case&ref={sent.ref}")
    entries = page.context["entries"]
    assert {entry.ref for entry in entries} == {sent.ref.hex}
    assert len(entries) >= 4


def test_it_filters_by_days(sent: Sent, amira_desk: Client, olu_desk: Client) -> None:
    today = timezone.now().date()
    amira_desk.get(sent.url)
    inside = olu_desk.get(f"/desk/record/?since={today}&until={today}").context["entries"]
    tomorrow = today + timedelta(days=1)
    outside = olu_desk.get(f"/desk/record/?since={tomorrow}").context["entries"]
    assert inside
    assert not outside


def test_it_leads_to_earlier_entries(world: World, amira_desk: Client, olu_desk: Client) -> None:
    for _ in range(60):
        amira_desk.get("/desk/cases/")
    page = olu_desk.get("/desk/record/")
    older = olu_desk.get("/desk/record/" + page.context["older_url"])
    first, second = page.context["entries"], older.context["entries"]
    assert len(first) == 50
    assert first[-1].number == second[0].number + 1


def test_it_holds_no_word_of_an_applicant(sent: Sent, amira_desk: Client, olu_desk: Client) -> None:
    act(amira_desk, sent, "note", "notes/", text="Marzipan")
    amira_desk.get("/desk/cases/?language=ru")
    page = text_of(olu_desk.get("/desk/record/"))
    assert "Marzipan" not in page
    assert "Russian" not in page


@pytest.mark.parametrize(
    "query",
    ["before=x", "before=0", "before=99999999999999999999", "person=zz", "ref=%00", "since=0000"],
)
def test_it_answers_any_address(world: World, olu_desk: Client, query: str) -> None:
    assert olu_desk.get(f"/desk/record/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["since=9999-12-31", "until=9999-12-31", "until=0001-01-01"])
def test_it_answers_days_at_the_ends_of_time(world: World, olu_desk: Client, query: str) -> None:
    assert olu_desk.get(f"/desk/record/?{query}").status_code == 200


def test_it_checks_a_long_record_when_asked(
    world: World, olu_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.desk.views.record.CHECKED_AT_ONCE", 2)
    assert "not checked with every page" in text_of(olu_desk.get("/desk/record/"))
    assert "Verified up to entry" in text_of(olu_desk.get("/desk/record/?check=1"))
