"""Files in the mailbox: sent without scripts, seen by the team; given out by the team, and gone."""

import re
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from msgspec.structs import replace

from apps.cases import actions
from apps.cases.actions import send_files
from apps.cases.filed import filed_in
from apps.cases.files import SealedFile, keep_file, seal_file
from apps.cases.messages import FileOpened, FileSent, decode_entry, encode_entry
from apps.cases.models import Attachment, Case, Message
from apps.cases.threads import append_entry
from apps.crypto import CannotOpen
from apps.crypto.code import stretch_code
from apps.mailbox import limits
from apps.mailbox.joining import join_cases, open_earlier
from apps.mailbox.parting import part_cases
from apps.web.costs import code_cost
from apps.web.models import Organisation
from tests.cases.files.good import MARKER, good, pdf, photo
from tests.mailbox import cast
from tests.mailbox.cast import Harbour, Noor

SEND, ASK, SAVE = "/en/mailbox/files/", "/en/mailbox/file/", "/en/mailbox/file/save/"
FORM = "application/x-www-form-urlencoded"
TICKET = "ticket MARKER.pdf"


pytestmark = pytest.mark.usefixtures("blobs", "committed")


def chosen(name: str = "IMG_1 MARKER.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo("jpeg") if data is None else data)


def stored(blobs: Path) -> list[Path]:
    return [path for path in blobs.rglob("*") if path.is_file()]


def asked(noor: Noor) -> Any:
    """The page that asks for files, as reached from the mailbox."""
    state = noor.come_back().context["state"]
    return noor.browser.post(SEND, {"state": state})


def send(noor: Noor, *files: SimpleUploadedFile, page: Any = None, **more: str) -> Any:
    page = page or asked(noor)
    token = page.context["form"].initial["token"]
    fields = {"state": page.context["state"], "token": token, **more}
    return noor.browser.post(SEND, {**fields, "chosen": list(files)})


def sent_to_noor(
    harbour: Harbour,
    noor: Noor,
    *,
    data: bytes | None = None,
    vanish: str = "opened",
    wait: int = 0,
) -> SealedFile:
    """A ticket that Amira sends."""
    sealed = seal_file([good("pdf")], name=TICKET, kind="pdf")
    hand = harbour.hand(noor.case.ref)
    send_files(hand, [sealed], keep=keep_file, text="Your ticket.", vanish=vanish, wait=wait)
    return sealed


def numbers(page: Any) -> list[str]:
    """The numbers of the files that a page offers to open."""
    return re.findall(r'name="number" value="([0-9]+)"', page.content.decode())


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_it_receives_two_photographs_and_a_pdf_one_after_the_other(
    harbour: Harbour, noor: Noor, blobs: Path
) -> None:
    files = chosen(), chosen("IMG_2.jpg"), chosen("letter.pdf", good("pdf"))
    answer = send(noor, *files, text="From yesterday.")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/mailbox/received/")
    assert "We have received your files" in text_of(noor.browser.get("/en/mailbox/received/"))
    said = text_of(noor.come_back())
    assert "IMG_1 MARKER.jpg" in said
    assert "From yesterday." in said
    opened = harbour.hand(noor.case.ref).opened
    assert [one.attached.kind for one in filed_in(opened).values()] == ["jpeg", "jpeg", "pdf"]
    assert len(stored(blobs)) == Attachment.objects.filter(case=noor.case).count() == 3
    for row in Message.objects.all():
        assert b"MARKER" not in bytes(row.sealed_body or b"")
    assert not any(MARKER.encode() in path.read_bytes() for path in stored(blobs))


def test_they_wait_as_unread_words_until_the_conversation_is_opened(
    harbour: Harbour, noor: Noor
) -> None:
    from apps.cases.queries import open_case

    harbour.hand(noor.case.ref)
    send(noor, chosen())
    fresh = open_case(ref=noor.case.ref, user=harbour.amira, keyring=harbour.keyring)
    assert len(fresh.unread) == 1
    assert fresh.summary().unread == 1
    assert not harbour.hand(noor.case.ref).opened.unread


def test_a_double_send_is_one(harbour: Harbour, noor: Noor, blobs: Path) -> None:
    page = asked(noor)
    for _ in range(2):
        assert send(noor, chosen(), page=page).status_code == 302
    assert len(filed_in(harbour.hand(noor.case.ref).opened)) == 1
    assert len(stored(blobs)) == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Choose a photo or a PDF"),
        ([("a.jpg", b"")], "There is nothing in “a.jpg”"),
        ([("a.html", b"<script>")], "is not a kind of file"),
        ([("a.jpg", photo("jpeg")), ("b.mp4", bytes(99))], "Nothing was sent yet"),
        ([("a.jpg", photo("jpeg"))] * 6, "at most 5 files"),
        ([("a.jpg", b"\xff\xd8\xff" + bytes(26 * 1024 * 1024))], "is larger than 25 MB"),
    ],
)
def test_it_says_what_is_wrong_keeps_the_words_and_stores_nothing(
    harbour: Harbour, noor: Noor, blobs: Path, files: Any, said: str
) -> None:
    answer = send(noor, *(chosen(*one) for one in files), text="Words to keep")
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Words to keep" in answer.content.decode()
    assert not stored(blobs)
    assert not filed_in(harbour.hand(noor.case.ref).opened)


