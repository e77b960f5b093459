"""Files to the applicant from the conversation, and theirs in it."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from msgspec.structs import replace

from apps.cases.files import keep_file, seal_file
from apps.cases.messages import FileSent
from apps.cases.models import Attachment, Case
from tests.cases.files.good import photo
from tests.desk.looking import act, hidden_fields, opened_by, put, text_of
from tests.world import Sent, World

NAME = "ticket-MARKER.jpg"


@pytest.fixture(autouse=True)
def blobs(tmp_path: Path) -> Iterator[Path]:
    """Blobs lie in a folder of this test's own, and what waits for the commit happens at once."""
    kept: dict[str, Any] = dict(settings.STORAGES)
    kept["blobs"] = {**kept["blobs"], "OPTIONS": {"location": tmp_path / "blobs"}}
    now = mock.patch("django.db.transaction.on_commit", side_effect=lambda f, **_: f())
    with override_settings(STORAGES=kept), now:
        yield tmp_path / "blobs"


def stored(blobs: Path) -> list[Path]:
    return [path for path in blobs.rglob("*") if path.is_file()]


def send(client: Client, sent: Sent, *names: str, **filled: str) -> Any:
    page = client.get(f"{sent.url}conversation/")
    hidden = hidden_fields(page, f"{sent.url}files/send/")
    files = [SimpleUploadedFile(name, photo("jpeg")) for name in names]
    posted = {"vanish": "opened", **hidden, **filled, "chosen": files}
    return client.post(f"{sent.url}files/send/", posted)


def files_sent(world: World, sent: Sent) -> list[FileSent]:
    (thread,) = opened_by(world.bo, sent).threads
    return [one.body for one in thread.entries if isinstance(one.body, FileSent)]


def noor_sends(world: World, sent: Sent, name: str = "IMG-MARKER.jpg") -> FileSent:
    """A photograph of Noor's stands in her mailbox."""
    sealed = seal_file([photo("jpeg")], name=name, kind="jpeg")
    one = keep_file(sealed, Case.objects.get(ref=sent.ref))
    at = int(time.time()) // 3600 * 3600
    body = FileSent(
        "applicant", at, one.ref, one.key, one.size, one.digest, one.name, one.kind, token="1" * 32
    )
    put(world, sent, body)
    return body


