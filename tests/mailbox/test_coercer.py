"""Who forces somebody, with the second code and a browser taken apart: it looks like a first.

They read every byte that comes, run a script of their own, and come again. See docs/decisions/0018.
"""

import json
import os
import statistics
import time
from base64 import b64decode
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import pytest
from django.test import Client

from apps.cases.actions import close_case, send_message
from apps.cases.admission import open_index
from apps.cases.answers import decode_answers
from apps.cases.messages import Entry, Opened, Text, ViewEnded, encode_entry
from apps.cases.models import Case, Message
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.crypto.chain import FIRST_MESSAGE_AFTER, Link, open_message, seal_message
from apps.crypto.code import StretchedCode, new_code, stretch_code
from apps.crypto.contexts import LABELS, context, derive, number_bytes
from apps.crypto.submission import (
    SealedMailbox,
    open_answers,
    open_intake_key,
    open_mailbox_key,
)
from apps.desk.force import forced_in
from apps.mailbox.actions import EVEN_SECONDS, carry_out_withdrawals, send_words, withdraw
from apps.mailbox.days import today
from apps.mailbox.models import Withdrawal
from apps.mailbox.visits import enter_by_code
from apps.retention.striking import strike_entry
from apps.web.costs import code_cost
from apps.web.models import Organisation
from tests.mailbox import cast
from tests.mailbox.test_under_force import headers, looks, statements

PLAN = "The bus leaves at six."
SAID, TOLD = b"\x01", b"\x02"
PATHS = (
    *("look", "earlier", "write", "take-back", "file"),
    *("files/piece", "files/keep", "files/cancel"),
)


@pytest.fixture
def noor(harbour: cast.Harbour) -> cast.Noor:
    """Noor, with a second code."""
    Organisation.objects.update(second_codes=True)
    return cast.noor(harbour.team, second=new_code())


@pytest.fixture
def forced(noor: cast.Noor) -> cast.Noor:
    """Whoever holds Noor's second code."""
    return cast.Noor(noor.second, noor.case, Client())


@pytest.fixture
def nobody(harbour: cast.Harbour) -> cast.Noor:
    """Somebody who skipped every question and heard nothing."""
    return cast.noor(harbour.team, said=[])


def stretched(secret: bytes) -> StretchedCode:
    return stretch_code(secret, bytes(Organisation.objects.get().site_salt), code_cost())


def post(name: str, body: bytes) -> Any:
    return Client().post(f"/en/opening/{name}/", body, content_type="application/octet-stream")


class Script:
    """What a browser, or a script made to take it apart, does with one code."""

    def __init__(self, secret: bytes) -> None:
        self.code = stretched(secret)
        self.ref = self.code.locator_hash[:16]

    def look(self) -> dict[str, Any]:
        """What it is given, read."""
        answer = post("look", self.code.locator)
        assert answer.status_code == 200
        found: list[dict[str, Any]] = json.loads(answer.content)["found"]
        return found[0] if found else {}

    def keys(self, given: dict[str, Any]) -> tuple[bytes, bytes | None]:
        by_code, by_key = map(b64decode, given["keys"])
        row = SealedMailbox(self.code.locator_hash, by_code, by_key, bytes(32))
        key = open_mailbox_key(row, self.code.open_key)
        return key, open_intake_key(row, key)

    def entries(self, given: dict[str, Any]) -> list[bytes | None]:
        """Every entry opened, each onto the one before."""
        key, _ = self.keys(given)
        previous, bodies = FIRST_MESSAGE_AFTER, list[bytes | None]()
        for number, digest, sealed, _ in given["rows"]:
            link = Link(number, b64decode(digest), sealed and b64decode(sealed))
            bodies.append(open_message(link, key=key, mailbox=self.ref, previous=previous))
            previous = link.digest
        return bodies

    def answers(self, given: dict[str, Any]) -> Any:
        digest, bound, sealed = map(b64decode, given["answers"])
        intake = self.keys(given)[1] or b""
        return decode_answers(
            open_answers(digest=digest, answers=sealed, bound=bound, intake=intake)
        )

    def seal(self, entry: Entry) -> tuple[int, bytes]:
        given = self.look()
        rows = given["rows"]
        last, previous = (rows[-1][0], b64decode(rows[-1][1])) if rows else (0, bytes(32))
        key, _ = self.keys(given)
        link = seal_message(
            encode_entry(entry), key=key, mailbox=self.ref, number=last + 1, previous=previous
        )
        return last + 1, link.sealed or b""

    def bring(self, entry: Entry, kind: bytes = SAID) -> int:
        """Write; the status that it is answered with."""
        number, sealed = self.seal(entry)
        return self.write(number, sealed, kind)

    def write(self, number: int, sealed: bytes, kind: bytes = SAID) -> int:
        body = self.code.locator + kind + number_bytes(number) + sealed
        status: int = post("write", body).status_code
        return status

    def say(self, text: str) -> int:
        return self.bring(Text(by="applicant", at=0, text=text, token="a" * 32))

    def take_back(self, proof: bytes = b"") -> int:
        _, sealed = self.seal(ViewEnded(at=0))
        body = self.code.locator + (proof or self.code.withdrawal) + sealed + number_bytes(0)
        status: int = post("take-back", body).status_code
        return status