def test_it_asks_for_the_code_when_the_time_is_over_and_says_what_is_to_be_chosen_again(
    harbour: Harbour, noor: Noor, blobs: Path
) -> None:
    page = asked(noor)
    token = page.context["form"].initial["token"]
    fields = {"state": "stale", "token": token, "text": "Words to keep", "chosen": chosen()}
    again = noor.browser.post(SEND, fields)
    assert again.status_code == 422
    assert "choose them once more" in text_of(again)
    assert "Words to keep" in again.content.decode()
    assert not stored(blobs)
    typed = urlencode({"code": noor.words, "token": token, "text": "Words to keep"})
    back = noor.browser.generic("POST", SEND, typed, content_type=FORM)
    assert back.status_code == 200
    assert "Words to keep" in back.content.decode()
    assert 'type="file"' in back.content.decode()
    assert send(noor, chosen(), page=back, text="Words to keep").status_code == 302


def test_hostile_bodies_get_a_page_in_words_and_leave_nothing(noor: Noor, blobs: Path) -> None:
    state = noor.come_back().context["state"]
    torn = b'--x\r\nContent-Disposition: form-data; name="chosen"; filename="a.jpg"\r\n\r\n\xff'
    for kind, body in (
        ("multipart/form-data", torn),
        ("multipart/form-data; boundary=x", torn),
        ("multipart/form-data; boundary=" + "y" * 300, torn),
        ("application/octet-stream", photo("jpeg")),
        ("text/plain", b"x"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(100_000))),
    ):
        answer = noor.browser.generic("POST", SEND, body, content_type=kind)
        assert answer.status_code in {400, 413, 422}, kind
    many = {f"f{n}": "x" for n in range(3000)}
    assert noor.browser.post(SEND, {**many, "chosen": chosen()}).status_code in {400, 413}
    odd = {"state": state, "text": "\0", "chosen": chosen()}
    assert noor.browser.post(SEND, odd).status_code == 400
    assert not stored(blobs)
    assert noor.browser.get(SEND).status_code == 405


def test_it_says_when_there_is_no_room_and_when_it_was_too_much_at_once(
    noor: Noor, blobs: Path
) -> None:
    with mock.patch.object(limits, "MOST_FILES", 0):
        answer = send(noor, chosen(), text="Words to keep")
    assert answer.status_code == 409
    assert "There is no room for more files." in text_of(answer)
    with mock.patch.object(limits, "seconds_to_wait", return_value=90):
        answer = send(noor, chosen(), text="Words to keep")
    assert answer.status_code == 429
    assert "Words to keep" in answer.content.decode()
    assert not stored(blobs)


