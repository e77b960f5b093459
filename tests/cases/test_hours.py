"""Hours that are safe for somebody, on their own clock."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from apps.cases.answers import Answer, Answers, Consent
from apps.cases.casefile import CaseFile, ContactSet
from apps.cases.hours import PARTS, SafeHours, safe_hours

# A Tuesday, 20:30 in UTC.
NOW = int(datetime(2026, 11, 24, 20, 30, tzinfo=UTC).timestamp())


def answered(*answers: Answer) -> Answers:
    consent = Consent(version=1, text="Да.")
    return Answers("ru", 1, "self", list(answers), consent)


def hours(parts: list[str], ahead: int) -> SafeHours:
    return safe_hours(
        CaseFile(),
        answered(
            Answer("safe_hours", "?", "choices", list(parts), ""),
            Answer("time_now", "?", "time", ahead, ""),
        ),
    )


def test_it_waits_for_the_morning_of_their_own_clock() -> None:
    # 00:30 in Tbilisi: the morning begins in five and a half hours.
    assert hours(["morning"], 240).next_safe(NOW) == NOW + 5 * 3600 + 1800


def test_it_waits_for_nothing_where_the_hour_is_safe_now() -> None:
    night = hours(["night"], 240)
    assert night.is_safe(NOW)
    assert night.next_safe(NOW) == NOW


def test_it_knows_no_safe_hour_without_their_clock() -> None:
    told = safe_hours(CaseFile(), answered(Answer("safe_hours", "?", "choices", ["morning"], "")))
    assert not told.known
    assert told.next_safe(NOW) == NOW


def test_it_believes_what_was_agreed_before_what_was_answered() -> None:
    file = CaseFile()
    file.apply(ContactSet(by="a", at=1, way="here", hours=["evening"], ahead=0))
    assert safe_hours(file, answered()) == SafeHours(frozenset({"evening"}), 0)


@given(
    st.sets(st.sampled_from([*PARTS, "noon"])),
    st.one_of(st.none(), st.integers(-(10**6), 10**6)),
    st.integers(0, 2**32),
)
def test_it_never_sends_outside_a_safe_hour(parts: set[str], ahead: int | None, now: int) -> None:
    file = CaseFile()
    file.apply(ContactSet(by="a", at=1, way="here", hours=sorted(parts), ahead=ahead))
    told = safe_hours(file, None)
    then = told.next_safe(now)
    assert told.is_safe(then)
    assert now <= then < now + 86400