def shape(given: Any) -> Any:
    """What anybody sees of an answer without a key: its members, their sizes and their kinds."""
    if isinstance(given, dict):
        return {name: shape(value) for name, value in given.items()}
    if isinstance(given, list):
        return [shape(value) for value in given]
    return len(given) if isinstance(given, str) else given


def opened(harbour: cast.Harbour, noor: cast.Noor) -> OpenCase:
    open_index(user=harbour.amira, keyring=harbour.keyring)
    return open_case(ref=noor.case.ref, user=harbour.amira, keyring=harbour.keyring)


def busy(harbour: cast.Harbour, noor: cast.Noor) -> None:
    """Let much go on in the case behind the first code."""
    opened(harbour, noor)
    send_message(harbour.hand(noor.case.ref), text=PLAN)
    send_words(visit=noor.visit(), text="I am ready.", token="r" * 32)
    assert Script(noor.secret).say("From my browser.") == 204


# What is given out


def test_it_is_given_what_somebody_is_who_skipped_all_and_heard_nothing(
    harbour: cast.Harbour, noor: cast.Noor, nobody: cast.Noor
) -> None:
    busy(harbour, noor)
    theirs, empty = Script(noor.second), Script(nobody.secret)
    for _ in range(2):
        given, other = theirs.look(), empty.look()
        assert shape(given) == shape(other)
        assert (given["received"], given["erased"]) == (other["received"], other["erased"])
        assert theirs.entries(given) == empty.entries(other)
        shown, said = theirs.answers(given), empty.answers(other)
        assert shown == said
        assert theirs.say("Who reads this?") == empty.say("Who reads this?") == 204
        assert theirs.bring(Opened(at=0, upto=1), TOLD) == empty.bring(Opened(at=0, upto=1), TOLD)


def test_it_sees_nothing_grow_that_others_write(
    harbour: cast.Harbour, noor: cast.Noor, nobody: cast.Noor
) -> None:
    """Not by the number of rows, a size, a day, nor by being told that its number is taken."""
    theirs = Script(noor.second)
    assert theirs.say("One.") == 204
    before, (number, sealed) = theirs.look(), theirs.seal(Text(by="applicant", at=0, text="Two."))
    busy(harbour, noor)
    close_case(harbour.hand(noor.case.ref), reason="relocated_settled", words="Goodbye.")
    assert theirs.look() == before
    assert theirs.write(number, sealed) == 204
    assert theirs.write(number, sealed) == 204
    assert [number for number, *_ in theirs.look()["rows"]] == [1, 2]


def test_it_is_told_to_seal_anew_only_by_its_own_entries(
    noor: cast.Noor, forced: cast.Noor
) -> None:
    theirs = Script(noor.second)
    number, sealed = theirs.seal(Text(by="applicant", at=0, text="Late."))
    forced.write(forced.come_back(), "Earlier.")
    assert theirs.write(number, sealed) == 409
    for odd in (0, number + 5, 2**32 - 1):
        assert theirs.write(odd, sealed) == 409


def test_its_month_moves_by_what_it_says_alone(
    harbour: cast.Harbour, noor: cast.Noor, nobody: cast.Noor
) -> None:
    received = "2026-01-15"
    Case.objects.update(received_on=received)
    theirs, empty = Script(noor.second), Script(nobody.secret)
    busy(harbour, noor)
    before = theirs.look()["erased"]
    assert before < Script(noor.secret).look()["erased"]
    for script in (theirs, empty):
        assert script.bring(Opened(at=0, upto=0), TOLD) == 204
    assert theirs.look()["erased"] == before
    for script in (theirs, empty):
        assert script.say("Hello.") == 204
    assert theirs.look()["erased"] == empty.look()["erased"] > before