def test_it_says_not_received_where_the_disk_is_full(noor: Noor, blobs: Path) -> None:
    page = asked(noor)
    with mock.patch("apps.cases.files.storage.DiskBlob.write", side_effect=OSError(28, "full")):
        answer = send(noor, chosen(), page=page, text="Words to keep")
    assert answer.status_code == 503
    assert "Words to keep" in answer.content.decode()
    assert not stored(blobs)


def test_every_form_keeps_its_body_out_of_session_files(harbour: Harbour, noor: Noor) -> None:
    sent_to_noor(harbour, noor)
    page = noor.come_back()
    (number,) = numbers(page)
    asking = noor.browser.post(ASK, {"state": page.context["state"], "number": number})
    for one in (page, asked(noor), asking):
        forms = re.findall(r"(?s)<form[^>]*>.*?</form>", one.content.decode())
        assert all('autocomplete="off"' in form.split(">")[0] for form in forms)
        assert all('type="password" hidden' in form for form in forms)
        # Before the file: a state that is stale shows in the first bytes.
        assert all(
            form.find('name="state"') < form.find('type="file"') or ('type="file"' not in form)
            for form in forms
        )


def test_the_team_sends_a_ticket_that_is_gone_once_opened(
    harbour: Harbour, noor: Noor, blobs: Path
) -> None:
    sealed = sent_to_noor(harbour, noor)
    page = noor.come_back()
    assert "A file for you:" in text_of(page)
    assert "It disappears once you have opened it." in text_of(page)
    (number,) = numbers(page)
    fields = {"state": page.context["state"], "number": number}
    before = noor.browser.post(ASK, fields)
    assert "stays there until you delete it" in text_of(before)
    assert "It disappears once you have opened it." in text_of(before)
    # Seeing that it is there opens nothing.
    assert numbers(noor.come_back())
    given = noor.browser.post(SAVE, fields)
    assert b"".join(given.streaming_content) == good("pdf")  # type: ignore[attr-defined]
    assert given.headers["Content-Disposition"] == 'attachment; filename="file-1.pdf"'
    assert given.headers["Content-Security-Policy"].startswith("sandbox;")
    assert given.headers["Cache-Control"] == "no-store"
    assert not numbers(noor.come_back())
    fields["state"] = noor.come_back().context["state"]
    assert "This file is not there any more." in text_of(noor.browser.post(SAVE, fields))
    assert stored(blobs)
    opened = harbour.hand(noor.case.ref).opened
    assert not opened.damaged
    assert sealed.ref.hex not in filed_in(opened)
    assert not stored(blobs)
    assert not Attachment.objects.exists()


def test_a_file_that_stays_is_given_out_again(harbour: Harbour, noor: Noor, blobs: Path) -> None:
    sent_to_noor(harbour, noor, vanish="")
    for _ in range(2):
        page = noor.come_back()
        (number,) = numbers(page)
        fields = {"state": page.context["state"], "number": number}
        assert noor.browser.post(SAVE, fields).status_code == 200
    harbour.hand(noor.case.ref)
    assert stored(blobs)
    told = [one.body for one in harbour.hand(noor.case.ref).opened.threads[0].entries]
    assert len([body for body in told if isinstance(body, FileOpened)]) == 1


def test_a_file_waits_five_minutes_and_can_be_taken_back_until_it_is_opened(
    harbour: Harbour, noor: Noor, blobs: Path
) -> None:
    sent_to_noor(harbour, noor, wait=300)
    assert not numbers(noor.come_back())
    hand = harbour.hand(noor.case.ref)
    thread = hand.opened.threads[0]
    number = next(one.number for one in thread.entries if isinstance(one.body, FileSent))
    actions.take_message_back(hand, mailbox=thread.mailbox.hex, number=number)
    assert not stored(blobs)
    assert not harbour.hand(noor.case.ref).opened.damaged


