"""A mailbox that a browser opens: what it is given for a locator, and what it may bring."""

import base64
import json
import os
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases.actions import send_message
from apps.cases.admission import open_index
from apps.cases.messages import Earlier, Entry, FileSent, Opened, StatusTold, Text, encode_entry
from apps.cases.models import Attachment, Message, Submission, Summary
from apps.cases.queries import open_case
from apps.crypto.chain import FIRST_MESSAGE_AFTER, link_message, seal_message
from apps.crypto.code import StretchedCode, stretch_code
from apps.crypto.contexts import number_bytes
from apps.crypto.submission import open_answers, open_intake_key, open_mailbox_key
from apps.mailbox.actions import carry_out_withdrawals, give_new_code, send_words
from apps.mailbox.days import today
from apps.mailbox.models import Mailbox, Withdrawal
from apps.mailbox.thread import pack_numbers
from apps.mailbox.visits import enter_by_code
from apps.teams.models import Notice
from apps.web.costs import code_cost
from apps.web.queries import organisation
from tests.mailbox import cast

PLAN = "The bus leaves at six."
STORED = (Message, Withdrawal, Mailbox, Notice, Attachment)
PATHS = ("look", "earlier", "write", "take-back", "file")
FILES = ("files/piece", "files/keep", "files/cancel")
SAID, TOLD = b"\x01", b"\x02"
# Comes along where everything is taken back, and is not kept.
ENDS = b"\x01" + bytes(28 + 1024)


def rows() -> list[int]:
    return [model.objects.count() for model in STORED]


def stretched(secret: bytes) -> StretchedCode:
    site = organisation()
    assert site is not None
    return stretch_code(secret, bytes(site.site_salt), code_cost())


def post(name: str, body: bytes, **more: Any) -> Any:
    kind = more.pop("content_type", "application/octet-stream")
    return Client().post(f"/en/opening/{name}/", body, content_type=kind, **more)


def found(*locators: bytes) -> list[dict[str, Any]]:
    answer = post("look", b"".join(locators))
    assert answer.status_code == 200
    given: list[dict[str, Any]] = json.loads(answer.content)["found"]
    return given


def raw(text: str) -> bytes:
    return base64.b64decode(text)


def key_of(noor: cast.Noor) -> bytes:
    (row,) = Mailbox.objects.filter(ref=noor.visit().mailbox.ref)
    return open_mailbox_key(row.sealed, stretched(noor.secret).open_key)


def sealed(noor: cast.Noor, body: bytes, *, number: int | None = None) -> tuple[int, bytes]:
    """Seal a body onto the end of Noor's thread, as her browser does."""
    ref = noor.visit().mailbox.ref
    last = Message.objects.filter(mailbox=ref).order_by("-number").first()
    place = number or (1 if last is None else last.number + 1)
    previous = FIRST_MESSAGE_AFTER if last is None else bytes(last.digest)
    link = seal_message(body, key=key_of(noor), mailbox=ref.bytes, number=place, previous=previous)
    assert link.sealed is not None
    return place, link.sealed


def bring(noor: cast.Noor, number: int, record: bytes, kind: bytes = SAID) -> Any:
    locator = stretched(noor.secret).locator
    return post("write", locator + kind + number_bytes(number) + record)


def said(text: str, *, by: str = "applicant", token: str = "a" * 32) -> Text:
    return Text(by=by, at=0, text=text, token=token)  # type: ignore[arg-type]


def bring_entry(noor: cast.Noor, entry: Entry, kind: bytes = SAID) -> Any:
    return bring(noor, *sealed(noor, encode_entry(entry)), kind)


def opened(harbour: cast.Harbour, noor: cast.Noor) -> Any:
    open_index(user=harbour.amira, keyring=harbour.keyring)
    return open_case(ref=noor.case.ref, user=harbour.amira, keyring=harbour.keyring)


# Looking


