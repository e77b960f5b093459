"""Files that a browser sealed: in pieces, kept once, nobody else's, and gone if not finished."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases.filed import filed_in
from apps.cases.files import open_file
from apps.cases.files.coming import MOST_BLOB, MOST_PIECES, PIECE, is_blob_size
from apps.cases.files.storage import name_of
from apps.cases.messages import FileSent, encode_entry
from apps.cases.models import Attachment, Message
from apps.crypto.chain import FIRST_MESSAGE_AFTER, seal_message
from apps.crypto.code import StretchedCode, stretch_code
from apps.crypto.contexts import number_bytes
from apps.crypto.file import FileSealer, blob_size
from apps.crypto.submission import open_mailbox_key
from apps.mailbox.actions import send_words
from apps.mailbox.days import today
from apps.mailbox.models import Mailbox
from apps.operations.keeping import look_after_files
from apps.teams.models import Notice
from apps.web.bundle import SENDING, integrity
from apps.web.costs import code_cost
from apps.web.models import Organisation
from tests.cases.files.good import photo
from tests.mailbox import cast
from tests.mailbox.cast import Harbour, Noor
from tests.mailbox.test_files import stored
from tests.mailbox.test_sealed import ENDS, post

pytestmark = pytest.mark.usefixtures("blobs", "committed")


@cache
def stretched_once(secret: bytes, salt: bytes) -> StretchedCode:
    return stretch_code(secret, salt, code_cost())


@dataclass
class Sent:
    """A file as a browser seals it, and the mailbox that it is for."""

    noor: Noor
    ref: bytes
    blob: bytes = field(repr=False)
    entry: FileSent = field(repr=False)

    @property
    def code(self) -> StretchedCode:
        return stretched_once(self.noor.secret, bytes(Organisation.objects.get().site_salt))

    @property
    def locator(self) -> bytes:
        return self.code.locator

    def sealed(self, at: int | None = None) -> tuple[int, bytes]:
        """Seal the entry onto the end of the thread, as the browser does."""
        ref = UUID(bytes=self.code.locator_hash[:16])
        key = open_mailbox_key(Mailbox.objects.get(ref=ref).sealed, self.code.open_key)
        last = Message.objects.filter(mailbox=ref).order_by("-number").first()
        number = at or (1 if last is None else last.number + 1)
        link = seal_message(
            encode_entry(self.entry),
            key=key,
            mailbox=ref.bytes,
            number=number,
            previous=FIRST_MESSAGE_AFTER if last is None else bytes(last.digest),
        )
        assert link.sealed is not None
        return number, link.sealed

    @property
    def pieces(self) -> list[bytes]:
        return [self.blob[at : at + PIECE] for at in range(0, len(self.blob), PIECE)]

    def piece(self, number: int, data: bytes | None = None) -> int:
        cut = self.pieces[number] if data is None else data
        answer = post("files/piece", self.locator + self.ref + bytes([number]) + cut)
        return int(answer.status_code)

    def all(self, numbers: Iterable[int] | None = None) -> None:
        for number in range(len(self.pieces)) if numbers is None else numbers:
            assert self.piece(number) == 204

    def keep(self, *, size: int | None = None, at: int | None = None) -> Any:
        number, record = self.sealed(at)
        size = len(self.blob) if size is None else size
        body = number_bytes(number) + self.ref + number_bytes(size) + record
        return post("files/keep", self.locator + body)

    def cancel(self) -> int:
        return int(post("files/cancel", self.locator + self.ref).status_code)


def file_of(noor: Noor, data: bytes, ref: bytes | None = None) -> Sent:
    ref = ref or os.urandom(16)
    sealer = FileSealer(ref)
    blob = b"".join([*sealer.add(data), *sealer.end()])
    entry = FileSent(
        by="applicant",
        at=0,
        ref=ref.hex(),
        key=sealer.key.hex(),
        size=len(data),
        digest=sealer.digest.hex(),
        name="IMG_1.jpg",
        kind="jpeg",
        token="f" * 32,
    )
    return Sent(noor, ref, blob, entry)


@pytest.fixture
def sent(noor: Noor) -> Sent:
    """A photo of three pieces."""
    return file_of(noor, photo("jpeg") + bytes(300_000))


def kept() -> list[int]:
    return [model.objects.count() for model in (Attachment, Message)]


# The way in


def test_it_makes_a_file_that_the_desk_opens(harbour: Harbour, sent: Sent, blobs: Path) -> None:
    harbour.hand(sent.noor.case.ref)
    Notice.objects.all().delete()
    sent.all()
    assert kept() == [0, 0]
    assert sent.keep().status_code == 204
    (path,) = stored(blobs)
    assert path.read_bytes() == sent.blob
    opened = harbour.hand(sent.noor.case.ref).opened
    assert not opened.damaged
    (one,) = filed_in(opened).values()
    assert b"".join(open_file(one.attached)) == photo("jpeg") + bytes(300_000)
    assert Attachment.objects.get().size == len(sent.blob)
    page = sent.noor.come_back().content.decode()
    assert "IMG_1.jpg" in page
    assert "damaged" not in page


def test_its_pieces_come_in_any_order_and_as_often_as_they_like(sent: Sent, blobs: Path) -> None:
    sent.all([2, 0, 2, 1, 0])
    assert sent.keep().status_code == 204
    assert [path.read_bytes() for path in stored(blobs)] == [sent.blob]


def test_it_is_kept_once_however_often_it_is_sent(sent: Sent, blobs: Path) -> None:
    sent.all()
    assert [sent.keep(at=1).status_code for _ in range(3)] == [204, 409, 409]
    # The very same bytes, whose answer was lost.
    number, record = 1, bytes(Message.objects.get().sealed_body or b"")
    body = number_bytes(number) + sent.ref + number_bytes(len(sent.blob)) + record
    assert post("files/keep", sent.locator + body).status_code == 204
    assert kept() == [1, 1]
    assert len(stored(blobs)) == 1


def test_who_is_too_late_seals_the_entry_anew_and_sends_no_piece_again(
    sent: Sent, blobs: Path
) -> None:
    sent.all()
    send_words(visit=sent.noor.visit(), text="Earlier.", token="b" * 32)
    assert sent.keep(at=1).status_code == 409
    assert Attachment.objects.count() == 0
    assert not (blobs / name_of(UUID(bytes=sent.ref))).exists()
    assert sent.keep().status_code == 204


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, 131_073])
def test_it_takes_every_size(noor: Noor, blobs: Path, size: int) -> None:
    one = file_of(noor, os.urandom(size))
    one.all()
    assert one.keep().status_code == 204
    assert [path.read_bytes() for path in stored(blobs)] == [one.blob]


def test_the_largest_that_is_taken_fits_and_no_larger() -> None:
    assert blob_size(25 * 1024 * 1024) == MOST_BLOB == MOST_PIECES * PIECE
    assert is_blob_size(MOST_BLOB)
    for odd in (MOST_BLOB + 1, MOST_BLOB + PIECE, blob_size(26 * 1024 * 1024), 0, 15, 2**32 - 1):
        assert not is_blob_size(odd)
    assert not is_blob_size(blob_size(100_000) + 1)


# What breaks off, and what was never sealed so


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_it_keeps_nothing_of_which_a_piece_is_missing(
    sent: Sent, blobs: Path, missing: int
) -> None:
    sent.all(number for number in range(3) if number != missing)
    before = len(stored(blobs))
    assert sent.keep().status_code == 410
    assert kept() == [0, 0]
    assert len(stored(blobs)) == before
    assert sent.piece(missing) == 204
    assert sent.keep().status_code == 204


def test_it_keeps_nothing_of_false_lengths(sent: Sent) -> None:
    sent.all()
    for size in (len(sent.blob) - 1, len(sent.blob) + 1, 0, 2**32 - 1):
        assert sent.keep(size=size).status_code == 422
    # Sizes that a file can have, and this one has not.
    for size in (blob_size(1000), blob_size(1_000_000)):
        assert sent.keep(size=size).status_code == 410
    assert sent.piece(1, sent.pieces[1][:-1]) == 204
    assert sent.keep().status_code == 410
    assert kept() == [0, 0]


def test_it_takes_no_piece_that_is_none(sent: Sent, blobs: Path) -> None:
    assert sent.piece(0, b"") == 422
    assert sent.piece(0, bytes(PIECE + 1)) == 413
    assert sent.piece(MOST_PIECES, b"x") == 422
    assert sent.piece(255, b"x") == 422
    assert stored(blobs) == []


def test_a_turned_piece_is_told_as_damage_and_hides_nothing(harbour: Harbour, sent: Sent) -> None:
    from apps.crypto import CannotOpen

    sent.all()
    sent.piece(1, bytes(PIECE))
    assert sent.keep().status_code == 204
    opened = harbour.hand(sent.noor.case.ref).opened
    assert not opened.damaged
    (one,) = filed_in(opened).values()
    with pytest.raises(CannotOpen):
        b"".join(open_file(one.attached))


# Somebody else's


def test_nobody_adds_to_what_somebody_else_sends(harbour: Harbour, sent: Sent) -> None:
    """An insider of another mailbox who knows under which name somebody sends."""
    mallory = file_of(cast.noor(harbour.team), bytes(300_000), ref=sent.ref)
    sent.all([0, 1])
    mallory.all([2])
    assert mallory.keep().status_code == 410
    assert mallory.cancel() == 204
    assert sent.keep().status_code == 410
    sent.all([2])
    mallory.all()
    assert sent.keep().status_code == 204
    assert mallory.keep().status_code == 410
    assert Attachment.objects.get().case_id == sent.noor.case.ref


def test_nobody_writes_over_a_file_that_is_there(harbour: Harbour, sent: Sent, blobs: Path) -> None:
    sent.all()
    assert sent.keep().status_code == 204
    mallory = file_of(cast.noor(harbour.team), b"another", ref=sent.ref)
    mallory.all()
    assert mallory.keep().status_code == 410
    assert (blobs / name_of(UUID(bytes=sent.ref))).read_bytes() == sent.blob
    # Also where its blob was lost.
    (blobs / name_of(UUID(bytes=sent.ref))).unlink()
    assert mallory.keep().status_code == 410
    assert not (blobs / name_of(UUID(bytes=sent.ref))).exists()


def test_a_locator_that_finds_nothing_sends_nothing(sent: Sent, blobs: Path) -> None:
    for name in ("piece", "keep", "cancel"):
        answer = post(f"files/{name}", os.urandom(32) + sent.ref)
        assert answer.status_code == 404
    assert stored(blobs) == []


# How much


def test_it_takes_so_much_and_no_more(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.cases.files.coming.MOST_WAITING", 2)
    sent.all([0, 1, 1])
    answer = post("files/piece", sent.locator + uuid4().bytes + b"\0x")
    assert answer.status_code == 507
    assert sent.piece(2) == 507
    assert sent.cancel() == 204
    assert sent.piece(2) == 204


def test_a_full_case_takes_no_piece_and_no_file(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent.all()
    monkeypatch.setattr("apps.mailbox.limits.MOST_FILES", 0)
    assert sent.piece(0) == 507
    answer = sent.keep()
    assert answer.status_code == 507
    assert "There is no room for more files." in answer.content.decode()
    assert kept() == [0, 0]


def test_a_file_counts_as_a_message_does(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.mailbox.limits.MESSAGES", 1)
    sent.all()
    assert sent.keep().status_code == 204
    other = file_of(sent.noor, b"x")
    other.all()
    answer = other.keep()
    assert answer.status_code == 429
    assert "Wait" in answer.content.decode()
    assert kept() == [1, 1]


# Gone again


def test_cancelling_leaves_nothing(sent: Sent, blobs: Path) -> None:
    other = file_of(sent.noor, b"x")
    sent.all([0, 1])
    other.all()
    assert sent.cancel() == 204
    assert len(stored(blobs)) == 1
    assert [other.cancel(), other.cancel()] == [204, 204]
    assert [*blobs.rglob("coming/*")] == []


def test_upkeep_removes_what_was_never_finished(sent: Sent, blobs: Path) -> None:
    sent.all([0, 1])
    look_after_files(today=today())
    assert len(stored(blobs)) == 2
    for days, left in ((1, 2), (2, 0)):
        look_after_files(today=today() + timedelta(days=days))
        assert len(stored(blobs)) == left
    assert [*blobs.rglob("coming/*")] == []


def test_taking_back_removes_what_was_on_its_way(sent: Sent, blobs: Path) -> None:
    sent.all([0])
    code = sent.code
    proof = code.locator + code.withdrawal
    assert post("take-back", proof + ENDS + number_bytes(0)).status_code == 204
    assert stored(blobs) == []
    assert sent.piece(1) == 404


def test_a_piece_tells_neither_its_mailbox_nor_when_in_the_day_it_came(
    sent: Sent, blobs: Path
) -> None:
    sent.all([0])
    (path,) = stored(blobs)
    mailbox = sent.noor.visit().mailbox
    for told in (mailbox.ref.hex, bytes(mailbox.locator_hash).hex(), sent.noor.case.ref.hex):
        assert told not in str(path)
    assert path.stat().st_mtime % 86_400 == 0


def test_a_disk_that_fails_keeps_nothing(
    sent: Sent, blobs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent.all()

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("apps.cases.files.storage.DiskBlob.write", broken)
    assert sent.keep().status_code == 503
    assert kept() == [0, 0]
    assert not (blobs / name_of(UUID(bytes=sent.ref))).exists()


def test_a_row_that_cannot_be_written_leaves_no_blob(
    sent: Sent, blobs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def broken(*_: object) -> None:
        raise OperationalError

    sent.all()
    monkeypatch.setattr("apps.mailbox.sending.keep_blob", broken)
    assert sent.keep().status_code == 503
    assert kept() == [0, 0]
    assert not (blobs / name_of(UUID(bytes=sent.ref))).exists()
    monkeypatch.undo()
    assert sent.keep().status_code == 204


# Whatever else comes


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["piece", "keep", "cancel"]),
    shape=st.sampled_from(["good", "cut", "turned", "longer", "other"]),
    sender=st.sampled_from(["known", "nobody", "short", "none"]),
    other=st.binary(max_size=80),
    place=st.integers(0, 2**16),
)
def test_it_answers_whatever_comes_and_keeps_nothing(
    sent: Sent, name: str, shape: str, sender: str, other: bytes, place: int
) -> None:
    number, record = sent.sealed()
    good = number_bytes(number) + sent.ref + number_bytes(len(sent.blob)) + record
    at = place % len(good)
    rest = {
        "good": good,
        "cut": good[:at],
        "turned": good[:at] + bytes([good[at] ^ 1 << at % 8]) + good[at + 1 :],
        "longer": good + b"x",
        "other": other,
    }[shape]
    senders = {"known": sent.locator, "nobody": bytes(32), "short": bytes(31), "none": b""}
    with transaction.atomic():
        answer = post(f"files/{name}", senders[sender] + rest)
    assert answer.status_code in {204, 400, 404, 409, 410, 413, 422, 429, 507}
    assert kept() == [0, 0]


def test_its_page_says_which_script_it_must_be(noor: Noor) -> None:
    page = Client().get("/ru/opening/files/").content.decode()
    assert "js/files.js" in page
    assert integrity(SENDING) in page