def test_a_file_that_was_opened_is_not_taken_back(harbour: Harbour, noor: Noor) -> None:
    from apps.cases.errors import MessageOpened

    sent_to_noor(harbour, noor, vanish="")
    page = noor.come_back()
    (number,) = numbers(page)
    noor.browser.post(SAVE, {"state": page.context["state"], "number": number})
    hand = harbour.hand(noor.case.ref)
    with pytest.raises(MessageOpened):
        mailbox = hand.opened.threads[0].mailbox.hex
        actions.take_message_back(hand, mailbox=mailbox, number=int(number))


def test_it_says_that_a_file_is_lost_or_damaged_and_marks_nothing(
    harbour: Harbour, noor: Noor, blobs: Path
) -> None:
    sent_to_noor(harbour, noor)
    page = noor.come_back()
    (number,) = numbers(page)
    fields = {"state": page.context["state"], "number": number}
    (blob,) = stored(blobs)
    data = blob.read_bytes()
    blob.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
    answer = noor.browser.post(SAVE, fields)
    assert answer.status_code == 409
    assert "damaged on our side" in text_of(answer)
    blob.unlink()
    assert "lost on our side" in text_of(noor.browser.post(SAVE, fields))
    assert numbers(noor.come_back())


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "1", "99999999", "٣", "9" * 400])
def test_it_gives_no_file_for_an_odd_number(harbour: Harbour, noor: Noor, number: str) -> None:
    send(noor, chosen())
    state = noor.come_back().context["state"]
    for address in (ASK, SAVE):
        answer = noor.browser.post(address, {"state": state, "number": number})
        assert answer.status_code == 200
        assert "Content-Disposition" not in answer.headers


def test_it_gives_no_blob_of_another_case(harbour: Harbour, noor: Noor) -> None:
    sent_to_noor(harbour, noor)
    other = cast.noor(harbour.team)
    Attachment.objects.update(case=Case.objects.get(ref=other.case.ref))
    page = noor.come_back()
    (number,) = numbers(page)
    answer = noor.browser.post(SAVE, {"state": page.context["state"], "number": number})
    assert "lost on our side" in text_of(answer)


def test_a_browser_that_opens_by_itself_gets_the_blobs_of_its_own_case_as_they_lie_there(
    harbour: Harbour, noor: Noor, blobs: Path
) -> None:
    def given(locator: bytes, ref: bytes) -> Any:
        kind = "application/octet-stream"
        return noor.browser.post("/en/opening/file/", locator + ref, content_type=kind)

    sent_to_noor(harbour, noor)
    ref = Attachment.objects.get().ref.bytes
    salt = bytes(Organisation.objects.get().site_salt)
    mine, theirs = (
        stretch_code(one.secret, salt, code_cost()).locator
        for one in (noor, cast.noor(harbour.team))
    )
    (path,) = stored(blobs)
    answer = given(mine, ref)
    assert answer.getvalue() == path.read_bytes()
    assert int(answer.headers["Content-Length"]) == path.stat().st_size
    # Somebody else's, and one that nobody has, look alike.
    nothing = given(mine, bytes(16))
    for odd in (given(theirs, ref), given(theirs, bytes(16))):
        assert (odd.status_code, odd.content) == (nothing.status_code, nothing.content)
    path.unlink()
    assert given(mine, ref).status_code == nothing.status_code == 404
    assert given(mine, ref[:15]).status_code == 422


def test_an_entry_in_our_name_that_none_of_us_wrote_opens_no_file_at_the_desk(
    harbour: Harbour, noor: Noor
) -> None:
    sealed = seal_file([pdf()], name="forged.pdf", kind="pdf")
    keep_file(sealed, noor.case)
    visit, one = noor.visit(), sealed.attached
    forged = FileSent("team", 0, one.ref, one.key, one.size, one.digest, one.name, one.kind)
    append_entry(place=visit.place, key=visit.key, entry=forged)
    opened = harbour.hand(noor.case.ref).opened
    assert not filed_in(opened)
    assert not opened.damaged


