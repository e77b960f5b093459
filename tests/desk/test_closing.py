"""Asides with a day, risks looked at again, closing with a day to keep, and what is kept on."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.cases import actions
from apps.cases.agenda import Item
from apps.cases.casefile import Closed, KeptUntil
from apps.cases.messages import StatusTold
from apps.cases.rules import Kept, Rules
from tests.cases.acts import hand, read
from tests.cases.test_rules import decide
from tests.desk.looking import act, hidden_fields, opened_by, text_of
from tests.world import Sent, World

TEXT = "Мы не нашли пути."


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def kept(world: World, sent: Sent) -> str | None:
    return opened_by(world.amira, sent).file.keep_until


@pytest.fixture
def detained(sent: Sent, amira_desk: Client) -> Sent:
    """A closed case that is kept until a person decides."""
    act(amira_desk, sent, "close", "close/", reason="detained", unsafe="on")
    return sent


def agenda(world: World, sent: Sent) -> dict[str, Item]:
    return {item.kind: item for item in opened_by(world.amira, sent).summary().agenda}


def test_it_puts_aside_with_a_day_on_which_to_look_again(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "take")
    act(amira_desk, sent, "aside", aside="on_hold", why="Waits for papers.", until=day(9))
    assert "On hold. Look again:" in text_of(amira_desk.get(sent.url))
    assert agenda(world, sent)["aside"].words == "on_hold"
    assert "Waits for papers." in text_of(amira_desk.get(f"{sent.url}history/"))
    act(amira_desk, sent, "back")
    assert "aside" not in agenda(world, sent)


def test_it_takes_no_day_gone_by_for_looking_again(sent: Sent, amira_desk: Client) -> None:
    answer = act(amira_desk, sent, "aside", aside="on_hold", until="2020-01-01")
    assert answer.status_code == 422
    assert "Choose today or a later day." in text_of(answer)


def test_it_keeps_a_risk_with_one_press_and_its_clock_begins_anew(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    read(sent, world.amira)
    yesterday = int(timezone.now().timestamp()) - 86400
    taken = hand(sent, world.amira)
    actions.set_risk(
        actions.Hand(taken.opened, taken.by, taken.keyring, taken.seen, at=yesterday), risk="high"
    )
    before = opened_by(world.amira, sent).file.clock
    assert "Looked again: still High" in text_of(amira_desk.get(sent.url))
    assert act(amira_desk, sent, "still").status_code == 302
    file = opened_by(world.amira, sent).file
    assert file.risk == "high"
    assert file.clock >= before + 86400


def test_it_closes_for_as_long_as_the_reason_says(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "close", "close/", reason="no_route", text=TEXT)
    assert kept(world, sent) == day(90)


def test_it_closes_for_as_long_as_the_team_decided(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    decide(world, Rules(kept={"no_route": Kept(10, "They often write again.")}))
    assert "No way out found – kept 3 months" in text_of(amira_desk.get(f"{sent.url}close/"))
    act(amira_desk, sent, "close", "close/", reason="no_route", text=TEXT)
    assert kept(world, sent) == day(100)


def test_it_declines_for_as_long_as_the_team_decided(world: World, sent: Sent) -> None:
    decide(world, Rules(kept={"no_route": Kept(10, "They often write again.")}))
    read(sent, world.amira)
    actions.set_aside(hand(sent, world.amira), aside="declined", reason="no_route")
    assert kept(world, sent) == day(130)


def test_it_keeps_one_case_longer_with_a_reason_alone(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    filled = {"reason": "no_route", "text": TEXT, "keep": day(200)}
    answer = act(amira_desk, sent, "close", "close/", **filled)
    assert answer.status_code == 422
    assert "Write why this case is kept longer." in text_of(answer)
    filled["keep_why"] = "A court asks for it."
    assert act(amira_desk, sent, "close", "close/", **filled).status_code == 302
    assert kept(world, sent) == day(200)
    closed = [
        event.body
        for event in opened_by(world.amira, sent).events
        if isinstance(event.body, Closed)
    ]
    assert closed[0].keep_why == "A court asks for it."
    assert "A court asks for it." in text_of(amira_desk.get(f"{sent.url}history/"))


@pytest.mark.parametrize(
    ("reason", "ahead", "said"),
    [
        ("no_route", 89, "Choose a later day than that."),
        ("no_route", 800, "Choose a day within two years."),
        ("detained", 200, "Cases closed for this reason have no day: a person decides."),
    ],
)
def test_it_says_which_day_it_cannot_keep_a_case_until(
    world: World, sent: Sent, amira_desk: Client, reason: str, ahead: int, said: str
) -> None:
    filled = {"reason": reason, "text": TEXT, "keep": day(ahead), "keep_why": "court"}
    answer = act(amira_desk, sent, "close", "close/", **filled)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert opened_by(world.amira, sent).file.stage == "received"


def test_it_looks_again_after_ninety_days_at_what_a_person_decides(
    world: World, detained: Sent, amira_desk: Client
) -> None:
    first = agenda(world, detained)["review"]
    now = int(timezone.now().timestamp())
    assert first.since - now == pytest.approx(90 * 86400, abs=600)
    assert act(amira_desk, detained, "keep", "keep/", how="on").status_code == 302
    assert kept(world, detained) is None
    assert "Looked at, and kept on" in text_of(amira_desk.get(f"{detained.url}history/"))
    assert agenda(world, detained)["review"].since >= first.since


def test_it_erases_in_a_month_and_tells_the_person(
    world: World, detained: Sent, amira_desk: Client
) -> None:
    assert act(amira_desk, detained, "keep", "keep/", how="erase").status_code == 302
    assert kept(world, detained) == day(30)
    assert "erasing" in agenda(world, detained)
    told = opened_by(world.amira, detained).threads[0].told
    assert isinstance(told, StatusTold)
    assert told.keep_until == day(30)


def test_it_is_one_decision_when_the_page_is_sent_twice(
    world: World, detained: Sent, amira_desk: Client
) -> None:
    page = amira_desk.get(f"{detained.url}keep/")
    hidden = hidden_fields(page, f"{detained.url}keep/")
    for _ in range(2):
        answer = amira_desk.post(f"{detained.url}keep/", {**hidden, "how": "erase"})
        assert answer.status_code == 302
    bodies = [event.body for event in opened_by(world.amira, detained).events]
    assert sum(isinstance(body, KeptUntil) for body in bodies) == 1


def test_it_brings_no_day_forward(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "close", "close/", reason="no_route", text=TEXT)
    for filled in ({"how": "erase"}, {"how": "on"}):
        answer = act(amira_desk, sent, "keep", "keep/", **filled)
        assert answer.status_code == 409
        assert "A later day stands there already." in text_of(answer)
    answer = act(amira_desk, sent, "keep", "keep/", how="day", day=day(60), why="x")
    assert answer.status_code == 422
    assert "Choose a later day: the person is told a month before." in text_of(answer)
    with pytest.raises(ValueError, match="no case is erased earlier"):
        actions.keep_case(hand(sent, world.amira), day=date.fromisoformat(day(60)))
    taken = hand(sent, world.amira)
    taken.add(KeptUntil(by=taken.me, at=taken.now, keep_until=day(1)))
    assert kept(world, sent) == day(90)


def test_it_keeps_a_closed_case_longer_with_a_reason(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "close", "close/", reason="no_route", text=TEXT)
    answer = act(amira_desk, sent, "keep", "keep/", how="day", day=day(120))
    assert "Write why this case is kept longer." in text_of(answer)
    answer = act(amira_desk, sent, "keep", "keep/", how="day", day=day(120), why="A court asks.")
    assert answer.status_code == 302
    assert kept(world, sent) == day(120)


def test_it_offers_nothing_to_keep_in_an_open_case(sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url)
    assert amira_desk.get(f"{sent.url}keep/").status_code == 404
    answer = amira_desk.post(f"{sent.url}keep/", {"seen": "1", "how": "on"})
    assert answer.status_code == 409


def test_it_proposes_closing_after_half_a_year_without_activity(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    read(sent, world.amira)
    opened = opened_by(world.amira, sent)
    opened.file.changed -= 183 * 86400
    stale = {item.kind: item for item in opened.summary().agenda}["stale"]
    assert stale.since < int(timezone.now().timestamp())
    assert "half a year" not in text_of(amira_desk.get(sent.url))
