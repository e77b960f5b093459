"""A second code: what it opens, what it leaves behind, and that nothing tells it from a first."""

import io
import re
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from apps.cases.actions import end_force, send_message
from apps.cases.admission import list_cases, open_index
from apps.cases.filed import filed_in
from apps.cases.messages import UnderForce
from apps.cases.models import Attachment, Case, Message
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.crypto.code import SECRET, new_code, stretch_code
from apps.crypto.submission import empty_mailbox
from apps.intake.actions import publish_shipped
from apps.mailbox.actions import carry_out_withdrawals, give_new_code, send_words
from apps.mailbox.days import today
from apps.mailbox.models import Mailbox, Withdrawal
from apps.web.costs import code_cost
from apps.web.models import Organisation
from tests.mailbox import cast

PLAN = "The bus leaves at six."
# What is random on every page, or of this visit alone.
RANDOM = re.compile(rb'(name="(?:state|token)" value=")[^"]*')


@pytest.fixture
def noor(harbour: cast.Harbour) -> cast.Noor:
    """Noor, with a second code."""
    return cast.noor(harbour.team, second=new_code())


@pytest.fixture
def nobody(harbour: cast.Harbour) -> cast.Noor:
    """Somebody who skipped every question and heard nothing, with one code alone."""
    return cast.noor(harbour.team, said=[])


@pytest.fixture
def forced(noor: cast.Noor) -> cast.Noor:
    """Whoever holds Noor's second code."""
    return cast.Noor(noor.second, noor.case, Client())


def opened(harbour: cast.Harbour, noor: cast.Noor) -> OpenCase:
    open_index(user=harbour.amira, keyring=harbour.keyring)
    return open_case(ref=noor.case.ref, user=harbour.amira, keyring=harbour.keyring)


def looks(page: Any) -> bytes:
    return RANDOM.sub(rb"\1", page.content)


def headers(page: Any) -> dict[str, str]:
    return {**page.headers}


def shape(sql: str) -> str:
    """A statement without its values."""
    values = r"'[^']*'|X'[0-9A-F]*'|\b[0-9a-f]{32}\b|\b\d+\b|\"s\d+_x\d+\""
    return re.sub(values, "?", sql)


