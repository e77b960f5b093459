"""Files at the desk: put to a case, shown as pixels, saved behind a warning, taken out for good."""

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image

from apps.cases import actions
from apps.cases.casefile import FileAdded
from apps.cases.files.storage import exists
from apps.cases.models import Attachment, Case, Event
from tests.cases.acts import hand
from tests.cases.files.good import MARKER, good, pdf, photo
from tests.cases.files.hostile import CASES, built
from tests.desk.looking import act, hidden_fields, opened_by, text_of
from tests.world import Sent, World, submit

NAME = "MARKER-name.jpg"


@pytest.fixture(autouse=True)
def blobs(tmp_path: Path) -> Iterator[Path]:
    """Blobs lie in a folder of this test's own."""
    kept: dict[str, Any] = dict(settings.STORAGES)
    kept["blobs"] = {**kept["blobs"], "OPTIONS": {"location": tmp_path / "blobs"}}
    with override_settings(STORAGES=kept):
        yield tmp_path / "blobs"


def chosen(name: str = NAME, data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo("jpeg") if data is None else data)


def add(client: Client, sent: Sent, *files: SimpleUploadedFile, **filled: str) -> Any:
    page = client.get(f"{sent.url}documents/")
    hidden = hidden_fields(page, f"{sent.url}files/add/")
    posted = {**hidden, **filled, "chosen": list(files)}
    return client.post(f"{sent.url}files/add/", posted)


def files_in(world: World, sent: Sent) -> list[FileAdded]:
    return list(opened_by(world.bo, sent).file.way.filing.files.values())


def stored(blobs: Path) -> list[Path]:
    return [path for path in blobs.rglob("*") if path.is_file()]


@pytest.fixture
def one(world: World, sent: Sent, amira_desk: Client) -> str:
    """The address of a photograph that Amira put to the case."""
    assert add(amira_desk, sent, chosen(), title="Their passport").status_code == 302
    (file,) = files_in(world, sent)
    return f"{sent.url}files/{UUID(hex=file.file)}/"


def picture_in(answer: Any) -> Image.Image:
    found = re.search(r'src="data:image/jpeg;base64,([^"]+)"', answer.content.decode())
    assert found is not None
    return Image.open(io.BytesIO(base64.b64decode(found[1])))


def test_it_keeps_several_files_sealed_and_says_what_they_are(
    world: World, sent: Sent, amira_desk: Client, blobs: Path
) -> None:
    two = chosen(), chosen("ticket.pdf", good("pdf"))
    assert add(amira_desk, sent, *two, title="For the visa").status_code == 302
    assert [one.kind for one in files_in(world, sent)] == ["jpeg", "pdf"]
    page = text_of(amira_desk.get(f"{sent.url}documents/"))
    assert "JPEG · " in page
    assert "PDF · " in page
    assert "For the visa" in page
    assert "File added" in text_of(amira_desk.get(f"{sent.url}history/"))
    assert len(stored(blobs)) == Attachment.objects.filter(case=sent.ref).count() == 2
    assert not any(MARKER.encode() in path.read_bytes() for path in stored(blobs))


def test_it_puts_files_to_a_document(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "document", "documents/", kind="passport", held="copy")
    (ref,) = opened_by(world.bo, sent).file.way.filing.documents
    assert add(amira_desk, sent, chosen(), document=ref).status_code == 302
    (said,) = opened_by(world.bo, sent).file.way.filing.documents.values()
    assert said.files == [files_in(world, sent)[0].file]
    filled = {"document": ref, "kind": "visa", "held": "copy", "seen": "99"}
    amira_desk.post(f"{sent.url}document/", filled)
    (said,) = opened_by(world.bo, sent).file.way.filing.documents.values()
    assert (said.kind, said.files) == ("visa", [files_in(world, sent)[0].file])


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Choose a file."),
        ([("empty.jpg", b"")], "There is nothing in “empty.jpg”."),
        ([("page.html", b"<script>alert(1)</script>")], "is not a kind of file"),
        ([("passport.pdf", photo("png"))], "another kind of file"),
        ([("film.jpg", b"\x1a\x45\xdf\xa3" + bytes(5000))], "is not a kind of file"),
        ([("a.jpg", photo("jpeg"))] * 11, "at most 10 files"),
        ([("a.jpg", photo("jpeg")), ("b.exe", b"MZ" + bytes(99))], "None was kept yet."),
        ([("big.jpg", b"\xff\xd8\xff" + bytes(26 * 1024 * 1024))], "is larger than 25 MB"),
    ],
)
def test_it_says_what_is_wrong_and_stores_nothing(
    world: World, sent: Sent, amira_desk: Client, blobs: Path, files: Any, said: str
) -> None:
    answer = add(amira_desk, sent, *(chosen(*one) for one in files), title="Words kept")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in text_of(answer)
    assert 'value="Words kept"' in page
    assert not files_in(world, sent)
    assert not stored(blobs)