@pytest.mark.parametrize("by", ["server", "browser"])
def test_both_doors_show_it_the_same(by: str, noor: cast.Noor, forced: cast.Noor) -> None:
    theirs = Script(noor.second)
    if by == "browser":
        assert theirs.say("Who reads this?") == 204
    else:
        forced.write(forced.come_back(), "Who reads this?")
    page = forced.come_back()
    assert "Who reads this?" in page.content.decode()
    given = theirs.look()
    assert "Who reads this?" in str(theirs.entries(given))
    assert [came for *_, came in given["rows"]][-2:] == (
        [True, False] if by == "browser" else [False, False]
    )


def test_it_is_told_of_no_other_thread(harbour: cast.Harbour, noor: cast.Noor) -> None:
    busy(harbour, noor)
    theirs, mine = Script(noor.second), Script(noor.secret)
    twin = b64decode(theirs.look()["twin"])
    assert twin != mine.ref
    assert twin == b64decode(theirs.look()["twin"])
    assert b64decode(mine.look()["twin"]) == theirs.ref
    for script in (theirs, mine):
        for ref in (script.ref, twin, theirs.ref, os.urandom(16)):
            answer = post("earlier", script.code.locator + ref)
            assert json.loads(answer.content) == {"rows": []}
    assert json.loads(post("earlier", theirs.code.locator + mine.ref).content) == {"rows": []}


def test_nothing_that_it_is_told_can_be_worked_out_from_what_it_holds(
    noor: cast.Noor, nobody: cast.Noor
) -> None:
    """The sources are open: a first code's twin comes of nothing that a locator or a key gives."""
    for script in (Script(noor.second), Script(nobody.secret)):
        given = script.look()
        key, intake = script.keys(given)
        code = script.code
        secrets = (code.secret, code.locator, code.open_key, code.withdrawal, key, intake or b"")
        refs = (b"", script.ref, bytes(16), code.locator_hash)
        fronts = (*secrets, *(derive(one, context("front")) for one in secrets))
        told = [b64decode(given["twin"]), b64decode(given["answers"][0])[:16]]
        for secret, label, ref in product(fronts, LABELS.values(), refs):
            assert derive(secret, label + ref)[:16] not in told


# Taking back


def test_its_own_proof_ends_the_view_and_erases_nothing(
    harbour: cast.Harbour, noor: cast.Noor, nobody: cast.Noor
) -> None:
    theirs, empty = Script(noor.second), Script(nobody.secret)
    kept = Message.objects.filter(case=noor.case).count()
    for script in (theirs, empty):
        assert script.take_back(os.urandom(32)) == 422
        body = script.code.locator + script.code.withdrawal
        assert post("take-back", body + number_bytes(0)).status_code == 422
        assert script.look()
    for script in (theirs, empty):
        assert script.take_back() == 204
        assert script.look() == {}
        for name in PATHS[1:]:
            answer = post(name, script.code.locator + bytes(16))
            assert (answer.status_code, answer.content) == (404, b"This opens nothing any more.")
    assert [row.mailbox.bytes for row in Withdrawal.objects.all()] == [empty.ref]
    assert carry_out_withdrawals(today=today()) == 1
    assert Message.objects.filter(case=noor.case).count() == kept + 1
    assert cast.STORY in noor.come_back().content.decode()
    bodies = [entry.body for _, entry in opened(harbour, noor).forced]
    assert ViewEnded(at=0) in [getattr(body, "entry", None) for body in bodies]


def test_its_own_proof_takes_as_long_as_another(noor: cast.Noor, nobody: cast.Noor) -> None:
    """One press is all that there is to be measured: neither answer comes sooner."""
    for script in (Script(noor.second), Script(nobody.secret)):
        begin = time.monotonic()
        assert script.take_back() == 204
        assert time.monotonic() - begin >= EVEN_SECONDS


@pytest.mark.parametrize("whose", ["forced", "nobody"])
def test_without_scripts_it_takes_as_long_too(whose: str, request: pytest.FixtureRequest) -> None:
    somebody = request.getfixturevalue(whose)
    entered = enter_by_code(somebody.words)
    assert isinstance(entered, tuple)
    visit, code = entered
    begin = time.monotonic()
    withdraw(visit=visit, proof=code.withdrawal)
    assert time.monotonic() - begin >= EVEN_SECONDS


def test_neither_proof_fits_the_other_code(noor: cast.Noor) -> None:
    mine, theirs = Script(noor.secret), Script(noor.second)
    assert mine.take_back(theirs.code.withdrawal) == 422
    assert theirs.take_back(mine.code.withdrawal) == 422
    assert not Withdrawal.objects.exists()


