"""Needs and follow-ups, as Amira meets them on the page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases import vocabulary
from apps.cases.answers import Answer, Answers
from apps.cases.casefile import Arrived, FollowUpMade, NeedsSet
from apps.cases.following import follow_up_days
from apps.cases.models import Event
from apps.cases.rules import Rules
from tests.cases.acts import move
from tests.desk.looking import act, add_events, hidden_fields, opened_by, text_of
from tests.world import Sent, World, desk, make_world, noors_answers, submit

NAMED = Answer("needs", "Что нужно?", "choices", ["talk", "shelter", "odd"], "Поговорить, дом")


def arrived(days_ago: int) -> Arrived:
    """Return that they have been there for so many days."""
    day = timezone.localdate() - timedelta(days=days_ago)
    days = follow_up_days(Rules(), day)
    return Arrived(by="a" * 32, at=1000, day=day.isoformat(), follow_ups=days)


def answers() -> Answers:
    """Return what Noor answers, with what she needs first."""
    said = noors_answers()
    said.answers.append(NAMED)
    return said


def press(browser: Client, sent: Sent, mark: str) -> Any:
    """Press beside one need, on a page that has just been shown."""
    seen = hidden_fields(browser.get(sent.url), f"{sent.url}need/")["seen"]
    return browser.post(f"{sent.url}need/", {"seen": seen, "mark": mark})


@pytest.fixture
def there(world: World) -> Sent:
    """Noor's case: she arrived two weeks ago and needs a home."""
    sent = submit(world, answers=answers())
    move(sent, world, "arrived")
    add_events(world, sent, arrived(14), NeedsSet(by="a" * 32, at=1000, needs={"shelter": "open"}))
    return sent


def test_it_offers_what_they_named_themself_as_a_start(world: World, amira_desk: Client) -> None:
    sent = submit(world, answers=answers())
    page = amira_desk.get(sent.url)
    assert "They named themself: Shelter, Mental health" in text_of(page)
    form = page.content.decode().split("They named themself:")[0].rsplit("<form", 1)[1]
    assert 'value="shelter"' in form
    amira_desk.post(f"{sent.url}need/", {"seen": "99", "add": ["shelter", "mental_health"]})
    needs = {"shelter": "open", "mental_health": "open"}
    assert opened_by(world.amira, sent).file.work.needs == needs
    assert "They named themself" not in text_of(amira_desk.get(sent.url))


def test_it_marks_a_need_met_and_open_again_by_one_press(
    world: World, there: Sent, amira_desk: Client
) -> None:
    assert press(amira_desk, there, "shelter:met").status_code == 302
    assert opened_by(world.amira, there).file.work.needs == {"shelter": "met"}
    assert "Needs changed. Shelter: met" in text_of(amira_desk.get(f"{there.url}history/"))
    listed = "/desk/cases/?need=shelter"
    assert there.url not in amira_desk.get(listed).content.decode()
    press(amira_desk, there, "shelter:open")
    assert there.url in amira_desk.get(listed).content.decode()
    press(amira_desk, there, "shelter:")
    assert opened_by(world.amira, there).file.work.needs == {}
    assert "Needs changed. Shelter: not needed" in text_of(amira_desk.get(f"{there.url}history/"))


@pytest.mark.parametrize("mark", ["", "shoes:open", "shelter:half", "shelter", ":"])
def test_it_asks_which_need(world: World, there: Sent, amira_desk: Client, mark: str) -> None:
    answer = press(amira_desk, there, mark)
    assert answer.status_code == 422
    assert "Choose what they need." in text_of(answer)
    assert opened_by(world.amira, there).file.work.needs == {"shelter": "open"}