def test_it_keeps_two_files_of_one_name(world: World, sent: Sent, amira_desk: Client) -> None:
    assert add(amira_desk, sent, chosen(), chosen()).status_code == 302
    assert len({one.file for one in files_in(world, sent)}) == 2


def test_it_refuses_a_form_that_is_broken_or_has_too_many_fields(
    world: World, sent: Sent, amira_desk: Client, blobs: Path
) -> None:
    amira_desk.get(sent.url)
    address = f"{sent.url}files/add/"
    torn = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n\xff\xd8\xff'
    )
    for kind, body in (
        ("multipart/form-data", torn),
        ("multipart/form-data; boundary=x", torn),
        ("multipart/form-data; boundary=" + "x" * 300, torn),
        ("application/octet-stream", photo("jpeg")),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(100_000))),
    ):
        answer = amira_desk.generic("POST", address, body, content_type=kind)
        assert answer.status_code in {400, 403, 409, 422}
    many = {f"f{n}": "x" for n in range(3000)}
    assert amira_desk.post(address, {**many, "chosen": chosen()}).status_code == 400
    assert not files_in(world, sent)
    assert not stored(blobs)


def test_it_says_that_it_was_not_received_where_the_disk_is_full(
    world: World, sent: Sent, amira_desk: Client, blobs: Path
) -> None:
    amira_desk.get(sent.url)
    with mock.patch("apps.cases.files.storage.DiskBlob.write", side_effect=OSError(28, "full")):
        answer = add(amira_desk, sent, chosen(), title="Words kept")
    assert answer.status_code == 503
    assert "Words kept" in answer.content.decode()
    assert not files_in(world, sent)
    assert not stored(blobs)


def test_it_shows_a_blur_until_somebody_presses(one: str, amira_desk: Client) -> None:
    before = amira_desk.get(one)
    assert max(picture_in(before).size) <= 12
    after = amira_desk.get(f"{one}shown/")
    assert picture_in(after).size == (96, 64)
    for page in (before, after):
        assert page.headers["Cache-Control"] == "no-store"
        assert MARKER not in page.content.decode()


def test_it_records_each_looking(one: str, amira_desk: Client) -> None:
    with mock.patch("apps.desk.views.files.record") as record:
        amira_desk.get(one)
        assert not record.called
        amira_desk.get(f"{one}shown/")
        assert record.call_args.kwargs["verb"] == "file_shown"
        assert record.call_args.kwargs["kind"] == "case"


def test_it_shows_a_pdf_page_by_page(world: World, sent: Sent, amira_desk: Client) -> None:
    add(amira_desk, sent, chosen("ticket.pdf", pdf(3)))
    address = f"{sent.url}files/{UUID(hex=files_in(world, sent)[0].file)}/"
    assert "Show the first of 3 pages" in text_of(amira_desk.get(address))
    assert "Page 2 of 3" in text_of(amira_desk.get(f"{address}shown/?page=2"))
    assert "This file has no such page." in text_of(amira_desk.get(f"{address}shown/?page=9"))
    for odd in ("0", "-1", "x", "٣", "9999", "1" * 400):
        assert amira_desk.get(f"{address}shown/?page={odd}").status_code == 200


@pytest.mark.parametrize(
    "name",
    ["a GIF that is a script", "a JPEG that is a page", "a PNG of 50,000 by 50,000"],
)
def test_it_takes_a_hostile_file_and_shows_pixels_or_a_word(
    world: World, sent: Sent, amira_desk: Client, name: str
) -> None:
    add(amira_desk, sent, chosen(f"a.{CASES[name][0]}", built(name)))
    address = f"{sent.url}files/{UUID(hex=files_in(world, sent)[0].file)}/"
    for page in (address, f"{address}shown/"):
        answer = amira_desk.get(page)
        assert answer.status_code == 200
        said = answer.content.decode()
        assert ("data:image/jpeg" in said) != ('<div class="notice warn"><p>' in said)
        assert "<script>alert" not in said


def test_it_warns_before_it_gives_the_original_out(one: str, amira_desk: Client) -> None:
    asked = text_of(amira_desk.get(f"{one}original/"))
    assert "where and when a picture was taken" in asked
    assert "to the disk of this computer" in asked
    answer = amira_desk.post(f"{one}original/")
    assert b"".join(answer.streaming_content) == photo("jpeg")  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="file-1.jpg"'
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Length"] == str(len(photo("jpeg")))