def test_the_view_ends_at_both_doors(noor: cast.Noor, forced: cast.Noor) -> None:
    state = forced.come_back().context["state"]
    assert Script(noor.second).take_back() == 204
    assert forced.come_back().status_code == 422
    assert forced.browser.post("/en/mailbox/", {"state": state}).status_code == 422


@pytest.mark.parametrize("name", PATHS)
def test_a_code_that_was_never_given_runs_the_statements_of_one_that_is_over(
    noor: cast.Noor, nobody: cast.Noor, name: str
) -> None:
    """At once, and once what was taken back is gone."""
    scripts = [Script(noor.second), Script(nobody.secret), Script(new_code())]
    bodies = [asked(name, script) for script in scripts]
    assert [script.take_back() for script in scripts[:2]] == [204, 204]
    for _ in range(2):
        ran = [statements(partial(post, name, body)) for body in bodies]
        assert ran[0] == ran[1] == ran[2]
        answers = [post(name, body) for body in bodies]
        assert len({(one.status_code, one.content) for one in answers}) == 1
        carry_out_withdrawals(today=today())


def test_pressed_twice_it_says_the_same_however_much_later(
    noor: cast.Noor, forced: cast.Noor, nobody: cast.Noor
) -> None:
    """Minutes after it was carried out as well; and a page inside asks for the code again."""
    somebodies = (forced, nobody)
    states = [one.come_back().context["state"] for one in somebodies]

    def press(place: int, path: str) -> Any:
        fields = {"state": states[place], **({"code": somebodies[place].words} if path else {})}
        return somebodies[place].browser.post(f"/en/mailbox/{path}", fields)

    for place in (0, 1):
        press(place, "take-back/")
    for _ in range(2):
        for path in ("take-back/", ""):
            pages = [press(place, path) for place in (0, 1)]
            assert looks(pages[0]) == looks(pages[1])
            assert pages[0].status_code == pages[1].status_code
            ran = [statements(partial(press, place, path)) for place in (0, 1)]
            assert ran[0] == ran[1]
        carry_out_withdrawals(today=today())


# The first code, and colleagues