def test_it_tells_who_was_overtaken_of_the_needs(
    world: World, there: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    stale = hidden_fields(amira_desk.get(there.url), f"{there.url}need/")
    press(bo_desk, there, "shelter:met")
    told = amira_desk.post(f"{there.url}need/", {"seen": stale["seen"], "mark": "shelter:"})
    assert told.status_code == 409
    assert "A colleague changed the needs" in text_of(told)
    assert opened_by(world.amira, there).file.work.needs == {"shelter": "met"}


def test_it_brings_the_questions_when_the_day_has_come(
    world: World, there: Sent, amira_desk: Client
) -> None:
    page = text_of(amira_desk.get(there.url))
    assert "It is time to ask how they are." in page
    page = text_of(amira_desk.get(f"{there.url}follow_up/"))
    assert "Where do they live, and for how long still?" in page
    assert "Once they are reached, the case moves on to the stage Follow-up." in page
    assert "Safe contact" in page
    assert "Write to them first" in page


def test_it_stands_on_today_when_the_day_has_come(world: World, amira_desk: Client) -> None:
    early, due = submit(world), submit(world)
    for sent, days in ((early, 13), (due, 14)):
        amira_desk.get(sent.url)
        add_events(world, sent, arrived(days))
    page = amira_desk.get("/desk/today/?whose=all")
    rows = page.content.decode().split("<li")
    (row,) = [row for row in rows if due.url in row]
    assert "Ask how they are after arrival" in row
    assert not [row for row in rows if early.url in row and "Ask how they are" in row]


def test_it_keeps_what_was_said_and_moves_the_case_on(
    world: World, there: Sent, amira_desk: Client
) -> None:
    said = {"outcome": "struggling", "q-housing": "A hostel until May.", "text": "Tired."}
    fields = hidden_fields(amira_desk.get(f"{there.url}follow_up/"), f"{there.url}follow_up/")
    filled = {**fields, **said, "met": ["shelter"], "opened": ["legal", "medical"]}
    for _ in range(2):
        # A page sent twice is one follow-up.
        assert amira_desk.post(f"{there.url}follow_up/", filled).status_code == 302
    opened = opened_by(world.amira, there)
    made = [one.body for one in opened.events if isinstance(one.body, FollowUpMade)]
    assert [(one.outcome, one.answers) for one in made] == [
        ("struggling", {"housing": "A hostel until May."})
    ]
    assert opened.file.stage == "follow_up"
    assert opened.file.work.needs == {"shelter": "met", "legal": "open", "medical": "open"}
    page = text_of(amira_desk.get(there.url))
    assert "A hostel until May." in page
    assert "It is time to ask how they are." not in page
    assert "Asked how they are: Struggling" in text_of(amira_desk.get(f"{there.url}history/"))
    found = amira_desk.post("/desk/search/", {"words": "hostel"}, follow=True)
    assert "A hostel until May." in text_of(found)


def test_it_asks_for_the_risk_of_who_is_in_danger_again(
    world: World, there: Sent, amira_desk: Client
) -> None:
    answer = act(
        amira_desk, there, "follow_up", "follow_up/", outcome="in_danger", text="Followed home."
    )
    assert answer.status_code == 422
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "They are in danger again: choose the risk." in page
    assert "Followed home." in page
    said = {"outcome": "in_danger", "text": "Followed home.", "risk": "emergency"}
    assert act(amira_desk, there, "follow_up", "follow_up/", **said).status_code == 302
    file = opened_by(world.amira, there).file
    assert file.risk == "emergency"
    assert file.way.travel.follow_ups


def test_it_stands_there_again_where_nobody_was_reached(
    world: World, there: Sent, amira_desk: Client
) -> None:
    said = {"outcome": "not_reached", "text": "The line was dead."}
    act(amira_desk, there, "follow_up", "follow_up/", **said)
    act(amira_desk, there, "follow_up", "follow_up/", outcome="not_reached")
    # What was tried before stays to be read.
    assert "The line was dead." in text_of(amira_desk.get(there.url))
    assert opened_by(world.amira, there).file.stage == "arrived"
    assert "It is time to ask how they are." not in text_of(amira_desk.get(there.url))
    agenda = opened_by(world.amira, there).summary().agenda
    (item,) = [one for one in agenda if one.kind == "follow_up"]
    again = timezone.localdate() + timedelta(days=3)
    assert item.at // 86400 - 1 == (again - timezone.localdate().replace(1970, 1, 1)).days


def test_it_proposes_to_close_after_the_last_one(world: World, amira_desk: Client) -> None:
    sent = submit(world)
    amira_desk.get(sent.url)
    add_events(world, sent, arrived(400))
    act(amira_desk, sent, "follow_up", "follow_up/", outcome="well")
    page = amira_desk.get(sent.url)
    assert "All follow-ups are made. Close…" in text_of(page)
    assert amira_desk.get(f"{sent.url}follow_up/").status_code == 404
    late = amira_desk.post(f"{sent.url}follow_up/", {"seen": "99", "outcome": "struggling"})
    assert late.status_code == 409
    assert "This case does not take that as it stands now." in text_of(late)
    act(amira_desk, sent, "close", "close/", reason="relocated_settled", unsafe="on")
    assert "All follow-ups are made. Close" not in text_of(amira_desk.get(sent.url))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("outcome", "", "Choose how they are, or that nobody was reached."),
        ("outcome", "splendid", "Choose one of the answers shown."),
        ("day", "2999-01-01", "Choose today or an earlier day."),
        ("day", "2001-01-01", "Choose a day after they arrived."),
        ("day", "30 Nov", "Write the day as in 2026-11-30."),
        ("q-health", "x" * 2001, "Shorten this by 1 character."),
        ("risk", "some", "Choose one of the answers shown."),
        ("met", "shoes", "Choose from the answers shown."),
    ],
)
def test_it_says_what_is_wrong_and_keeps_every_word(
    world: World, there: Sent, amira_desk: Client, field: str, value: str, said: str
) -> None:
    before = opened_by(world.amira, there).sequence
    filled = {"outcome": "well", "text": "She sings.", "q-safe": "Says yes.", field: value}
    answer = act(amira_desk, there, "follow_up", "follow_up/", **filled)
    assert answer.status_code == 422
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert said in page or said.replace("from", "one of") in page
    assert "She sings." in page
    assert "Says yes." in page
    assert opened_by(world.amira, there).sequence == before


