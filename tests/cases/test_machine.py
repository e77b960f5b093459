"""Two people at one case, in any order: its events fold to one truth, and undoing is one more."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from apps.cases import actions, vocabulary
from apps.cases.actions import Hand, Planned, Told
from apps.cases.actions.undoing import corrections
from apps.cases.admission import open_index
from apps.cases.agenda import EVERYBODY, Seen, agenda_of
from apps.cases.casefile import (
    AnyEvent,
    ApprovalAnswered,
    ApprovalAsked,
    Arrived,
    AsideSet,
    CaseFile,
    CheckedIn,
    CheckIn,
    CheckMade,
    Closed,
    DocumentGone,
    DocumentSet,
    FileAdded,
    FileGone,
    FollowUpMade,
    ForceOver,
    GateLooked,
    JourneyDropped,
    JourneySet,
    KeptUntil,
    Leg,
    NeedsSet,
    Noted,
    OwnerSet,
    PersonSet,
    Promised,
    Reopened,
    RiskSet,
    StageMoved,
    TaskAdded,
    TaskChanged,
    TaskDone,
    TaskDropped,
    decode_event,
    encode_event,
    fold,
    read_day,
)
from apps.cases.ending import endings
from apps.cases.errors import (
    CaseClosed,
    ChangedMeanwhile,
    GateShut,
    GuardianMissing,
    SecondPersonNeeded,
    Settled,
)
from apps.cases.following import next_follow_up
from apps.cases.gates import approved, level_of, newest_approval, passed_by
from apps.cases.models import Event
from apps.cases.summaries import summarise
from apps.cases.wayout import DOCUMENTS, FOLLOWED, SIGNS
from tests.cases.acts import again, read
from tests.cases.index.harbour import every_row
from tests.cases.test_casefile import AMIRA, BO, DAY, admitted
from tests.world import Sent, World, fresh, submit

people = st.sampled_from([AMIRA, BO])
stages = st.sampled_from(vocabulary.ORDER[:-1])
refs = st.sampled_from(["1" * 32, "2" * 32, "3" * 32])
gates = st.sampled_from(list(vocabulary.GATES))
passed = st.dictionaries(gates, st.sampled_from(list(vocabulary.PASSED)))
needs = st.dictionaries(
    st.sampled_from([*vocabulary.NEEDS, "odd"]), st.sampled_from(["open", "met", "odd"])
)
days = st.sampled_from(["", "2026-11-30", "2027-02-28", "9999-12-31", "no day"])


def leg(leaves: int) -> Leg:
    """Return a leg of so many hours."""
    hour = f"2026-11-30T0{leaves}:00"
    return Leg(
        leg="3" * 32,
        origin="Tbilisi",
        origin_zone="Asia/Tbilisi",
        leaves=hour,
        to="Lisbon",
        to_zone="Europe/Lisbon",
        arrives="2026-11-30T12:00",
        departs=leaves,
        lands=99,
    )


class Casefile(RuleBasedStateMachine):
    """Any event may follow any other: pages are stale, clocks differ, two people meet."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[AnyEvent] = [admitted()]
        self.file = fold(self.events)
        self.at = 1000

    @initialize(later=st.integers(0, DAY))
    def arrive(self, later: int) -> None:
        self.at += later

    def add(self, event: AnyEvent) -> None:
        """Fold an event in as it comes back from under the seal."""
        self.events.append(event)
        self.file.apply(decode_event(encode_event(event)))
        self.at += 1

    @rule(by=people, risk=st.sampled_from(list(vocabulary.RISKS)), again=st.integers(-9, 2**33))
    def set_risk(self, by: str, risk: str, again: int) -> None:
        self.add(RiskSet(by=by, at=self.at, risk=risk, again=again))
        latest = self.at - 1 + int(vocabulary.LOOK_AGAIN[risk].total_seconds())
        assert self.file.is_over or self.file.clock <= latest

    @rule(by=people, stage=stages, how=passed)
    def move(self, by: str, stage: str, how: dict[str, str]) -> None:
        self.add(StageMoved(by=by, at=self.at, stage=stage, gates=how))
        assert not approved(self.file, now=self.at)
        assert all(one.void for one in self.file.work.approvals.values())

    @rule(by=people, aside=st.sampled_from(["", *vocabulary.ASIDES]), until=days)
    def put_aside(self, by: str, aside: str, until: str) -> None:
        stage = self.file.stage
        self.add(AsideSet(by=by, at=self.at, aside=aside, reason="no_route", until=until))
        assert self.file.stage == stage

    @rule(by=people, reason=st.sampled_from(list(vocabulary.REASONS)), until=st.none() | days)
    def close(self, by: str, reason: str, until: str | None) -> None:
        came_to = self.file.came_to if self.file.stage == "closed" else self.file.stage
        self.add(Closed(by=by, at=self.at, reason=reason, keep_until=until))
        assert self.file.came_to == came_to

    @rule(by=people, until=st.none() | days)
    def keep(self, by: str, until: str | None) -> None:
        before = self.file.keep_until
        self.add(KeptUntil(by=by, at=self.at, keep_until=until))
        assert before is None or (self.file.keep_until or "") >= before

    @rule(by=people, stage=stages)
    def reopen(self, by: str, stage: str) -> None:
        self.add(Reopened(by=by, at=self.at, stage=stage))

    @rule(by=people, owner=st.sampled_from(["", AMIRA, BO]))
    def give(self, by: str, owner: str) -> None:
        self.add(OwnerSet(by=by, at=self.at, owner=owner))

    @rule(by=people, day=days)
    def promise(self, by: str, day: str) -> None:
        self.add(Promised(by=by, at=self.at, day=day))

    @rule(by=people, mailbox=refs, number=st.integers(0, 9))
    def end_force(self, by: str, mailbox: str, number: int) -> None:
        before = self.file.contacts.force_over.get(mailbox, 0)
        self.add(ForceOver(by=by, at=self.at, upto={mailbox: number}, why="I met them."))
        # Nothing that was looked into waits again.
        assert self.file.contacts.force_over[mailbox] == max(before, number)

    @rule(by=people)
    def note(self, by: str) -> None:
        self.add(Noted(by=by, at=self.at, text="A note."))

    @rule(
        by=people,
        check=st.sampled_from(list(vocabulary.CHECKS)),
        result=st.sampled_from(list(vocabulary.RESULTS)),
    )
    def check(self, by: str, check: str, result: str) -> None:
        self.add(CheckMade(by=by, at=self.at, check=check, result=result))
        assert result == "pass" or not approved(self.file, now=self.at)

    @rule(by=people, approval=refs, gate=gates)
    def ask(self, by: str, approval: str, gate: str) -> None:
        self.add(ApprovalAsked(by=by, at=self.at, approval=approval, gate=gate))
        open_ones = [one for one in self.file.work.approvals.values() if not one.void]
        assert len({one.gate for one in open_ones}) == len(open_ones)

    @precondition(lambda self: self.file.work.approvals)
    @rule(data=st.data(), by=people, said=st.sampled_from(["approved", "question", "refused"]))
    def answer(self, data: st.DataObject, by: str, said: Any) -> None:
        open_ones = [ref for ref, one in self.file.work.approvals.items() if one.is_open]
        approval = data.draw(st.sampled_from(open_ones or list(self.file.work.approvals)))
        before = self.file.work.approvals.get(approval)
        self.add(ApprovalAnswered(by=by, at=self.at, approval=approval, answer=said))
        after = self.file.work.approvals.get(approval)
        wrote = said == "approved" and self.file.wrote_the_journey(by)
        if before is None or before.by == by or not before.is_open or wrote:
            assert after == before

    @rule(by=people, gate=gates)
    def look(self, by: str, gate: str) -> None:
        before = self.file.work.to_look_at.get(gate)
        self.add(GateLooked(by=by, at=self.at, gate=gate))
        assert (gate in self.file.work.to_look_at) == (before is not None and before[0] == by)

    @rule(by=people, task=refs, due=days, repeats=st.sampled_from([0, 7, 10**9, -1]))
    def add_task(self, by: str, task: str, due: str, repeats: int) -> None:
        self.add(TaskAdded(by=by, at=self.at, task=task, title="Call", due=due, repeats=repeats))

    @rule(by=people, task=refs, due=days)
    def change_task(self, by: str, task: str, due: str) -> None:
        there = task in self.file.work.tasks
        self.add(TaskChanged(by=by, at=self.at, task=task, title="Write", due=due))
        assert (task in self.file.work.tasks) == there

    @rule(by=people, task=refs)
    def finish(self, by: str, task: str) -> None:
        self.add(TaskDone(by=by, at=self.at, task=task))

    @rule(by=people, needs=needs)
    def need(self, by: str, needs: dict[str, str]) -> None:
        before, since = dict(self.file.work.needs), dict(self.file.work.needs_since)
        self.add(NeedsSet(by=by, at=self.at, needs=needs))
        same = {need for need, state in needs.items() if before.get(need) == state}
        assert all(self.file.work.needs_since[need] == since[need] for need in same)

    @rule(by=people, due=st.lists(days, max_size=4))
    def arrive_there(self, by: str, due: list[str]) -> None:
        until = due[0] if due else ""
        arrived = Arrived(by=by, at=self.at, day="2026-11-16", follow_ups=due, papers_until=until)
        self.add(arrived)

    @rule(by=people, due=days, outcome=st.sampled_from([*FOLLOWED, "odd"]), day=days)
    def follow(self, by: str, due: str, outcome: str, day: str) -> None:
        self.add(FollowUpMade(by=by, at=self.at, due=due, outcome=outcome, day=day))
        coming = next_follow_up(self.file.way.travel)
        assert coming is None or coming.due >= due or outcome == "not_reached" or due == "no day"

    @rule(by=people, leaves=st.integers(0, 3))
    def write_the_journey(self, by: str, leaves: int) -> None:
        was = self.file.way.travel.journey
        self.add(JourneySet(by=by, at=self.at, journey="1" * 32, legs=[leg(leaves)]))
        assert self.file.wrote_the_journey(by)
        if was is None or was.legs != [leg(leaves)]:
            assert not approved(self.file, now=self.at)

    @rule(by=people, check_in=refs, due=st.integers(0, 9000))
    def agree_a_check_in(self, by: str, check_in: str, due: int) -> None:
        was = self.file.way.travel.journey
        legs = was.legs if was else [leg(1)]
        agreed = [CheckIn(check_in, due, "2026-11-16T06:00", "Europe/Berlin")]
        self.add(JourneySet(by=by, at=self.at, journey="1" * 32, legs=legs, check_ins=agreed))
        assert approved(self.file, now=self.at) <= bool(was)

    @rule(by=people, check_in=refs, journey=refs, how=st.sampled_from([*SIGNS, "waits"]))
    def sign(self, by: str, check_in: str, journey: str, how: Any) -> None:
        travel = self.file.way.travel
        before = dict(travel.signs)
        self.add(CheckedIn(by=by, at=self.at, journey=journey, check_in=check_in, how=how))
        if not travel.is_of(journey):
            assert travel.signs == before
        elif how == "waits":
            assert check_in not in travel.signs
        else:
            assert travel.signs[check_in].how == how
            assert how != "word_failed" or self.file.contacts.code_failed_at

    @rule(by=people, journey=refs)
    def call_the_journey_off(self, by: str, journey: str) -> None:
        self.add(JourneyDropped(by=by, at=self.at, journey=journey))
        assert not self.file.way.travel.is_of(journey)

    @rule(by=people, task=refs)
    def drop(self, by: str, task: str) -> None:
        self.add(TaskDropped(by=by, at=self.at, task=task))
        assert task not in self.file.work.tasks

    @rule(by=people, document=refs, ends=days, kind=st.sampled_from(list(DOCUMENTS)))
    def set_document(self, by: str, document: str, ends: str, kind: str) -> None:
        self.add(DocumentSet(by=by, at=self.at, document=document, kind=kind, ends=ends))
        named = {one.document.document: one for one in endings(self.file.way)}
        assert (document in named) == (read_day(ends) is not None)

    @rule(by=people, document=refs)
    def drop_document(self, by: str, document: str) -> None:
        self.add(DocumentGone(by=by, at=self.at, document=document))
        assert document not in self.file.way.filing.documents

    @rule(by=people, file=refs)
    def add_file(self, by: str, file: str) -> None:
        added = FileAdded(
            by=by, at=self.at, file=file, key="1" * 64, size=1, digest="2" * 64, kind="pdf"
        )
        self.add(added)
        assert file in self.file.way.filing.files

    @rule(by=people, file=refs)
    def take_file_out(self, by: str, file: str) -> None:
        self.add(FileGone(by=by, at=self.at, file=file))
        assert file not in self.file.way.filing.files

    @precondition(lambda self: len(self.events) > 1)
    @rule(data=st.data(), by=people)
    def undo(self, data: st.DataObject, by: str) -> None:
        """Bring the case back to an earlier state by events alone; history keeps both."""
        was = fold(self.events[: data.draw(st.integers(1, len(self.events)))])
        if was.stage == "closed" and was.reason == "":
            return
        for event in corrections(was, self.file, by=by, at=self.at):
            self.add(event)
        assert course(self.file) == course(was)

    @invariant()
    def it_is_one_truth(self) -> None:
        """Whoever reads the whole, or has followed it, knows the same."""
        assert fold(self.events) == self.file

    @invariant()
    def its_summary_follows_from_its_events_alone(self) -> None:
        def summed(file: CaseFile) -> object:
            return summarise(file, None, seen=Seen(), damaged=False)

        assert summed(fold(self.events)) == summed(self.file)

    @invariant()
    def it_stands_in_a_stage_of_the_list(self) -> None:
        assert self.file.stage in vocabulary.STAGES
        assert self.file.aside in ("", *vocabulary.ASIDES)
        assert level_of(self.file) in vocabulary.LEVELS

    @invariant()
    def nobody_is_their_own_second_person(self) -> None:
        for one in self.file.work.approvals.values():
            assert not one.answer or one.answered_by != one.by
        newest = newest_approval(self.file)
        if approved(self.file, now=self.at):
            assert newest is not None
            assert newest.by != newest.answered_by
        interviews = {
            by for check, by in passed_by(self.file).items() if check.endswith("interview")
        }
        both = {"first_interview", "second_interview"} <= passed_by(self.file).keys()
        assert not both or len(interviews) == 2

    @invariant()
    def silence_is_everybodys_and_stands_first(self) -> None:
        travel, found = self.file.way.travel, agenda_of(self.file, Seen())
        missed = [item.ref for item in found if item.kind == "missed"]
        assert sorted(missed) == (
            sorted(one.check_in for one in travel.awaited) if travel.is_under_way else []
        )
        assert [item.kind for item in found[: len(missed)]] == ["missed"] * len(missed)
        on_the_way = [item for item in found if item.kind in {"missed", "travelling"}]
        assert all(item.who == EVERYBODY for item in on_the_way)

    @invariant()
    def today_asks_nobody_to_approve_what_they_asked(self) -> None:
        for item in agenda_of(self.file, Seen()):
            if item.kind == "approval":
                assert item.who in {"*", AMIRA, BO}