def test_it_sends_a_file_that_disappears_once_opened_unless_somebody_wishes_otherwise(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    assert send(amira_desk, sent, NAME, text="Your ticket.").status_code == 302
    assert send(amira_desk, sent, "house-rules.jpg", vanish="", now="1").status_code == 302
    first, second = files_sent(world, sent)
    assert (first.vanish, second.vanish) == ("opened", "")
    assert first.after > time.time()
    assert not second.after
    page = text_of(amira_desk.get(f"{sent.url}conversation/"))
    assert NAME in page
    assert "Your ticket." in page
    assert page.count("Disappears once they have opened it.") >= 1
    assert "File sent to the applicant" in text_of(amira_desk.get(f"{sent.url}history/"))


def test_a_page_sent_twice_sends_once(world: World, sent: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(f"{sent.url}conversation/")
    hidden = hidden_fields(page, f"{sent.url}files/send/")
    for _ in range(2):
        file = SimpleUploadedFile(NAME, photo("jpeg"))
        posted = {**hidden, "vanish": "opened", "chosen": [file]}
        assert amira_desk.post(f"{sent.url}files/send/", posted).status_code == 302
    assert len(files_sent(world, sent)) == 1
    assert Attachment.objects.count() == 1


def test_it_says_what_is_wrong_and_keeps_the_words(
    world: World, sent: Sent, amira_desk: Client, blobs: Path
) -> None:
    for names, filled, said in (
        ([], {"text": "Words"}, "Choose a file."),
        (["a.exe"], {"text": "Words"}, "another kind of file than its name says"),
        ([NAME], {"text": "Words for your партнёр"}, "This must not be said"),
        ([NAME], {"text": "Words", "vanish": "never"}, "Choose one of the answers shown."),
        ([NAME], {"text": "W" * 8001}, "Shorten this by 1 character."),
    ):
        answer = send(amira_desk, sent, *names, **filled)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert filled["text"] in answer.content.decode()
    assert not files_sent(world, sent)
    assert not stored(blobs)
    confirmed = {"text": "Words for your партнёр", "confirmed": "on"}
    assert send(amira_desk, sent, NAME, **confirmed).status_code == 302


def test_it_is_taken_back_with_its_blob(
    world: World, sent: Sent, amira_desk: Client, blobs: Path
) -> None:
    send(amira_desk, sent, NAME)
    assert stored(blobs)
    assert act(amira_desk, sent, "unsend", "conversation/").status_code == 302
    assert not files_sent(world, sent)
    assert not stored(blobs)
    assert "Taken back by you" in text_of(amira_desk.get(f"{sent.url}conversation/"))


def test_theirs_is_new_until_somebody_opens_the_conversation(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    noor_sends(world, sent)
    assert "1 unread message" in text_of(amira_desk.get("/desk/today/"))
    page = text_of(amira_desk.get(f"{sent.url}conversation/"))
    assert "IMG-MARKER.jpg" in page
    assert "unread" not in text_of(amira_desk.get("/desk/today/"))
    assert "File from the applicant seen" in text_of(amira_desk.get(f"{sent.url}history/"))
    documents = text_of(amira_desk.get(f"{sent.url}documents/"))
    assert "IMG-MARKER.jpg" in documents
    assert "from them" in documents


def test_theirs_is_found_by_its_name(world: World, sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url)
    noor_sends(world, sent, "свидетельство.jpg")
    found = amira_desk.post("/desk/search/", {"words": "свидетельство"}, follow=True)
    assert sent.url in found.content.decode()


def test_theirs_is_struck_out_with_its_blob(
    world: World, sent: Sent, amira_desk: Client, blobs: Path
) -> None:
    amira_desk.get(sent.url)
    body = noor_sends(world, sent)
    amira_desk.get(f"{sent.url}conversation/")
    thread = opened_by(world.bo, sent).threads[0]
    number = next(one.number for one in thread.entries if one.body == body)
    address = f"{sent.url}strike/message/{thread.mailbox}/{number}/"
    page = amira_desk.get(address)
    assert "IMG-MARKER.jpg" in text_of(page)
    filled = {**hidden_fields(page, address), "reason": "other", "why": "Not needed"}
    reasons = page.context["form"].fields["reason"].choices
    filled["reason"] = next(code for code, _ in reasons if code)
    assert amira_desk.post(address, filled).status_code == 302
    assert not stored(blobs)
    assert not opened_by(world.bo, sent).damaged
    file = UUID(hex=body.ref)
    assert amira_desk.get(f"{sent.url}files/{file}/").status_code == 404


def test_it_sends_nothing_for_another_team_or_to_nobody(
    world: World, sent: Sent, chioma_desk: Client, amira_desk: Client
) -> None:
    file = SimpleUploadedFile(NAME, photo("jpeg"))
    assert chioma_desk.post(f"{sent.url}files/send/", {"chosen": [file]}).status_code == 404
    assert "files/send/" in amira_desk.get(f"{sent.url}conversation/").content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("odd", [{"kind": "exe"}, {"ref": " ".join(["aa"] * 16)}, {"size": 2**40}])
def test_an_odd_entry_breaks_no_page(
    world: World, sent: Sent, amira_desk: Client, odd: dict[str, Any]
) -> None:
    amira_desk.get(sent.url)
    sealed = seal_file([photo("jpeg")], name="a.jpg", kind="jpeg").attached
    body = FileSent(
        "applicant", 0, sealed.ref, sealed.key, sealed.size, sealed.digest, sealed.name, "jpeg"
    )
    put(world, sent, replace(body, **odd))
    for section in ("", "conversation/", "documents/", "history/"):
        assert amira_desk.get(sent.url + section).status_code == 200
    for ending in ("", "shown/", "original/"):
        answer = amira_desk.get(f"{sent.url}files/{UUID(hex=sealed.ref)}/{ending}")
        assert answer.status_code == (404 if "ref" in odd else 200)