def statements(act: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        act()
    return [shape(one["sql"]) for one in caught]


# The view


def test_it_shows_nothing_that_was_said(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor
) -> None:
    send_message(harbour.hand(noor.case.ref), text=PLAN)
    page = forced.come_back().content.decode()
    assert PLAN not in page
    assert cast.STORY not in page
    assert "You have skipped all questions so far." in page


@pytest.mark.usefixtures("noor")
def test_it_is_byte_for_byte_an_empty_mailbox(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor, nobody: cast.Noor
) -> None:
    send_message(harbour.hand(noor.case.ref), text=PLAN)
    noor.write(noor.come_back(), "I am ready.")
    harmless, empty = forced.come_back(), nobody.come_back()
    assert looks(harmless) == looks(empty)
    assert len(harmless.content) == len(empty.content)
    assert headers(harmless) == headers(empty)
    assert harmless.status_code == empty.status_code


@pytest.mark.parametrize(
    "path",
    ["mailbox/", "mailbox/answers.txt", "mailbox/take-back/", "mailbox/files/", "mailbox/answers/"],
)
def test_every_page_inside_is_the_same(
    path: str, harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor, nobody: cast.Noor
) -> None:
    send_message(harbour.hand(noor.case.ref), text=PLAN)
    pages = []
    for somebody in (forced, nobody):
        state = somebody.come_back().context["state"]
        pages.append(somebody.browser.post(f"/en/mailbox/{path}", {"state": state}))
    assert looks(pages[0]) == looks(pages[1])
    assert headers(pages[0]) == headers(pages[1])


def test_it_runs_the_same_statements(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor, nobody: cast.Noor
) -> None:
    send_message(harbour.hand(noor.case.ref), text=PLAN)
    assert statements(forced.come_back) == statements(nobody.come_back)
    # And once more on the same day.
    assert statements(forced.come_back) == statements(nobody.come_back)
    ours, theirs = forced.come_back(), nobody.come_back()
    assert statements(lambda: forced.write(ours, "Hello")) == statements(
        lambda: nobody.write(theirs, "Hello")
    )


def test_a_wrong_code_runs_the_statements_of_one_that_is_over(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor, nobody: cast.Noor
) -> None:
    wrong = cast.Noor(new_code(), noor.case, Client())
    take_back(forced)
    assert statements(forced.come_back) == statements(wrong.come_back)
    assert looks(forced.come_back()) == looks(wrong.come_back())


def test_it_takes_as_long_as_an_empty_mailbox(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor, nobody: cast.Noor
) -> None:
    """Over a long thread as over none; the middle of many visits, in turns."""
    said = noor.visit()
    for number in range(50):
        send_words(visit=said, text=f"{PLAN} {number}", token=str(number))
    visits = {somebody.case.ref: somebody.visit() for somebody in (forced, nobody)}
    took: dict[Any, list[float]] = {ref: [] for ref in visits}
    for _ in range(100):
        for ref, visit in visits.items():
            begin = time.thread_time()
            visit.look()
            took[ref].append(time.thread_time() - begin)
    one, other = (statistics.median(times) for times in took.values())
    assert abs(one - other) < 0.25 * max(one, other)


def test_what_was_said_there_stands_there(forced: cast.Noor, nobody: cast.Noor) -> None:
    for somebody in (forced, nobody):
        somebody.write(somebody.come_back(), "Who reads this?")
    assert "Who reads this?" in forced.come_back().content.decode()
    assert looks(forced.come_back()) == looks(nobody.come_back())


def test_answers_given_there_stand_there_and_nowhere_else(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor
) -> None:

    publish_shipped()
    page = forced.come_back()
    forced.browser.post(
        "/en/mailbox/answers/", {"state": page.context["state"], "_send": "1", "name": "Mallory"}
    )
    assert "Mallory" in forced.come_back().content.decode()
    assert "Mallory" not in noor.come_back().content.decode()
    answers = opened(harbour, noor).answers
    assert answers is not None
    assert answers.value("name") == "Noor"


# What it leaves


def test_the_first_code_shows_nothing_of_it(noor: cast.Noor, forced: cast.Noor) -> None:
    forced.write(forced.come_back(), "Who reads this?")
    page = noor.come_back()
    assert "Who reads this?" not in page.content.decode()
    assert "damaged" not in page.content.decode()
    noor.write(page, "I am back.")
    assert "I am back." in noor.come_back().content.decode()


def test_colleagues_see_what_was_written_and_that_it_was_forced(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor
) -> None:
    forced.write(forced.come_back(), "Who reads this?")
    case = opened(harbour, noor)
    assert not case.damaged
    bodies = [entry.body for _, entry in case.forced]
    assert all(isinstance(body, UnderForce) for body in bodies)
    assert "Who reads this?" in str(bodies)
    assert case.summary().agenda[0].kind == "forced"
    assert case.unread


def test_it_stands_first_until_somebody_knows_better(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor
) -> None:
    def first() -> str:
        rows = list_cases(user=harbour.amira, keyring=harbour.keyring).rows
        body = next(row.body for row in rows if row.ref == noor.case.ref)
        return body.agenda[0].kind if body is not None else ""

    assert first() != "forced"
    forced.come_back()
    assert first() == "forced"
    mailbox, number = uses(harbour, noor)[-1]
    end_force(harbour.hand(noor.case.ref), upto={mailbox: number}, why="I met them.")
    assert first() != "forced"
    forced.write(forced.come_back(), "And now?")
    assert first() == "forced"


def uses(harbour: cast.Harbour, noor: cast.Noor) -> list[tuple[str, int]]:
    return [(thread.mailbox.hex, one.number) for thread, one in opened(harbour, noor).forced]


@pytest.mark.parametrize("upto", [{}, {"": 1}, {"ab" * 16: 1}])
def test_nothing_is_over_that_nobody_looked_into(
    upto: dict[str, int], harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor
) -> None:
    forced.come_back()
    with pytest.raises(ValueError, match="nothing to look into"):
        end_force(harbour.hand(noor.case.ref), upto=upto, why="I guess.")


def test_it_opens_nothing_of_ours(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor
) -> None:
    send_message(harbour.hand(noor.case.ref), text=PLAN, vanish="opened")
    forced.come_back()
    assert opened(harbour, noor).last_opened == 0
    assert PLAN in noor.come_back().content.decode()


def test_it_goes_on_after_ours(harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor) -> None:
    forced.come_back()
    send_message(harbour.hand(noor.case.ref), text=PLAN)
    forced.write(forced.come_back(), "Still here.")
    send_message(harbour.hand(noor.case.ref), text="And another.")
    assert not opened(harbour, noor).damaged
    assert "And another." in noor.come_back().content.decode()


# Nothing is erased


def take_back(somebody: cast.Noor) -> Any:
    page = somebody.come_back()
    fields = {"state": page.context["state"], "code": somebody.words}
    return somebody.browser.post("/en/mailbox/take-back/", fields)


def test_taking_back_looks_the_same_and_erases_nothing(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor, nobody: cast.Noor
) -> None:
    pages = [take_back(somebody) for somebody in (forced, nobody)]
    assert looks(pages[0]) == looks(pages[1])
    assert carry_out_withdrawals(today=today()) == 1
    assert Case.objects.filter(ref=noor.case.ref).exists()
    assert cast.STORY in noor.come_back().content.decode()
    assert looks(forced.come_back()) == looks(nobody.come_back())
    assert "This opens nothing." in forced.come_back().content.decode()
    assert opened(harbour, noor).forced


def test_an_open_page_closes_with_it(forced: cast.Noor, nobody: cast.Noor) -> None:
    pages = []
    for somebody in (forced, nobody):
        state = somebody.come_back().context["state"]
        take_back(somebody)
        inside = somebody.browser.post("/en/mailbox/", {"state": state})
        fields = {"state": state, "code": somebody.words}
        pages.append(
            (looks(inside), looks(somebody.browser.post("/en/mailbox/take-back/", fields)))
        )
    assert pages[0] == pages[1]


def test_its_proof_takes_nothing_back(noor: cast.Noor, organisation: Organisation) -> None:
    """Not even where somebody writes the row themselves, as a conquered front door could."""
    second = Mailbox.objects.get(case=noor.case, position=1)
    code = stretch_code(noor.second, bytes(organisation.site_salt), code_cost())
    Withdrawal.objects.create(mailbox=second.ref, proof=code.withdrawal, own_numbers=b"")
    assert carry_out_withdrawals(today=today()) == 0
    assert Case.objects.filter(ref=noor.case.ref).exists()


def test_the_first_code_takes_its_traces_along(
    organisation: Organisation, harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor
) -> None:
    forced.write(forced.come_back(), "Who reads this?")
    take_back(noor)
    row = Withdrawal.objects.get()
    numbers = {int.from_bytes(bytes(row.own_numbers)[at : at + 4], "big") for at in range(0, 12, 4)}
    assert numbers >= set(Message.objects.values_list("number", flat=True)[:2])


def test_the_first_code_takes_its_files_along(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor
) -> None:
    send_a_file(forced)
    kept = opened(harbour, noor)
    (filed,) = filed_in(kept).values()
    assert filed.forced
    assert noor.visit().read().own_files == [filed.attached.file]
    assert Attachment.objects.filter(case=noor.case, ref=filed.attached.ref).exists()


def test_a_file_is_received_as_in_an_empty_mailbox(
    harbour: cast.Harbour, forced: cast.Noor, nobody: cast.Noor
) -> None:
    answers = [send_a_file(somebody) for somebody in (forced, nobody)]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]
    assert looks(forced.come_back()) == looks(nobody.come_back())


