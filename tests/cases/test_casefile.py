"""What events add up to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases import casefile, statuses, vocabulary
from apps.cases.casefile import (
    Admitted,
    AnyEvent,
    ApprovalAsked,
    AsideSet,
    Closed,
    HandedOn,
    MailboxAdded,
    MailboxEnded,
    MessageRead,
    MessageSent,
    Noted,
    NumberShown,
    OwnerSet,
    Promised,
    Reopened,
    RiskSet,
    StageMoved,
    TaskAdded,
    decode_event,
    encode_event,
    fold,
    keep_until,
)
from apps.cases.names import draw_name, draw_reference
from apps.crypto import CannotOpen

AMIRA, BO, OLU = "a" * 32, "b" * 32, "c" * 32
DAY = 86_400

people = st.sampled_from([AMIRA, BO])
times = st.integers(0, 2**33)
words = st.text(max_size=50)
stages = st.sampled_from(vocabulary.ORDER[:-1])
risks = st.sampled_from(list(vocabulary.RISKS))
reasons = st.sampled_from(list(vocabulary.REASONS))
refs = st.binary(min_size=16, max_size=16).map(bytes.hex)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
numbers = st.integers(1, 1000)
days = st.dates().map(lambda day: day.isoformat())

events: st.SearchStrategy[AnyEvent] = st.one_of(
    st.builds(MessageRead, by=people, at=times, mailbox=refs, number=numbers, digest=digests),
    st.builds(MessageSent, by=people, at=times, mailbox=refs, number=numbers, digest=digests),
    st.builds(RiskSet, by=people, at=times, risk=risks),
    st.builds(OwnerSet, by=people, at=times, owner=st.sampled_from([AMIRA, BO, ""])),
    st.builds(HandedOn, by=people, at=times, of=people, to=st.sampled_from([AMIRA, BO, ""])),
    st.builds(StageMoved, by=people, at=times, stage=stages, why=words),
    st.builds(AsideSet, by=people, at=times, aside=st.sampled_from(["", *vocabulary.ASIDES])),
    st.builds(Closed, by=people, at=times, reason=reasons, keep_until=st.none() | days),
    st.builds(Reopened, by=people, at=times, stage=stages),
    st.builds(Noted, by=people, at=times, text=words),
    st.builds(Promised, by=people, at=times, day=days),
)


def admitted(**changes: object) -> Admitted:
    given: dict[str, object] = {
        "by": AMIRA,
        "at": 1000,
        "name": "Blue kettle",
        "reference": "K7-2041",
        "arrived": 0,
        "due": 12 * 3600,
        "promised": "2026-11-29",
        "mailbox": "c" * 32,
    }
    return Admitted(**(given | changes))  # type: ignore[arg-type]


@given(events)
def test_it_reads_every_event_that_it_wrote(event: AnyEvent) -> None:
    assert decode_event(encode_event(event)) == event


@given(st.binary(max_size=300))
def test_it_answers_junk_with_one_error(data: bytes) -> None:
    with pytest.raises(CannotOpen):
        decode_event(data)


def test_it_refuses_an_event_of_an_unknown_type() -> None:
    with pytest.raises(CannotOpen):
        decode_event(b'{"type":"owner_of_everything","by":"a","at":1}')


@given(st.lists(events, max_size=30))
def test_it_never_leaves_a_stage_that_is_not_of_the_list(later: list[AnyEvent]) -> None:
    file = fold([admitted(), *later])
    assert file.stage in vocabulary.STAGES
    assert file.aside in ("", *vocabulary.ASIDES)


@given(st.lists(events, max_size=30), st.integers(0, 30))
def test_it_folds_the_same_in_one_go_or_in_two(later: list[AnyEvent], cut: int) -> None:
    whole = fold([admitted(), *later])
    file = fold([admitted(), *later[:cut]])
    for event in later[cut:]:
        file.apply(event)
    assert file == whole


def test_it_runs_the_clock_of_first_reading_until_a_risk_is_set() -> None:
    file = fold([admitted()])
    assert file.clock == 12 * 3600
    file.apply(RiskSet(by=AMIRA, at=5000, risk="urgent"))
    assert file.clock == 5000 + 7 * DAY


def test_it_keeps_the_stage_while_a_case_stands_aside() -> None:
    moved = StageMoved(by=AMIRA, at=1, stage="planning")
    file = fold([admitted(), moved, AsideSet(by=BO, at=2, aside="on_hold", why="papers")])
    assert (file.stage, file.aside) == ("planning", "on_hold")
    file.apply(AsideSet(by=BO, at=3, aside=""))
    assert (file.stage, file.aside) == ("planning", "")


def test_it_closes_a_declined_case_by_itself_after_thirty_days() -> None:
    declined = AsideSet(by=AMIRA, at=100, aside="declined", reason="no_route")
    file = fold([admitted(), declined])
    assert not file.is_closed(100 + 29 * DAY)
    assert file.is_closed(100 + 30 * DAY)


def test_it_opens_a_closed_case_again_at_the_stage_of_choice() -> None:
    closed = Closed(by=AMIRA, at=1, reason="other", keep_until="2027-01-01")
    file = fold([admitted(), closed, Reopened(by=BO, at=2, stage="assessment")])
    assert (file.stage, file.reason, file.keep_until) == ("assessment", "", None)


def test_it_forgets_the_key_of_no_mailbox_and_ends_the_one_named() -> None:
    new = MailboxAdded(
        by=AMIRA,
        at=1,
        mailbox="d" * 32,
        key="e" * 64,
        second="f" * 32,
        second_key="0" * 64,
        opens_answers=False,
    )
    file = fold([admitted(), new, MailboxEnded(by=AMIRA, at=2, mailbox="c" * 32)])
    assert file.live == {"d" * 32}
    assert file.mailboxes == {"c" * 32: "", "d" * 32: "e" * 64}


@pytest.mark.parametrize("reason", list(vocabulary.REASONS))
def test_it_knows_for_every_reason_how_long_a_case_is_kept(reason: str) -> None:
    kept = keep_until(reason, at=0)
    assert (kept is None) == (vocabulary.KEEP[reason] is None)


def test_it_reads_danger_first() -> None:
    hours = [
        vocabulary.first_reading(safety, party).total_seconds() / 3600
        for safety, party in (
            ("danger_now", "self"),
            ("danger_soon", "self"),
            ("", "self"),
            ("safe", "other"),
            ("safe", "self"),
        )
    ]
    assert hours == [12, 24, 24, 24, 168]


def test_it_shows_the_applicant_nothing_of_stage_beyond_six_statuses() -> None:
    shown = {
        statuses.status_of(stage, aside)
        for stage in vocabulary.ORDER
        for aside in ("", *vocabulary.ASIDES)
    }
    assert shown == set(statuses.STATUSES)


def test_it_names_cases_neutrally_and_without_the_person() -> None:
    assert all(len(draw_name().split()) == 2 for _ in range(50))
    assert all(len(draw_reference()) == 7 for _ in range(50))
    assert casefile.MOST_CHARACTERS * 4 < casefile.MOST_BYTES


def test_it_hands_on_everything_that_a_colleague_held_and_nothing_else() -> None:
    held: list[AnyEvent] = [
        OwnerSet(by=AMIRA, at=1, owner=AMIRA),
        TaskAdded(by=AMIRA, at=2, task="d" * 32, title="Call the host", owner=AMIRA),
        TaskAdded(by=AMIRA, at=3, task="e" * 32, title="Bo's own", owner=BO),
        ApprovalAsked(by=OLU, at=4, approval="f" * 32, gate="two_checks", of=AMIRA),
        ApprovalAsked(by=BO, at=5, approval="a" * 32, gate="two_checks", of=AMIRA),
        NumberShown(by=AMIRA, at=6, call="b" * 32),
    ]
    file = fold([admitted(), *held, HandedOn(by=OLU, at=9, of=AMIRA, to=BO)])
    assert file.owner == BO
    assert {task.owner for task in file.work.tasks.values()} == {BO}
    assert file.work.approvals["f" * 32].of == BO
    # Bo asked this one: anybody else may answer it, and never Bo.
    assert file.work.approvals["a" * 32].of == ""
    assert file.contacts.waiting == {"b" * 32: (BO, 6)}
    assert fold([admitted(), *held, HandedOn(by=OLU, at=9, of=BO, to=OLU)]).owner == AMIRA