def course(file: CaseFile) -> tuple[object, ...]:
    """Return what taking back brings back."""
    return file.stage, file.aside, file.reason, file.risk, file.owner, file.promised


Casefile.TestCase.settings = settings(max_examples=50, stateful_step_count=40)
TestCasefile = Casefile.TestCase

# The same on the real database, where a page may be stale and whoever is too late is told.
REFUSALS = (CaseClosed, ChangedMeanwhile, GateShut, GuardianMissing, SecondPersonNeeded, Settled)


def first_task(hand: Hand) -> str:
    return next(iter(hand.opened.file.work.tasks), "none")


def first_approval(hand: Hand) -> str:
    return next(reversed(hand.opened.file.work.approvals), "none")


BROTHER = PersonSet(by="", at=0, person="", kind="sibling", knows="no", minor=True)
ACTS: dict[str, Callable[[Hand], object]] = {
    "risk": lambda h: actions.set_risk(h, risk="emergency"),
    "take": lambda h: actions.set_owner(h, owner=h.by),
    "verify": lambda h: actions.move_case(h, stage="verification"),
    "plan": lambda h: actions.move_case(h, stage="planning"),
    "hurry": lambda h: actions.move_case(h, stage="in_transit", why="now", haste=True),
    "back": lambda h: actions.move_case(h, stage="screening"),
    "aside": lambda h: actions.set_aside(h, aside="on_hold"),
    "close": lambda h: actions.close_case(h, reason="detained"),
    "reopen": lambda h: actions.reopen_case(h, stage="assessment"),
    "keep": lambda h: actions.keep_case(h, day=None),
    "first": lambda h: actions.make_check(h, check="first_interview", result="pass"),
    "second": lambda h: actions.make_check(h, check="second_interview", result="pass"),
    "concern": lambda h: actions.make_check(h, check="evidence", result="concern"),
    "ask": lambda h: actions.ask_approval(h, why="Train on Friday."),
    "approve": lambda h: actions.answer_approval(h, approval=first_approval(h), answer="approved"),
    "look": lambda h: actions.look_at_gate(h, gate="checks"),
    "task": lambda h: actions.add_task(h, Planned("Call")),
    "need": lambda h: actions.set_needs(h, {"shelter": "open"}),
    "met": lambda h: actions.set_needs(h, {"shelter": "met"}),
    "follow": lambda h: actions.make_follow_up(h, Told("well", needs={"shelter": "met"})),
    "done": lambda h: actions.finish_task(h, task=first_task(h)),
    "note": lambda h: actions.add_note(h, text="A note."),
    "brother": lambda h: actions.add_people(h, [BROTHER]),
    "papers": lambda h: actions.set_papers(
        h, person="", name="N", number="", born="", differs=False
    ),
}
steps = st.lists(
    st.tuples(st.sampled_from(list(ACTS)), st.booleans(), st.booleans()), min_size=2, max_size=10
)