def send_a_file(somebody: cast.Noor) -> Any:
    drawn = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(drawn, "PNG")
    state = somebody.come_back().context["state"]
    chosen = SimpleUploadedFile("a.png", drawn.getvalue(), "image/png")
    fields = {"state": state, "token": "a" * 32, "text": "", "chosen": chosen}
    return somebody.browser.post("/en/mailbox/files/", fields)


# The thief


def test_the_database_does_not_tell_who_has_one(harbour: cast.Harbour, noor: cast.Noor) -> None:
    Organisation.objects.update(second_codes=True)
    nobody, noor = cast.noor(harbour.team, said=[]), cast.noor(harbour.team, second=new_code())

    def of(somebody: cast.Noor) -> list[list[int]]:
        rows = Mailbox.objects.filter(case=somebody.case).order_by("position")
        return [
            [
                row.position,
                len(bytes(row.locator_hash)),
                len(bytes(row.sealed_mailbox_key)),
                bytes(row.sealed_mailbox_key)[0],
                len(bytes(row.sealed_intake_key)),
                bytes(row.sealed_intake_key)[0],
                len(bytes(row.withdrawal_hash)),
                len(bytes(row.sealed_skipped)),
            ]
            for row in rows
        ]

    assert of(noor) == of(nobody)


def test_a_use_leaves_what_any_visit_leaves(
    noor: cast.Noor, forced: cast.Noor, nobody: cast.Noor
) -> None:
    for somebody in (forced, nobody):
        somebody.write(somebody.come_back(), "Hello")

    def of(somebody: cast.Noor) -> list[tuple[bool, int, int, int, int, int]]:
        first = Mailbox.objects.get(case=somebody.case, position=0)
        return [
            (
                row.mailbox == first.ref,
                row.number,
                len(bytes(row.sealed_body or b"")),
                len(bytes(row.sealed_arrival)),
                len(bytes(row.mark)),
                bytes(row.mark)[0],
            )
            for row in Message.objects.filter(case=somebody.case).order_by("number")
        ]

    assert of(forced) == of(nobody)
    assert not Withdrawal.objects.exists()
    assert not Attachment.objects.exists()


