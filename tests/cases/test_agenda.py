"""What Today may say of a case follows from its events, and from nothing else."""

from apps.cases.agenda import DAY, RANK, Item, Seen, agenda_of
from apps.cases.answers import DANGER_NOW
from apps.cases.casefile import (
    Admitted,
    AnyEvent,
    ApprovalAnswered,
    ApprovalAsked,
    Arrived,
    Closed,
    ContactLogged,
    ContactOutcome,
    DocumentSet,
    JourneySet,
    Leg,
    NumberShown,
    OwnerSet,
    RiskSet,
    StageMoved,
    TaskAdded,
    TaskDone,
    fold,
)

AMIRA, BO = "a" * 32, "b" * 32
NOON = 1_764_072_000
FIRST = Admitted(
    by=AMIRA,
    at=NOON,
    name="Blue kettle",
    reference="K7-2041",
    arrived=NOON,
    due=NOON + 12 * 3600,
    promised="2025-11-29",
    mailbox="c" * 32,
)


def kinds(*events: AnyEvent, seen: Seen | None = None) -> set[str]:
    return {item.kind for item in items(*events, seen=seen)}


def items(*events: AnyEvent, seen: Seen | None = None) -> list[Item]:
    return agenda_of(fold([FIRST, *events]), seen or Seen())


def test_it_names_a_request_in_danger_until_somebody_takes_it() -> None:
    seen = Seen(safety=DANGER_NOW)
    assert "danger" in kinds(seen=seen)
    assert "danger" not in kinds(OwnerSet(by=AMIRA, at=NOON, owner=AMIRA), seen=seen)


def test_it_asks_for_the_first_action_in_an_emergency_until_something_was_done() -> None:
    set_now = RiskSet(by=AMIRA, at=NOON, risk="emergency")
    assert Item("first_action", NOON + 24 * 3600) in items(set_now)
    spoke = ContactLogged(
        by=AMIRA, at=NOON + 60, contact="d", way="signal", direction="out", text="", when=NOON
    )
    assert "first_action" not in kinds(set_now, spoke)


def test_it_asks_how_it_went_until_an_outcome_is_given() -> None:
    shown = NumberShown(by=BO, at=NOON, call="e")
    assert Item("outcome", NOON, who=BO, words="e") in items(shown)
    assert "outcome" not in kinds(
        shown, ContactOutcome(by=BO, at=NOON, call="e", outcome="no_answer")
    )


def test_it_says_that_contact_is_lost_after_three_failures_in_a_row() -> None:
    def failed(call: str) -> ContactOutcome:
        return ContactOutcome(by=BO, at=NOON, call=call, outcome="no_answer")

    assert "contact_lost" not in kinds(failed("1"), failed("2"))
    assert "contact_lost" in kinds(failed("1"), failed("2"), failed("3"))
    reached = ContactOutcome(by=BO, at=NOON, call="4", outcome="reached_safely")
    assert "contact_lost" not in kinds(failed("1"), failed("2"), reached, failed("3"))


def test_it_puts_a_failed_code_word_before_all_else() -> None:
    failed = ContactOutcome(by=BO, at=NOON, call="1", outcome="code_failed")
    seen = Seen(unread=2, unread_since=NOON, withdrawn=True)
    assert items(failed, seen=seen)[0].kind == "code_failed"


def test_it_asks_whoever_is_asked_to_approve_and_never_takes_the_asker_for_the_second() -> None:
    asked = ApprovalAsked(by=AMIRA, at=NOON, approval="f", gate="travel", of=BO)
    assert Item("approval", NOON, who=BO, words=AMIRA) in items(asked)
    own = ApprovalAnswered(by=AMIRA, at=NOON, approval="f", answer="approved")
    assert "approval" in kinds(asked, own)
    assert "approval" not in kinds(
        asked, ApprovalAnswered(by=BO, at=NOON, approval="f", answer="approved")
    )


def test_it_has_a_gate_that_was_passed_in_haste_looked_at_by_somebody_else() -> None:
    hasty = StageMoved(by=AMIRA, at=NOON, stage="planning", gates={"checks": "haste"})
    assert Item("gate", NOON + 48 * 3600, NOON, f"!{AMIRA}", "checks") in items(hasty)