def test_taking_back_erases_the_files_too(harbour: Harbour, noor: Noor, blobs: Path) -> None:
    from datetime import date

    from apps.mailbox.actions import carry_out_withdrawals, withdraw

    send(noor, chosen())
    harbour.hand(noor.case.ref)
    entered = noor.visit()
    from apps.mailbox.visits import enter_by_code

    found = enter_by_code(noor.words)
    assert isinstance(found, tuple)
    withdraw(visit=entered, proof=found[1].withdrawal)
    carry_out_withdrawals(today=date.today())  # noqa: DTZ011
    assert not stored(blobs)
    assert not Attachment.objects.exists()


def test_files_go_where_their_conversation_goes(harbour: Harbour, noor: Noor, blobs: Path) -> None:
    again = cast.noor(harbour.team, party="again")
    send(again, chosen())
    stays = sent_to_noor(harbour, noor)
    join_cases(
        harbour.hand(noor.case.ref), harbour.hand(again.case.ref), end_earlier=False, close=True
    )
    opened = harbour.hand(noor.case.ref).opened
    assert sorted(one.attached.kind for one in filed_in(opened).values()) == ["jpeg", "pdf"]
    assert set(Attachment.objects.values_list("case", flat=True)) == {noor.case.ref}
    # Who joined sends on, and it stands in the case that leads.
    send(again, chosen("IMG_9.jpg"))
    assert len(filed_in(harbour.hand(noor.case.ref).opened)) == 3
    assert stays.ref.hex in filed_in(opened)
    part_cases(harbour.hand(noor.case.ref), harbour.hand(again.case.ref))
    assert Attachment.objects.filter(case=again.case.ref).count() == 2
    assert len(filed_in(harbour.hand(again.case.ref).opened)) == 2
    assert not harbour.hand(again.case.ref).opened.damaged


def test_an_earlier_file_is_named_and_opens_by_its_own_code_alone(
    harbour: Harbour, noor: Noor, blobs: Path
) -> None:
    sent_to_noor(harbour, noor, vanish="")
    again = cast.noor(harbour.team, party="again")
    join_cases(
        harbour.hand(noor.case.ref), harbour.hand(again.case.ref), end_earlier=False, close=True
    )
    open_earlier(harbour.hand(noor.case.ref), other=again.case.ref.hex, how="I know their voice.")
    page = again.come_back()
    assert TICKET in text_of(page)
    assert not numbers(page)
    assert numbers(noor.come_back())


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": "exe"},
        {"ref": "../../etc/passwd"},
        {"ref": "é" * 32},
        {"ref": " ".join(["aa"] * 16)},
        {"ref": "AA" * 16},
        {"key": ""},
        {"size": 2**40},
        {"size": 0},
        {"name": "x" * 40_000},
    ],
)
def test_an_odd_entry_breaks_no_page(harbour: Harbour, noor: Noor, odd: dict[str, Any]) -> None:
    visit, one = noor.visit(), seal_file([pdf()], name="a.pdf", kind="pdf").attached
    for by in ("applicant", "team"):
        sent = FileSent(by, 0, one.ref, one.key, one.size, one.digest, one.name, one.kind)
        entry = replace(sent, **odd)
        append_entry(place=visit.place, key=visit.key, entry=entry)
    page = noor.come_back()
    assert page.status_code == 200
    for number in numbers(page):
        fields = {"state": page.context["state"], "number": number}
        assert noor.browser.post(ASK, fields).status_code == 200
        assert noor.browser.post(SAVE, fields).status_code == 409
    opened = harbour.hand(noor.case.ref).opened
    assert not opened.damaged
    assert opened.summary().unread == 0


def test_a_size_beyond_all_files_is_no_entry() -> None:
    data = encode_entry(FileSent("team", 0, "", "", 2**40 + 1, "", "", "pdf"))
    with pytest.raises(CannotOpen):
        decode_entry(data)
