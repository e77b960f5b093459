"""Any order of joining, parting, making sure, writing and new codes: nothing breaks, nothing leaks.

What a code shows is told from the sequence itself: its own request, what was written while it was
there to read, and the earlier conversation only between *same person* and parting.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.queries import open_case
from apps.mailbox.actions import give_new_code, send_words
from apps.mailbox.carrying import CannotJoin
from apps.mailbox.joining import join_cases, open_earlier
from apps.mailbox.parting import part_cases
from tests.mailbox import cast
from tests.mailbox.cast import Harbour, Noor

Act = tuple[str, int, int]
ACTS = ("join", "part", "sure", "write", "say", "code", "note")


class Cases:
    """Three requests, and what each of their codes may have shown."""

    def __init__(self, harbour: Harbour) -> None:
        self.harbour = harbour
        self.requests = [
            cast.noor(harbour.team),
            cast.noor(harbour.team, party="again"),
            cast.noor(harbour.team, party="again"),
        ]
        self.said: list[set[str]] = [set(), set(), set()]
        self.joined: dict[int, int] = {}
        # Who was let into an earlier conversation, and by which joining.
        self.sure: dict[tuple[int, int], int] = {}
        self.count = 0
        for number in range(3):
            self.say(number, 0)
            self.write(number, 0)

    def hand(self, number: int) -> Hand:
        return self.harbour.hand(self.requests[number].case.ref)

    def lead_of(self, number: int) -> int:
        return self.joined.get(number, number)

    def word(self) -> str:
        self.count += 1
        return f"word{self.count:04}x"

    def join(self, lead: int, other: int) -> None:
        join_cases(self.hand(lead), self.hand(other), end_earlier=False, close=bool(other % 2))
        self.joined[other] = lead

    def part(self, lead: int, other: int) -> None:
        part_cases(self.hand(lead), self.hand(other))
        del self.joined[other]
        self.sure.pop((lead, other), None)

    def make_sure(self, lead: int, other: int) -> None:
        ref = self.requests[other].case.ref.hex
        open_earlier(self.hand(lead), other=ref, how="I know their voice.")
        # The newer code reads the earlier conversation, whichever of the cases leads.
        self.sure[lead, other] = other or lead

    def write(self, number: int, _: int) -> None:
        """The team writes: every code that is there reads it."""
        text = self.word()
        actions.send_message(self.hand(number), text=text)
        for one in range(3):
            if self.lead_of(one) == number:
                self.said[one].add(text)

    def say(self, number: int, _: int) -> None:
        """An applicant writes: their own code reads it."""
        text = self.word()
        send_words(visit=self.requests[number].visit(), text=text, token=f"{self.count:032x}")
        self.said[number].add(text)

    def code(self, number: int, _: int) -> None:
        give_new_code(self.hand(number), end_others=False, show_earlier=True)

    def note(self, number: int, _: int) -> None:
        actions.add_note(self.hand(number), text="Looked again.")

    def shows(self, number: int) -> set[str]:
        page: Any = self.requests[number].come_back()
        assert page.status_code == 200
        words = page.content.decode()
        return {f"word{n:04}x" for n in range(1, self.count + 1) if f"word{n:04}x" in words}

    def look_over(self) -> None:
        for number, request in enumerate(self.requests):
            opened = open_case(
                ref=request.case.ref, user=self.harbour.amira, keyring=self.harbour.keyring
            )
            assert not opened.damaged
            shown = self.shows(number)
            assert self.said[number] <= shown
            if number not in self.sure.values():
                assert shown == self.said[number]


def acts(cases: Cases) -> dict[str, Callable[[int, int], None]]:
    return {
        "join": cases.join,
        "part": cases.part,
        "sure": cases.make_sure,
        "write": cases.write,
        "say": cases.say,
        "code": cases.code,
        "note": cases.note,
    }


@pytest.mark.django_db
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 2)),
        min_size=3,
        max_size=10,
    )
)
@example([("part", 0, 1), ("join", 1, 0), ("sure", 1, 0)])
def test_it_opens_no_more_than_was_made_sure_whatever_comes_after_what(
    harbour: Harbour, asked: list[Act]
) -> None:
    with transaction.atomic():
        cases = Cases(harbour)
        for name, one, two in [("join", 0, 1), *asked]:
            try:
                with transaction.atomic():
                    acts(cases)[name](one, two)
            except CannotJoin:
                continue
        cases.look_over()
        transaction.set_rollback(True)


def test_it_goes_through_a_long_sequence(harbour: Harbour) -> None:
    cases = Cases(harbour)
    for name, one, two in (
        ("join", 0, 1),
        ("write", 0, 0),
        ("sure", 0, 1),
        ("say", 1, 0),
        ("join", 0, 2),
        ("code", 0, 0),
        ("write", 0, 0),
        ("part", 0, 1),
        ("write", 1, 0),
        ("write", 0, 0),
        ("join", 0, 1),
        ("part", 0, 2),
        ("say", 2, 0),
        ("sure", 0, 1),
    ):
        acts(cases)[name](one, two)
    cases.look_over()
    assert isinstance(cases.requests[0], Noor)