def test_it_says_that_a_blob_is_lost_or_was_changed(
    one: str, amira_desk: Client, blobs: Path
) -> None:
    (blob,) = stored(blobs)
    data = blob.read_bytes()
    blob.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
    for page in (amira_desk.get(one), amira_desk.get(f"{one}shown/")):
        assert page.status_code == 200
        assert "was changed where it is kept" in text_of(page)
    assert amira_desk.post(f"{one}original/").status_code == 409
    blob.unlink()
    for page in (amira_desk.get(one), amira_desk.get(f"{one}shown/")):
        assert page.status_code == 200
        assert "This file is lost" in text_of(page)
    assert "This file is lost" in text_of(amira_desk.post(f"{one}original/"))


def test_it_takes_a_file_out_for_good(
    world: World, sent: Sent, one: str, amira_desk: Client, blobs: Path
) -> None:
    ref = files_in(world, sent)[0].file
    hidden = hidden_fields(amira_desk.get(one), f"{sent.url}file_out/")
    lacks = amira_desk.post(f"{sent.url}file_out/", {**hidden, "why": " "})
    assert lacks.status_code == 422
    filled = {**hidden, "why": "Not theirs"}
    with mock.patch("django.db.transaction.on_commit", side_effect=lambda f, **_: f()):
        assert amira_desk.post(f"{sent.url}file_out/", filled).status_code == 302
    assert not files_in(world, sent)
    assert not exists(UUID(hex=ref))
    assert not Attachment.objects.exists()
    assert not stored(blobs)
    for person in (world.amira, world.bo):
        opened = opened_by(person, sent)
        assert not opened.damaged
        kept = [event.body for event in opened.events if isinstance(event.body, FileAdded)]
        assert [(body.key, body.digest, body.name, body.title) for body in kept] == [("",) * 4]
    history = text_of(amira_desk.get(f"{sent.url}history/"))
    assert "File taken out for good" in history
    assert "Not theirs" in history
    assert "Their passport" not in history
    assert amira_desk.get(one).status_code == 404
    found = amira_desk.post("/desk/search/", {"words": "passport"}, follow=True)
    assert sent.url not in found.content.decode()


def test_it_hides_files_of_other_cases_and_other_teams(
    world: World, sent: Sent, one: str, amira_desk: Client, chioma_desk: Client
) -> None:
    ref = one.removeprefix(f"{sent.url}files/")
    other = submit(world)
    amira_desk.get(other.url)
    for ending in ("", "shown/", "original/"):
        assert chioma_desk.get(f"{one}{ending}").status_code == 404
        assert amira_desk.get(f"{other.url}files/{ref}{ending}").status_code == 404
        assert amira_desk.get(f"{sent.url}files/{uuid4()}/{ending}").status_code == 404
    assert chioma_desk.post(f"{sent.url}files/add/", {"chosen": chosen()}).status_code == 404
    assert chioma_desk.post(f"{one}original/").status_code == 404


def test_it_opens_no_row_of_another_case(
    world: World, sent: Sent, one: str, amira_desk: Client
) -> None:
    other = submit(world)
    Attachment.objects.update(case=Case.objects.get(ref=other.ref))
    assert "This file is lost" in text_of(amira_desk.get(one))


def test_it_keeps_nothing_where_a_colleague_was_faster(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client, blobs: Path
) -> None:
    page = bo_desk.get(f"{sent.url}documents/")
    hidden = hidden_fields(page, f"{sent.url}files/add/")
    act(amira_desk, sent, "document", "documents/", kind="visa", held="seen")
    posted = {**hidden, "title": "Bo’s words", "chosen": chosen()}
    answer = bo_desk.post(f"{sent.url}files/add/", posted)
    assert answer.status_code == 409
    assert "A colleague changed the documents at" in text_of(answer)
    assert "Bo’s words" in answer.content.decode()
    assert "chosen once more" in text_of(answer)
    assert not files_in(world, sent)
    assert not stored(blobs)


def test_it_names_no_file_in_the_clear(sent: Sent, one: str) -> None:
    for row in Event.objects.filter(case=sent.ref):
        assert b"MARKER" not in bytes(row.sealed_body or b"")


def test_files_follow_a_case_that_is_restricted_or_moved(
    world: World, sent: Sent, one: str, amira_desk: Client, bo_desk: Client, chioma_desk: Client
) -> None:
    people = [world.amira.user, world.bo.user]
    actions.restrict_case(hand(sent, world.amira), people=people)
    assert picture_in(bo_desk.get(f"{one}shown/")).size == (96, 64)
    actions.lift_restriction(hand(sent, world.amira))
    assert picture_in(bo_desk.get(f"{one}shown/")).size == (96, 64)
    actions.move_to_team(hand(sent, world.amira), team=world.lighthouse)
    assert amira_desk.get(f"{one}shown/").status_code == 404
    assert picture_in(chioma_desk.get(f"{one}shown/")).size == (96, 64)