@pytest.fixture
def harbour(world: World) -> World:
    return world


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_it_folds_to_one_truth_for_two_people_with_stale_pages(
    harbour: World, sequence: list[tuple[str, bool, bool]]
) -> None:
    with transaction.atomic():
        sent = submit(harbour)
        read(sent, harbour.amira)
        pages = {person.user.handle: 1 for person in (harbour.amira, harbour.bo)}
        for name, amira_acts, stale in sequence:
            person = harbour.amira if amira_acts else harbour.bo
            opened = again(sent, person)
            if not stale:
                pages[person.user.handle] = opened.sequence
            seen, before = pages[person.user.handle], Event.objects.count()
            others = any(
                event.body is not None and event.body.by != person.user.ref.hex
                for event in opened.events[seen:]
            )
            try:
                ACTS[name](Hand(opened, person.user, fresh(person), seen))
            except REFUSALS:
                assert Event.objects.count() == before
            else:
                assert not others or not stale
        agree(harbour, sent)
        transaction.set_rollback(True)


def agree(world: World, sent: Sent) -> None:
    """Insist that both people, the summary and the index say what the events do."""
    amira, bo = again(sent, world.amira), again(sent, world.bo)
    assert amira.file == bo.file == fold([event.body for event in amira.events if event.body])
    assert not amira.damaged
    for person in (world.amira, world.bo):
        index = open_index(user=person.user, keyring=fresh(person))
        (row,) = [row for row in every_row(index) if row.ref == sent.ref]
        assert row.body == amira.summary()
    for one in amira.file.work.approvals.values():
        assert not one.answered_by or one.answered_by != one.by