def test_it_gives_what_the_code_opens(harbour: cast.Harbour, noor: cast.Noor) -> None:
    opened(harbour, noor)
    send_message(harbour.hand(noor.case.ref), text=PLAN)
    code = stretched(noor.secret)
    (given,) = found(os.urandom(32), code.locator)
    assert given["place"] == 1
    mailbox = Mailbox.objects.get(locator_hash=code.locator_hash)
    key = open_mailbox_key(mailbox.sealed, code.open_key)
    assert raw(given["keys"][0]) == bytes(mailbox.sealed_mailbox_key)
    digest, bound, answers = map(raw, given["answers"])
    intake = open_intake_key(mailbox.sealed, key)
    assert intake is not None
    opens = open_answers(digest=digest, answers=answers, bound=bound, intake=intake)
    assert cast.STORY.encode() in opens
    assert [(row[0], row[3]) for row in given["rows"]] == [(1, False)]
    assert PLAN not in json.dumps(given)


def test_it_answers_every_locator_that_finds_nothing_alike(noor: cast.Noor) -> None:
    locator = stretched(noor.secret).locator
    nothing = post("look", os.urandom(32)).content
    assert post("look", stretched(noor.secret).locator_hash).content == nothing
    proof = stretched(noor.secret).withdrawal
    assert post("take-back", locator + proof + ENDS + number_bytes(0)).status_code == 204
    assert post("look", locator).content == nothing
    carry_out_withdrawals(today=today())
    assert post("look", locator).content == nothing


