"""Rules and task sets, as Bo sets them for Harbour."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Head
from apps.cases.models import Paper
from apps.cases.papers import Kind, read_team_paper
from apps.cases.rules import Kept, Rules
from apps.cases.tasksets import TaskSet, TaskSets, read_task_sets, shipped
from tests.cases.test_rules import decide
from tests.desk.looking import hidden_fields, text_of
from tests.people import make_person
from tests.world import World, desk, fresh

GATES = {"gate-checks": "before", "gate-travel": "before", "alone": "co_verified"}


def rules_url(world: World) -> str:
    return reverse("desk:rules", args=[world.harbour.ref])


def sets_url(world: World) -> str:
    return reverse("desk:task_sets", args=[world.harbour.ref])


def rules(world: World) -> Rules:
    team, bo = world.harbour, world.bo
    return read_team_paper(Kind.RULES, Rules, team=team, user=bo.user, keyring=fresh(bo))[0]


def sets(world: World) -> list[TaskSet]:
    kept, _ = read_task_sets(team=world.harbour, user=world.bo.user, keyring=fresh(world.bo))
    return kept.items


def save(browser: Client, address: str, **filled: Any) -> Any:
    """Open a page, fill it in, and send it."""
    page = browser.get(address)
    return browser.post(address, {**hidden_fields(page, address), **filled})


def test_it_changes_gates_stages_names_clocks_and_keeping(world: World, bo_desk: Client) -> None:
    filled = {
        **GATES,
        "gate-checks": "afterwards",
        "alone": "",
        "hidden": ["assessment"],
        "name-screening-en": "First look",
        "name-screening-ar": "نظرة أولى",
        "again-high": "48",
        "again-urgent": "168",
        "read-danger_now": "2",
        "days-no_route": "10",
        "why-no_route": "They often write again.",
        "follow_ups": "30, 7؛ 30،٩٠",
    }
    assert save(bo_desk, rules_url(world), **filled).status_code == 302
    assert rules(world) == Rules(
        gates={"checks": "afterwards", "travel": "before"},
        alone="",
        hidden=["assessment"],
        names={"screening": {"en": "First look", "ar": "نظرة أولى"}},
        look_again={"high": 48},
        first_reading={"danger_now": 2},
        kept={"no_route": Kept(10, "They often write again.")},
        follow_ups=[7, 30, 90],
    )
    page = bo_desk.get(rules_url(world))
    assert page.context["form"]["again-high"].value() == 48
    assert page.context["form"]["follow_ups"].value() == "7, 30, 90"
    assert "First look" in page.content.decode()


def test_it_records_that_the_rules_were_changed_and_only_then(
    world: World, bo_desk: Client
) -> None:
    save(bo_desk, rules_url(world), **GATES)
    before = Head.objects.get().number
    save(bo_desk, rules_url(world), **GATES)
    assert Head.objects.get().number == before
    save(bo_desk, rules_url(world), **{**GATES, "gate-travel": "off"})
    assert Head.objects.get().number == before + 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("gate-checks", "never", "Choose one of the answers shown."),
        ("gate-travel", "", "Fill this in to go on."),
        ("alone", "unverified", "Choose one of the answers shown."),
        ("hidden", ["received"], "Choose one of the answers shown."),
        ("hidden", ["closed"], "Choose one of the answers shown."),
        ("again-emergency", "25", "Write 24 or less."),
        ("first-urgent", "0", "Write 1 or more."),
        ("read-danger_now", "13", "Write 12 or less."),
        ("read-safe", "169", "Write 168 or less."),
        ("days-no_route", "5", "Write why these cases are kept longer."),
        ("days-no_route", "-1", "Write 0 or more."),
        ("days-relocated_settled", "366", "Write 365 or less."),
        ("name-screening-en", "x" * 41, "Shorten this by 1 character."),
        ("follow_ups", "two weeks", "Write whole numbers with commas between them."),
        ("follow_ups", "1.5", "Write whole numbers with commas between them."),
        ("follow_ups", "0, 14", "Write days from 1 to 730."),
        ("follow_ups", "14, 731", "Write days from 1 to 730."),
        ("follow_ups", ",".join(map(str, range(1, 14))), "Write 12 days at most."),
    ],
)
def test_it_says_what_nobody_may_decide_and_keeps_nothing(
    world: World, bo_desk: Client, field: str, value: Any, said: str
) -> None:
    answer = save(bo_desk, rules_url(world), **{**GATES, field: value})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Paper.objects.exists()


def test_it_tells_who_was_overtaken_and_keeps_what_they_chose(
    world: World, bo_desk: Client
) -> None:
    page = bo_desk.get(rules_url(world))
    decide(world, Rules(groups_only=True))
    hidden = hidden_fields(page, rules_url(world))
    filled = {**hidden, **GATES, "name-screening-en": "First look"}
    answer = bo_desk.post(rules_url(world), filled)
    assert answer.status_code == 409
    assert "A colleague changed the rules meanwhile." in text_of(answer)
    assert "First look" in answer.content.decode()
    assert rules(world).groups_only
    again = {**hidden_fields(answer, rules_url(world)), **GATES, "name-screening-en": "First look"}
    assert bo_desk.post(rules_url(world), again).status_code == 302
    assert rules(world).names == {"screening": {"en": "First look"}}


def test_it_tells_a_coordinator_of_no_team_who_can_set_them(world: World) -> None:
    kaya = make_person("gita", is_coordinator=True)
    page = text_of(desk(kaya).get("/desk/settings/"))
    assert "A coordinator who belongs to the team sets them" in page


def test_it_says_when_the_rules_do_not_open(world: World, bo_desk: Client) -> None:
    decide(world, Rules(groups_only=True))
    Paper.objects.update(sealed_paper=b"x" * 300)
    answer = bo_desk.get(rules_url(world))
    assert answer.status_code == 409
    assert "damaged" in text_of(answer)


def test_it_adds_changes_and_deletes_a_task_set(world: World, bo_desk: Client) -> None:
    new = f"{sets_url(world)}new/"
    filled = {"title": "Ours", "stage": "planning", "task-0": "Ask for the cat", "after-0": "3"}
    assert save(bo_desk, new, **filled).status_code == 302
    one = sets(world)[-1]
    assert (one.title, one.stage, one.tasks[0].title, one.tasks[0].after) == (
        "Ours",
        "planning",
        "Ask for the cat",
        3,
    )
    assert len(sets(world)) == len(shipped()) + 1
    address = f"{sets_url(world)}{one.ref}/"
    save(bo_desk, address, **{**filled, "task-1": "Call", "call-1": "on", "stage": ""})
    changed = sets(world)[-1]
    assert [task.kind for task in changed.tasks] == ["", "call"]
    assert "by hand · 2 tasks" in text_of(bo_desk.get(sets_url(world)))
    assert save(bo_desk, f"{address}delete/").status_code == 302
    assert bo_desk.post(f"{address}delete/").status_code == 302
    assert [each.ref for each in sets(world)] == [each.ref for each in shipped()]


def test_it_is_one_set_when_the_page_is_sent_twice(world: World, bo_desk: Client) -> None:
    new = f"{sets_url(world)}new/"
    hidden = hidden_fields(bo_desk.get(new), new)
    filled = {**hidden, "title": "Ours", "task-0": "Ask for the cat"}
    for _ in range(2):
        assert bo_desk.post(new, filled).status_code == 302
    assert len(sets(world)) == len(shipped()) + 1


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"task-0": "x"}, "Write a title by which colleagues find it."),
        ({"title": "Ours"}, "Write one task at least."),
        ({"title": "Ours", "task-0": "x", "after-0": "367"}, "Write 366 or less."),
        ({"title": "Ours", "task-0": "x", "after-0": "soon"}, "Write a whole number."),
        ({"title": "Ours", "task-0": "x" * 201}, "Shorten this by 1 character."),
        ({"title": "Ours", "task-0": "x", "stage": "closed"}, "Choose one of the answers shown."),
    ],
)
def test_it_says_what_a_set_lacks_and_keeps_none(
    world: World, bo_desk: Client, filled: dict[str, str], said: str
) -> None:
    answer = save(bo_desk, f"{sets_url(world)}new/", **filled)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Paper.objects.exists()


def test_it_keeps_the_words_of_who_was_overtaken_at_a_set(world: World, bo_desk: Client) -> None:
    address = f"{sets_url(world)}shipped-planning/"
    hidden = hidden_fields(bo_desk.get(address), address)
    save(bo_desk, address, title="Plan", **{"task-0": "First"})
    answer = bo_desk.post(address, {**hidden, "title": "Plan B", "task-0": "Second"})
    assert answer.status_code == 409
    assert "A colleague changed these meanwhile." in text_of(answer)
    assert "Second" in answer.content.decode()
    again = hidden_fields(answer, address)
    assert (
        bo_desk.post(address, {**again, "title": "Plan B", "task-0": "Second"}).status_code == 302
    )
    found = TaskSets(sets(world)).find("shipped-planning")
    assert found is not None
    assert found.title == "Plan B"
