"""What the applicant is shown, what the team believes they are shown: one and the same."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.messages import Entry, Opened, Text, encode_entry
from apps.cases.opened import OpenEntry, Thread
from apps.cases.showing import DAY, vanish_days, vanishes_at, waits
from apps.cases.threads import Row
from apps.crypto.chain import seal_message
from apps.mailbox.thread import OpenedThread, open_thread

MAILBOX, KEY = UUID(int=7), bytes(range(32))
HOUR, MINUTE = 3600, 60


@dataclass
class Both:
    """One mailbox seen from both doors, and a clock."""

    now: int = 1000 * DAY
    rows: list[Row] = field(default_factory=list)
    desk: Thread = field(default_factory=lambda: Thread(MAILBOX, KEY, live=True))

    def put(self, body: Entry) -> None:
        """Seal an entry onto the end."""
        sealed = seal_message(
            encode_entry(body),
            key=KEY,
            mailbox=MAILBOX.bytes,
            number=self.desk.next_number,
            previous=self.desk.head,
        )
        number = sealed.number
        self.rows.append(Row(number, sealed.digest, sealed.sealed, came=False, at=number))
        named = body.by == "team"
        self.desk.entries.append(OpenEntry(sealed.number, sealed.digest, body, named, read=False))

    def send(self, *, wait: int, vanish: str) -> None:
        """Let the team write."""
        after = self.now + wait if wait else 0
        at = self.now - self.now % HOUR
        text = f"message {self.desk.next_number}"
        self.put(Text(by="team", at=at, text=text, after=after, vanish=vanish))

    def front(self, before: int | None = None) -> OpenedThread:
        """Open the mailbox as the applicant's code does."""
        return open_thread(self.rows, mailbox=MAILBOX, key=KEY, now=self.now, before=before)

    def visit(self) -> None:
        """Let the applicant come back."""
        opening = self.front().opening(self.now - self.now % HOUR)
        if opening is not None:
            self.put(opening)

    def blank(self, number: int) -> None:
        """Take an entry's words out of its row, as the desk does."""
        self.rows[number - 1] = self.rows[number - 1]._replace(sealed=None)
        entry = self.desk.entries[number - 1]
        self.desk.entries[number - 1] = msgspec.structs.replace(entry, body=None)

    def sweep(self) -> None:
        """Take out what was to vanish by now."""
        for entry in self.desk.vanished(self.now):
            self.blank(entry.number)

    def take_back(self) -> None:
        """Take back the newest of ours that nobody was shown."""
        mine = [e for e in self.desk.entries if e.ours and not self.desk.opened_at(e.number)]
        if mine:
            self.blank(mine[-1].number)

    def seen_at_the_front(self) -> list[int]:
        return [number for number, body in self.front().shown if body.by == "team"]

    def believed_at_the_desk(self) -> list[int]:
        gone = {entry.number for entry in self.desk.vanished(self.now)}
        return [
            entry.number
            for entry in self.desk.entries
            if entry.ours and not waits(entry.ours, self.now) and entry.number not in gone
        ]


Step = tuple[Literal["send", "visit", "wait", "sweep", "take_back"], int, str]
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("send"),
            st.sampled_from([0, 5 * MINUTE]),
            st.sampled_from(["", "opened", "1", "7", "never", "-1", "٣", "0"]),
        ),
        st.tuples(st.just("wait"), st.sampled_from([MINUTE, HOUR, DAY, 8 * DAY]), st.just("")),
        st.tuples(st.sampled_from(["visit", "sweep", "take_back"]), st.just(0), st.just("")),
    ),
    max_size=14,
)


@given(STEPS)
def test_it_is_the_same_at_both_doors_whatever_the_order(steps: list[Step]) -> None:
    both = Both()
    for what, number, word in steps:
        match what:
            case "send":
                both.send(wait=number, vanish=word)
            case "visit":
                both.visit()
            case "wait":
                both.now += number
            case "sweep":
                before = both.seen_at_the_front()
                both.sweep()
                assert both.seen_at_the_front() == before
            case "take_back":
                both.take_back()
        assert both.seen_at_the_front() == both.believed_at_the_desk()
        assert not both.front().damaged


@given(STEPS, st.integers(0, 2**63 - 1), st.lists(st.integers(0, 9), max_size=3))
def test_it_believes_no_opening_of_what_came_later(
    steps: list[Step], upto: int, waiting: list[int]
) -> None:
    both = Both()
    both.put(Opened(at=0, upto=upto, waiting=waiting))
    both.send(wait=0, vanish="opened")
    assert both.seen_at_the_front() == both.believed_at_the_desk() == [2]


def test_it_shows_nothing_before_its_time() -> None:
    both = Both()
    both.send(wait=5 * MINUTE, vanish="")
    both.visit()
    assert both.front().words == []
    both.now += 5 * MINUTE
    assert both.seen_at_the_front() == [1]
    assert not both.desk.opened_at(1)
    both.visit()
    assert both.desk.opened_at(1)


def test_it_knows_what_waited_while_something_later_was_shown() -> None:
    both = Both()
    both.send(wait=5 * MINUTE, vanish="opened")
    both.send(wait=0, vanish="opened")
    both.visit()
    assert both.seen_at_the_front() == []
    both.now += 5 * MINUTE
    assert both.seen_at_the_front() == [1]


def test_it_keeps_what_vanishes_once_opened_until_that_visit_is_over() -> None:
    both = Both()
    both.send(wait=0, vanish="opened")
    begun = len(both.rows)
    both.visit()
    assert [number for number, _ in both.front(begun).shown] == [1]
    assert both.seen_at_the_front() == []


def test_it_vanishes_after_whole_days() -> None:
    both = Both()
    both.send(wait=5 * MINUTE, vanish="7")
    both.now += 7 * DAY
    assert both.seen_at_the_front() == [1]
    both.now += 5 * MINUTE
    assert both.seen_at_the_front() == []


def test_it_tells_of_an_opening_once_a_day_and_of_something_new() -> None:
    both = Both()
    both.visit()
    both.visit()
    assert len(both.rows) == 1
    both.send(wait=0, vanish="")
    both.visit()
    both.visit()
    assert len(both.rows) == 3
    both.now += DAY
    both.visit()
    assert len(both.rows) == 4


def test_it_lets_only_the_team_say_what_vanishes() -> None:
    both = Both()
    both.put(Text(by="applicant", at=0, text="mine", vanish="1", after=both.now + DAY))
    assert [number for number, _ in both.front().shown] == [1]


@given(st.text(max_size=6))
def test_it_reads_any_word_for_when_it_vanishes(word: str) -> None:
    body = Text(by="team", at=0, text="", vanish=word)
    assert 0 <= vanish_days(body) <= 366
    assert vanishes_at(body) == vanish_days(body) * DAY


def test_it_goes_on_behind_what_is_gone() -> None:
    both = Both()
    for _ in range(3):
        both.send(wait=0, vanish="")
    both.blank(2)
    both.send(wait=0, vanish="")
    assert both.seen_at_the_front() == [1, 3, 4]
    assert not both.front().damaged