def test_it_tells_a_joined_code_nothing_of_another_request(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    other = cast.noor(harbour.team)
    send_words(visit=noor.visit(), text="Noor's own", token="n" * 32)
    row = Mailbox.objects.filter(locator_hash=stretched(other.secret).locator_hash)
    row.update(case=noor.case, position=9, guest=True)
    (given,) = found(stretched(other.secret).locator)
    (theirs,) = found(stretched(noor.secret).locator)
    assert given["answers"] != theirs["answers"]
    assert given["rows"] == []
    Submission.objects.filter(case=other.case).update(mailbox=uuid4())
    (given,) = found(stretched(other.secret).locator)
    assert given["answers"] is None


def test_it_gives_another_thread_of_the_same_case_and_of_no_other(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    other = cast.noor(harbour.team)
    send_words(visit=other.visit(), text="Other", token="o" * 32)
    locator, ref = stretched(noor.secret).locator, other.visit().mailbox.ref
    assert json.loads(post("earlier", locator + ref.bytes).content) == {"rows": []}
    Message.objects.filter(mailbox=ref).update(case=noor.case)
    rows_given = json.loads(post("earlier", locator + ref.bytes).content)["rows"]
    assert [row[0] for row in rows_given] == [1]


# Writing


def test_it_makes_a_message_as_of_the_servers_own(harbour: cast.Harbour, noor: cast.Noor) -> None:
    opened(harbour, noor)
    before, told = Summary.objects.get().written, Notice.objects.count()
    assert bring_entry(noor, said("From my browser.")).status_code == 204
    assert Summary.objects.get().written == before + 1
    assert Notice.objects.count() >= told
    send_words(visit=noor.visit(), text="From the server.", token="b" * 32)
    one, other = Message.objects.order_by("number")
    assert len(bytes(one.sealed_arrival)) == len(bytes(other.sealed_arrival))
    assert len(bytes(one.mark)) == len(bytes(other.mark)) == 70
    unread = [entry.body.text for _, entry in opened(harbour, noor).unread]
    assert unread == ["From my browser.", "From the server."]
    page = noor.come_back().content.decode()
    assert "From my browser." in page
    assert "damaged" not in page


def test_it_stores_once_what_comes_twice(noor: cast.Noor) -> None:
    number, record = sealed(noor, encode_entry(said("Once.")))
    assert [bring(noor, number, record).status_code for _ in range(3)] == [204] * 3
    assert Message.objects.count() == 1


def test_what_was_sealed_for_one_mailbox_opens_in_no_other(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    """Somebody plays back to one mailbox what they saw on its way to another."""
    other = cast.noor(harbour.team)
    number, record = sealed(noor, encode_entry(said("For one alone.")))
    assert bring(other, number, record).status_code == 204
    assert not Message.objects.filter(mailbox=noor.visit().mailbox.ref).exists()
    assert bring(noor, number, record).status_code == 204
    assert "For one alone." in noor.come_back().content.decode()
    page = other.come_back().content.decode()
    assert "For one alone." not in page
    assert "Something here is damaged on our side" in page


def test_every_locator_that_finds_nothing_is_told_the_same(noor: cast.Noor) -> None:
    code = stretched(noor.secret)
    gone = code.locator + code.withdrawal + ENDS + number_bytes(0)
    assert post("take-back", gone).status_code == 204
    for name in (*PATHS[1:], *FILES):
        told = {post(name, one + bytes(16)).content for one in (code.locator, os.urandom(32))}
        assert told == {b"This opens nothing any more."}


def test_it_asks_to_seal_anew_what_comes_too_late(noor: cast.Noor) -> None:
    number, record = sealed(noor, encode_entry(said("Late.")))
    send_words(visit=noor.visit(), text="Earlier.", token="b" * 32)
    before = rows()
    for odd in (number, number + 2, 0, 2**32 - 1):
        assert bring(noor, odd, record).status_code == 409
    assert rows() == before


def test_it_owes_no_notice_for_an_opening(harbour: cast.Harbour, noor: cast.Noor) -> None:
    opened(harbour, noor)
    Notice.objects.all().delete()
    assert bring_entry(noor, Opened(at=0, upto=0), TOLD).status_code == 204
    assert not Notice.objects.exists()
    assert opened(harbour, noor).threads[0].openings


def test_it_takes_so_much_an_hour_and_no_more(
    noor: cast.Noor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.mailbox.limits.MESSAGES", 1)
    for kind in (SAID, TOLD):
        assert bring_entry(noor, said("One."), kind).status_code == 204
        answer = bring_entry(noor, said("Two."), kind)
        assert answer.status_code == 429
        assert "Wait" in answer.content.decode()
    assert Message.objects.count() == 2


PLANTED: tuple[Entry, ...] = (
    said("Come to the bridge at six.", by="team"),
    StatusTold(at=0, status="closed", keep_until="2030-01-01"),
    Earlier(at=0, mailbox="00" * 16, key="00" * 32, until=9),
    FileSent(
        by="team",
        at=0,
        ref="00" * 16,
        key="00" * 32,
        size=1,
        digest="00" * 32,
        name="x",
        kind="pdf",
    ),
)


@pytest.mark.parametrize("entry", PLANTED, ids=lambda entry: type(entry).__name__)
def test_nobody_says_something_in_our_name(
    harbour: cast.Harbour, noor: cast.Noor, entry: Entry
) -> None:
    """Whoever has the code writes as the applicant; never as the team, whatever is sealed."""
    opened(harbour, noor)
    assert bring_entry(noor, entry).status_code == 204
    page = noor.come_back().content.decode()
    assert "bridge" not in page
    assert "We have received it" in page
    assert "Something here is damaged on our side" in page
    (given,) = found(stretched(noor.secret).locator)
    assert [row[3] for row in given["rows"][:1]] == [True]
    case = opened(harbour, noor)
    assert not case.damaged
    assert not any(one.sent for thread in case.threads for one in thread.entries)


def test_a_new_code_brings_along_of_ours_only_what_an_event_names(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    opened(harbour, noor)
    send_message(harbour.hand(noor.case.ref), text=PLAN)
    bring_entry(noor, said("Come to the bridge at six.", by="team"))
    code = give_new_code(harbour.hand(noor.case.ref), end_others=False, show_earlier=True)
    entered = enter_by_code(cast.Noor(code, noor.case, Client()).words)
    assert isinstance(entered, tuple)
    texts = [body.text for body in entered[0].read().words if isinstance(body, Text)]
    assert texts == [PLAN]


# Taking back


def test_it_takes_everything_back_by_the_proof_alone(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    opened(harbour, noor)
    bring_entry(noor, said("Mine."))
    code = stretched(noor.secret)
    wrong = code.locator + os.urandom(32) + ENDS + number_bytes(0)
    assert post("take-back", wrong).status_code == 422
    assert not Withdrawal.objects.exists()
    body = code.locator + code.withdrawal + ENDS + number_bytes(1) + pack_numbers([1])
    assert post("take-back", body).status_code == 204
    assert post("take-back", body).status_code == 404
    assert noor.come_back().status_code == 422
    carry_out_withdrawals(today=today())
    assert not Message.objects.exclude(sealed_body=None).exists()


@pytest.mark.parametrize("rest", [number_bytes(1), number_bytes(2) + bytes(4), bytes(5)])
def test_it_takes_nothing_back_by_half_a_list(noor: cast.Noor, rest: bytes) -> None:
    code = stretched(noor.secret)
    begun = code.locator + code.withdrawal + ENDS
    assert post("take-back", begun + rest).status_code == 422
    assert post("take-back", begun[:-1]).status_code == 422
    assert not Withdrawal.objects.exists()


# Whatever else comes


@pytest.mark.usefixtures("noor")
def test_it_takes_bytes_from_here_and_no_form() -> None:
    for name in (*PATHS, *FILES):
        for kind in ("application/x-www-form-urlencoded", "text/plain", ""):
            assert post(name, bytes(48), content_type=kind).status_code == 400
        assert post(name, bytes(48), HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
        assert post(name, bytes(200_000)).status_code == 413


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_answers_whatever_comes_and_stores_nothing(noor: cast.Noor, data: st.DataObject) -> None:
    code = stretched(noor.secret)
    number, record = sealed(noor, encode_entry(said("Hello.")))
    good = SAID + number_bytes(number) + record
    at = data.draw(st.integers(0, len(good) - 1))
    turned = good[:at] + bytes([good[at] ^ 1 << at % 8]) + good[at + 1 :]
    known = data.draw(st.sampled_from([code.locator, code.locator_hash, b"", bytes(31)]))
    rest = data.draw(
        st.one_of(st.binary(max_size=80), st.just(good[:at]), st.just(turned), st.just(good + b"x"))
    )
    name = data.draw(st.sampled_from(PATHS))
    before = rows()
    with transaction.atomic():
        answer = post(name, known + rest)
        after = rows()
        transaction.set_rollback(True)
    if name == "write" and answer.status_code == 204:
        # A bit turned in what only the code opens; it is shown as damaged and hides nothing.
        assert len(rest) == len(good)
        return
    assert answer.status_code in {200, 404, 409, 413, 422, 429} or not known + rest
    assert after == before


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{", b'{"type":"text"}', b"\xff", b"[" * 5000, b"\0" * 900]
)
def test_both_doors_show_what_they_can_beside_any_body(
    harbour: cast.Harbour, noor: cast.Noor, body: bytes
) -> None:
    assert bring(noor, *sealed(noor, body)).status_code == 204
    assert noor.come_back().status_code == 200
    case = opened(harbour, noor)
    assert not case.damaged
    # What came, and that it was opened.
    assert [bool(entry.odd) for entry in case.threads[0].entries] == [True, False]
    # Neither side is kept from writing by it.
    send_message(harbour.hand(noor.case.ref), text=PLAN)
    assert PLAN in noor.come_back().content.decode()
    assert noor.write(noor.come_back(), "I am here.").status_code == 200
    said_since = [
        one.body for one in opened(harbour, noor).threads[0].entries if one.from_applicant
    ]
    assert any(isinstance(body, Text) and body.text == "I am here." for body in said_since)


def test_what_the_team_read_is_never_taken_for_what_nobody_opens(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    """A writer puts other bytes, well linked, into the place of words that were read."""
    opened(harbour, noor)
    send_message(harbour.hand(noor.case.ref), text=PLAN)
    row = Message.objects.get()
    link = link_message(
        b"\x01" + os.urandom(28 + 1024),
        mailbox=row.mailbox.bytes,
        number=1,
        previous=FIRST_MESSAGE_AFTER,
    )
    Message.objects.update(sealed_body=link.sealed, digest=link.digest)
    assert opened(harbour, noor).damaged
