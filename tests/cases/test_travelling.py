"""A journey folds to what Today says of it: signs, silence, who is on the way, and arriving."""

from typing import Any

from apps.cases.agenda import EVERYBODY, Item
from apps.cases.casefile import (
    AnyEvent,
    Arrived,
    CheckedIn,
    CheckIn,
    Closed,
    ContactLogged,
    ContactSet,
    ItemMoved,
    ItemSet,
    JourneyDropped,
    JourneySet,
    Leg,
    fold,
)
from apps.cases.going import read_going
from tests.cases.test_agenda import AMIRA, BO, FIRST, NOON, items, kinds

HOUR, DAY = 3600, 24 * 3600
J, FIRST_SIGN, SECOND_SIGN = "1" * 32, "2" * 32, "3" * 32


def leg(ref: str = "a", departs: int = NOON, lands: int = NOON + 4 * HOUR, **said: Any) -> Leg:
    return Leg(
        leg=ref,
        origin="Tbilisi",
        origin_zone="Asia/Tbilisi",
        leaves="2025-11-25T16:00",
        to="Berlin",
        to_zone="Europe/Berlin",
        arrives="2025-11-25T17:00",
        departs=departs,
        lands=lands,
        **said,
    )


def sign(ref: str = FIRST_SIGN, due: int = NOON + 5 * HOUR, **said: Any) -> CheckIn:
    said = {"local": "2025-11-25T18:00", "zone": "Europe/Berlin", "after": "a", **said}
    return CheckIn(check_in=ref, due=due, **said)


def journey(*check_ins: CheckIn, at: int = NOON - 10 * DAY, **said: Any) -> JourneySet:
    return JourneySet(by=AMIRA, at=at, journey=J, legs=[leg()], check_ins=list(check_ins), **said)


def said(how: Any, ref: str = FIRST_SIGN, at: int = NOON + HOUR, of: str = J) -> CheckedIn:
    return CheckedIn(by=BO, at=at, journey=of, check_in=ref, how=how)


def of_kind(kind: str, *events: AnyEvent) -> list[Item]:
    return [item for item in items(*events) if item.kind == kind]


def test_it_says_from_72_hours_before_leaving_who_travels_and_what_is_open() -> None:
    (item,) = of_kind("travelling", journey())
    assert (item.at, item.since, item.who) == (NOON, NOON - 72 * HOUR, EVERYBODY)
    going = read_going(item.words)
    assert going is not None
    assert (going.checked, going.met, going.watched) == (False, False, False)
    assert (going.approved_at, going.items) == (0, [])


def test_it_names_items_that_are_to_be_done_before_they_leave_the_blocked_ones_first() -> None:
    plan: list[AnyEvent] = [
        ItemSet(by=AMIRA, at=NOON, item="1", kind="clean_phone"),
        ItemSet(by=AMIRA, at=NOON, item="2", kind="housing"),
        ItemSet(by=AMIRA, at=NOON, item="3", kind="ticket", title="Partner’s ticket"),
        ItemMoved(by=AMIRA, at=NOON, item="3", status="blocked", blocked="funds"),
        ItemSet(by=AMIRA, at=NOON, item="4", kind="insurance", due="2026-01-01"),
        ItemSet(by=AMIRA, at=NOON, item="5", kind="passport", status="done"),
    ]
    (item,) = of_kind("travelling", journey(), *plan)
    going = read_going(item.words)
    assert going is not None
    assert [(one.kind, one.title, one.blocked) for one in going.items] == [
        ("ticket", "Partner’s ticket", True),
        ("clean_phone", "", False),
    ]


def test_it_misses_a_check_in_at_its_minute_and_says_what_was_agreed() -> None:
    (item,) = of_kind("missed", journey(sign(silent="Call  the\ncousin.")))
    assert item == Item(
        "missed",
        NOON + 5 * HOUR,
        NOON + 5 * HOUR,
        EVERYBODY,
        "Berlin\nCall the cousin.",
        FIRST_SIGN,
    )


def test_it_waits_for_each_check_in_until_a_sign_came() -> None:
    begun = journey(sign(), sign(SECOND_SIGN, NOON + 9 * HOUR))
    assert [item.ref for item in of_kind("missed", begun, said("well"))] == [SECOND_SIGN]
    gone = begun, said("well"), said("given_up", SECOND_SIGN)
    assert "missed" not in kinds(*gone)
    again = *gone, said("waits", SECOND_SIGN)
    assert [item.ref for item in of_kind("missed", *again)] == [SECOND_SIGN]


def test_it_takes_no_sign_of_another_journey() -> None:
    assert "missed" in kinds(journey(sign()), said("well", of="9" * 32))
    assert "contact_lost" not in kinds(journey(sign()), said("word_failed", of="9" * 32))


def test_a_wrong_word_is_a_code_word_that_failed_and_a_later_sign_does_not_clear_it() -> None:
    wrong = journey(sign()), said("word_failed")
    file = fold([FIRST, *wrong])
    assert (file.contacts.code_failed_at, file.contacts.lost_at) == (NOON + HOUR, NOON + HOUR)
    assert "code_failed" in kinds(*wrong)
    assert "code_failed" in kinds(*wrong, said("well", at=NOON + 2 * HOUR))


def test_a_sign_ends_that_nobody_was_reached() -> None:
    nobody = [
        ContactLogged(
            by=AMIRA,
            at=NOON,
            contact=str(n),
            way="phone",
            direction="out",
            text="",
            when=NOON,
            outcome="no_answer",
        )
        for n in range(3)
    ]
    assert "contact_lost" in kinds(journey(sign()), *nobody)
    assert "contact_lost" not in kinds(journey(sign()), *nobody, said("well"))


def test_it_says_nothing_of_a_journey_that_is_off_or_over() -> None:
    off = JourneyDropped(by=AMIRA, at=NOON, journey=J)
    assert not {"missed", "travelling"} & kinds(journey(sign()), off)
    arrived = Arrived(by=AMIRA, at=NOON, day="2025-11-25", journey=J)
    assert not {"missed", "travelling"} & kinds(journey(sign()), arrived)


def test_it_goes_on_in_a_closed_case_as_people_do() -> None:
    closed = Closed(by=AMIRA, at=NOON, reason="other", keep_until="2026-05-25")
    assert {"missed", "travelling"} <= kinds(journey(sign()), closed)


def test_it_asks_for_safe_contact_anew_until_it_is_agreed_after_arriving() -> None:
    before = ContactSet(by=AMIRA, at=NOON - DAY, way="signal")
    arrived = Arrived(by=AMIRA, at=NOON, day="2025-11-25", journey=J)
    assert Item("confirm", NOON) in items(before, journey(), arrived)
    after = ContactSet(by=AMIRA, at=NOON + 60, way="signal")
    assert "confirm" not in kinds(before, journey(), arrived, after)
    assert "confirm" not in kinds(before, journey())


def test_it_puts_silence_before_everything_else() -> None:
    wrong = said("word_failed", SECOND_SIGN)
    found = items(journey(sign(), sign(SECOND_SIGN)), wrong)
    assert [item.kind for item in found][:3] == ["missed", "code_failed", "travelling"]