def test_it_tells_who_was_overtaken_and_keeps_every_word(
    world: World, there: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    stale = hidden_fields(amira_desk.get(f"{there.url}follow_up/"), f"{there.url}follow_up/")
    act(bo_desk, there, "follow_up", "follow_up/", outcome="well")
    told = amira_desk.post(
        f"{there.url}follow_up/", {**stale, "outcome": "well", "q-safe": "Says yes."}
    )
    assert told.status_code == 409
    assert "A colleague made the follow-up" in text_of(told)
    assert "Says yes." in told.content.decode()


def test_it_is_not_there_for_another_team(there: Sent, chioma_desk: Client) -> None:
    assert chioma_desk.get(f"{there.url}follow_up/").status_code == 404
    assert chioma_desk.post(f"{there.url}follow_up/", {"outcome": "well"}).status_code == 404
    assert chioma_desk.post(f"{there.url}need/", {"mark": "shelter:met"}).status_code == 404


words = st.text(max_size=30) | st.sampled_from(["well", "in_danger", "\0", "9" * 30, "shelter:"])
fields = st.sampled_from(
    [*("outcome", "risk", "day", "text", "met", "opened", "q-safe", "q-needs", "mark", "add")]
)


@pytest.fixture
def hostile(db: None) -> tuple[Client, Sent]:
    world = make_world()
    sent = submit(world)
    browser = desk(world.amira)
    browser.get(sent.url)
    add_events(world, sent, arrived(20))
    return browser, sent


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sampled_from(["need", "follow_up"]), st.dictionaries(fields, words | st.lists(words)))
def test_it_answers_whatever_is_sent_in_words(
    hostile: tuple[Client, Sent], name: str, posted: dict[str, str]
) -> None:
    browser, sent = hostile
    before = Event.objects.count()
    answer = browser.post(f"{sent.url}{name}/", {"seen": "99", **posted})
    assert answer.status_code in {302, 409, 422}
    assert answer.status_code == 302 or Event.objects.count() == before


def test_it_knows_every_need_of_the_list(world: World, sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url)
    amira_desk.post(f"{sent.url}need/", {"seen": "99", "add": list(vocabulary.NEEDS)})
    assert set(opened_by(world.amira, sent).file.work.needs) == set(vocabulary.NEEDS)