def test_the_first_code_passes_over_what_was_written_under_force(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    theirs, mine = Script(noor.second), Script(noor.secret)
    for text in ("One.", "Two."):
        assert theirs.say(text) == 204
        assert mine.say(f"Mine, after {text}") == 204
    page = noor.come_back().content.decode()
    assert "Two." not in page.replace("after Two.", "")
    assert "damaged" not in page
    read = noor.visit().read()
    assert len(read.forced) == 2
    assert not read.others
    assert set(read.own_numbers) >= {1, 2, 3, 4}


def test_no_bytes_of_theirs_keep_the_first_code_from_writing(noor: cast.Noor) -> None:
    theirs, mine = Script(noor.second), Script(noor.secret)
    assert theirs.write(1, b"\x01" + os.urandom(28 + 1024)) == 204
    page = noor.come_back()
    assert noor.visit().read().others
    assert "New words might be lost here" not in page.content.decode()
    assert noor.write(page, "I am ready.").status_code == 200
    assert mine.say("From my browser.") == 204
    page = noor.come_back().content.decode()
    assert "I am ready." in page
    assert "From my browser." in page


def test_colleagues_are_told_whatever_else_a_script_brings(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    """Bytes that nobody opens hide nothing of what comes after them."""
    theirs = Script(noor.second)
    assert theirs.write(1, b"\x01" + os.urandom(28 + 1024)) == 204
    assert theirs.say("Who reads this?") == 204
    case = opened(harbour, noor)
    assert not case.damaged
    assert "Who reads this?" in str([entry.body for _, entry in case.forced])
    assert case.summary().agenda[0].kind == "forced"


@pytest.mark.parametrize("at", [0, -1, 2**62, -(2**62)])
def test_they_are_told_whatever_hour_it_says(
    harbour: cast.Harbour, noor: cast.Noor, at: int
) -> None:
    theirs = Script(noor.second)
    assert theirs.bring(Text(by="applicant", at=at, text="Who reads this?")) == 204
    case = opened(harbour, noor)
    assert case.summary().agenda[0].kind == "forced"
    assert forced_in(case)


def said_under_force(case: OpenCase) -> list[str]:
    return [str(getattr(getattr(one.body, "entry", None), "text", "")) for _, one in case.forced]


def test_they_are_told_behind_a_snapshot(harbour: cast.Harbour, noor: cast.Noor) -> None:
    theirs = Script(noor.second)
    assert theirs.say("Before.") == 204
    assert theirs.write(2, b"\x01" + os.urandom(28 + 1024)) == 204
    for at in range(34):
        send_message(harbour.hand(noor.case.ref), text=f"{PLAN} {at}")
    harbour.hand(noor.case.ref)
    assert theirs.say("After.") == 204
    case = opened(harbour, noor)
    assert case.resumed
    assert not case.damaged
    assert said_under_force(case) == ["Before.", "After."]


def test_they_are_told_behind_words_that_were_struck_out(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    theirs = Script(noor.second)
    assert theirs.say("A name.") == 204
    (thread, entry), *_ = opened(harbour, noor).forced
    hand = harbour.hand(noor.case.ref)
    strike_entry(hand, mailbox=thread.mailbox.hex, number=entry.number, why="A name.")
    # Their own view says no more than that of anybody whose words were struck out.
    assert theirs.entries(theirs.look()) == [None]
    assert theirs.say("After.") == 204
    case = opened(harbour, noor)
    assert not case.damaged
    assert said_under_force(case) == ["After."]


# Time, statements, bytes


def asked(name: str, script: Script) -> bytes:
    """What a script sends there for this code."""
    return (
        script.code.locator
        + {
            "look": b"",
            "earlier": os.urandom(16),
            "write": SAID + number_bytes(9) + b"\x01" + os.urandom(28 + 1024),
            "take-back": os.urandom(32) + b"\x01" + os.urandom(28 + 1024) + number_bytes(0),
            "file": bytes(16),
            "files/piece": bytes(16) + b"\x01" + os.urandom(1000),
            "files/keep": number_bytes(1) + bytes(16) + number_bytes(4096) + os.urandom(29 + 1024),
            "files/cancel": bytes(16),
        }[name]
    )


@pytest.mark.parametrize("name", PATHS)
def test_no_address_of_scripts_tells_the_codes_apart(
    harbour: cast.Harbour, noor: cast.Noor, nobody: cast.Noor, name: str
) -> None:
    busy(harbour, noor)
    scripts = [Script(noor.second), Script(nobody.secret)]
    answers = [post(name, asked(name, script)) for script in scripts]
    assert len({answer.status_code for answer in answers}) == 1
    assert len({len(answer.content) for answer in answers}) == 1
    assert headers(answers[0]) == headers(answers[1])
    ran = [statements(partial(post, name, asked(name, script))) for script in scripts]
    assert ran[0] == ran[1]


@pytest.mark.parametrize("name", ["look", "write"])
def test_no_address_of_scripts_takes_longer_for_one(
    harbour: cast.Harbour, noor: cast.Noor, nobody: cast.Noor, name: str
) -> None:
    """Over a long thread as over none; the middle of many, in turns."""
    said = noor.visit()
    for number in range(50):
        send_words(visit=said, text=f"{PLAN} {number}", token=str(number))
    bodies = [asked(name, Script(one)) for one in (noor.second, nobody.secret)]
    took: list[list[float]] = [[] for _ in bodies]
    for _ in range(60):
        for times, body in zip(took, bodies, strict=True):
            begin = time.thread_time()
            post(name, body)
            times.append(time.thread_time() - begin)
    one, other = map(statistics.median, took)
    assert abs(one - other) < 0.25 * max(one, other)


def test_who_compares_two_visits_learns_nothing_of_what_came_between(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor, nobody: cast.Noor
) -> None:
    before, empty = forced.come_back(), nobody.come_back()
    send_message(harbour.hand(noor.case.ref), text=PLAN, vanish="opened")
    noor.write(noor.come_back(), "I am ready.")
    close_case(harbour.hand(noor.case.ref), reason="relocated_settled", words="Goodbye.")
    after = forced.come_back()
    assert looks(before) == looks(after) == looks(empty)
    assert headers(before) == headers(after)


@pytest.mark.parametrize("act", [Script.look, partial(Script.say, text="Hello")])
def test_its_acts_run_the_statements_of_an_empty_mailbox(
    harbour: cast.Harbour, noor: cast.Noor, nobody: cast.Noor, act: Callable[[Script], Any]
) -> None:
    busy(harbour, noor)
    for _ in range(2):
        ran = [
            statements(partial(act, script))
            for script in (Script(noor.second), Script(nobody.secret))
        ]
        assert ran[0] == ran[1]