# The writer, the guesser


def test_rows_put_in_the_place_of_a_second_one_open_nothing(
    noor: cast.Noor, forced: cast.Noor
) -> None:
    row = Mailbox.objects.get(case=noor.case, position=1)
    row.sealed_intake_key = empty_mailbox().sealed_intake_key
    row.save()
    page = forced.come_back().content.decode()
    assert cast.STORY not in page


def test_what_was_read_under_force_cannot_go(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor
) -> None:
    forced.write(forced.come_back(), "Who reads this?")
    harbour.hand(noor.case.ref)
    Message.objects.filter(case=noor.case).order_by("-number").first().delete()  # type: ignore[union-attr]
    Message.objects.filter(case=noor.case, number=2).delete()
    assert opened(harbour, noor).damaged


# Codes given later


def test_a_new_code_comes_with_a_second_where_they_are_offered(
    organisation: Organisation, harbour: cast.Harbour, noor: cast.Noor
) -> None:
    assert (
        len(give_new_code(harbour.hand(noor.case.ref), end_others=False, show_earlier=True))
        == SECRET
    )
    Organisation.objects.update(second_codes=True)
    codes = give_new_code(harbour.hand(noor.case.ref), end_others=False, show_earlier=True)
    newer = cast.Noor(codes[:SECRET], noor.case, Client())
    second = cast.Noor(codes[SECRET:], noor.case, Client())
    assert cast.STORY in newer.come_back().content.decode()
    unknown = give_new_code(harbour.hand(noor.case.ref), end_others=False, show_earlier=False)
    stranger = cast.Noor(unknown[:SECRET], noor.case, Client())
    assert looks(second.come_back()) == looks(stranger.come_back())
    assert opened(harbour, noor).forced
    sizes = {
        (len(bytes(row.sealed_mailbox_key)), len(bytes(row.sealed_intake_key)))
        for row in Mailbox.objects.filter(case=noor.case)
    }
    assert sizes == {(61, 61)}


def test_it_works_on_when_no_longer_offered(noor: cast.Noor, forced: cast.Noor) -> None:
    for offered in (True, False, True):
        Organisation.objects.update(second_codes=offered)
        assert forced.come_back().status_code == 200
        assert cast.STORY in noor.come_back().content.decode()