def test_it_brings_a_task_that_repeats_back_on_its_next_day() -> None:
    added = TaskAdded(
        by=AMIRA, at=NOON, task="1", title="Call the reference", due="2025-11-25", repeats=7
    )
    (before,) = [item for item in items(added) if item.kind == "task"]
    (after,) = [
        item for item in items(added, TaskDone(by=BO, at=NOON, task="1")) if item.kind == "task"
    ]
    assert after.at - before.at == 7 * DAY


def test_it_has_nothing_to_do_in_a_closed_case_but_to_let_it_go() -> None:
    closed = Closed(by=AMIRA, at=NOON, reason="no_route", keep_until="2026-02-23")
    assert kinds(RiskSet(by=AMIRA, at=NOON, risk="high"), closed) == {"erasing"}
    kept = Closed(by=AMIRA, at=NOON, reason="detained", keep_until=None)
    assert kinds(kept) == {"review"}


def test_it_stands_in_the_order_of_what_is_worst() -> None:
    seen = Seen(unread=1, unread_since=NOON, withdrawn=True, safety=DANGER_NOW)
    found = [RANK[item.kind] for item in items(RiskSet(by=BO, at=NOON, risk="urgent"), seen=seen)]
    assert found == sorted(found)


def test_it_quotes_the_newest_unread_words_as_far_as_a_line_goes() -> None:
    seen = Seen(unread=1, unread_since=NOON, said="They took my phone.\nI have it back.")
    assert Item("unread", NOON, words="They took my phone. I have it back.") in items(seen=seen)
    long = Seen(unread=1, unread_since=NOON, said="слово " * 60)
    (unread,) = [item for item in items(seen=long) if item.kind == "unread"]
    assert len(unread.words) <= 121
    assert unread.words.endswith("слово…")
    (one,) = [i for i in items(seen=Seen(unread=1, said="x" * 500)) if i.kind == "unread"]
    assert one.words == "x" * 120 + "…"


def passport(ends: str, *, at: int = NOON, kind: str = "passport", person: str = "") -> DocumentSet:
    return DocumentSet(by=AMIRA, at=at, document="f" * 32, kind=kind, person=person, ends=ends)


def journey(arrives: str, *, who: list[str] | None = None) -> JourneySet:
    zone = "Europe/Berlin"
    leg = Leg("1" * 32, "Tbilisi", zone, arrives, "Berlin", zone, arrives, 1, 2, who=who or [])
    return JourneySet(by=AMIRA, at=NOON, journey="2" * 32, legs=[leg])


def test_it_says_thirty_days_before_that_a_document_ends_and_quietly_half_a_year_before() -> None:
    end = 1_796_083_200  # 2026-12-01, as it begins.
    found = {item.kind: item for item in items(passport("2026-11-30"))}
    assert found["papers"] == Item("papers", end, end - 30 * DAY, words="passport")
    assert found["papers_later"] == Item("papers_later", end, end - 180 * DAY, words="passport")


def test_it_says_at_once_that_a_document_ends_before_the_journey_does() -> None:
    found = items(passport("2026-11-30"), journey("2026-12-01T06:40"))
    assert [item.since for item in found if item.kind.startswith("papers")] == [0]
    same_day = items(passport("2026-12-01"), journey("2026-12-01T06:40"))
    assert all(item.since for item in same_day if item.kind == "papers")


def test_it_compares_with_the_journey_of_whoever_bears_the_document() -> None:
    trip = journey("2026-12-01T06:40", who=["9" * 32])
    assert all(item.since for item in items(passport("2026-11-30"), trip) if item.kind == "papers")
    theirs = items(passport("2026-11-30", person="9" * 32), trip)
    assert [item.since for item in theirs if item.kind == "papers"] == [0]


def test_it_lets_a_ticket_end_with_its_journey_and_a_journey_with_arriving() -> None:
    trip = journey("2026-12-01T06:40")
    ticket = items(passport("2026-11-30", kind="ticket"), trip)
    assert all(item.since for item in ticket if item.kind == "papers")
    there = Arrived(by=AMIRA, at=NOON, day="2026-12-01", journey="2" * 32)
    assert all(
        item.since for item in items(passport("2026-11-30"), trip, there) if item.kind == "papers"
    )


def test_it_says_nothing_of_a_document_that_had_ended_as_it_was_written_down() -> None:
    assert not {"papers", "papers_later"} & kinds(passport("2020-01-01"))
    assert "papers" in kinds(passport("2025-11-30", at=NOON))
