"""Tasks, as people add, change, finish and drop them, and as a stage brings them along."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.cases import actions
from apps.cases.casefile import Task, TaskAdded
from apps.cases.papers import Kind, write_team_paper
from apps.cases.rules import Rules
from apps.cases.tasksets import SetTask, TaskSet, TaskSets
from tests.cases.acts import hand
from tests.cases.test_rules import decide
from tests.desk.looking import act, hidden_fields, opened_by, text_of
from tests.world import Sent, World

TITLE = "Call the reference"


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def open_tasks(world: World, sent: Sent) -> list[Task]:
    return list(opened_by(world.bo, sent).file.work.tasks.values())


@pytest.fixture
def one(world: World, sent: Sent, amira_desk: Client) -> str:
    """The ref of a task that Amira added, due tomorrow."""
    act(amira_desk, sent, "task", title=TITLE, due=day(1))
    (task,) = open_tasks(world, sent)
    return task.task


def add_over(world: World, sent: Sent) -> None:
    """Let Amira have added a task that was due three days ago."""
    actions.read_case(ref=sent.ref, user=world.amira.user, keyring=world.amira.keyring)
    due = timezone.localdate() - timedelta(days=3)
    actions.add_task(hand(sent, world.amira), actions.Planned(TITLE, due=due))


def press(client: Client, sent: Sent, name: str, **filled: str) -> int:
    """Fill in a form of the tasks page and send it."""
    page = client.get(f"{sent.url}tasks/")
    address = f"{sent.url}{name}/"
    return client.post(address, {**hidden_fields(page, address), **filled}).status_code


def test_it_adds_a_task_beside_the_case_and_shows_it_there(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    filled = {"title": TITLE, "due": day(1), "owner": world.bo.user.ref.hex, "repeats": "7"}
    assert act(amira_desk, sent, "task", **filled).status_code == 302
    page = text_of(amira_desk.get(sent.url))
    assert "Call the reference tomorrow · bo · every week" in page
    (task,) = open_tasks(world, sent)
    assert (task.owner, task.due, task.repeats) == (world.bo.user.ref.hex, day(1), 7)


def test_it_is_one_task_when_the_page_is_sent_twice(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    for _ in range(2):
        filled = {"seen": "1", "title": TITLE, "due": day(1)}
        assert amira_desk.post(f"{sent.url}task/", filled).status_code == 302
    assert len(open_tasks(world, sent)) == 1


def test_it_is_done_with_one_press(world: World, sent: Sent, one: str, amira_desk: Client) -> None:
    assert act(amira_desk, sent, "task_done").status_code == 302
    assert not open_tasks(world, sent)
    assert f"Task done: {TITLE}" in text_of(amira_desk.get(f"{sent.url}history/"))
    assert "1 done" in text_of(amira_desk.get(f"{sent.url}tasks/"))


def test_it_comes_back_when_it_repeats_and_once_only_for_two_presses(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "task", title=TITLE, due=day(0), repeats="7")
    (task,) = open_tasks(world, sent)
    seen = opened_by(world.amira, sent).sequence
    for _ in range(2):
        posted = {"seen": str(seen), "task": task.task}
        assert amira_desk.post(f"{sent.url}task_done/", posted).status_code == 302
    (again,) = open_tasks(world, sent)
    assert again.due == day(7)


def test_it_says_what_is_over_by_word_bar_and_colour(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    add_over(world, sent)
    page = amira_desk.get(sent.url).content.decode()
    assert '<li class="task over">' in page
    assert 'class="late"' in page
    assert "3 days over" in page


def test_it_changes_a_task_that_is_over_without_asking_for_another_day(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    add_over(world, sent)
    (task,) = open_tasks(world, sent)
    filled = {"title": "Write to the reference", "due": task.due}
    assert press(amira_desk, sent, "task_change", **filled) == 302
    (task,) = open_tasks(world, sent)
    assert task.title == "Write to the reference"


def test_it_drops_a_task_with_why(world: World, sent: Sent, one: str, amira_desk: Client) -> None:
    assert press(amira_desk, sent, "task_drop", why="They wrote by themselves.") == 302
    assert not open_tasks(world, sent)
    page = text_of(amira_desk.get(f"{sent.url}history/"))
    assert f"Task dropped: {TITLE}" in page
    assert "They wrote by themselves." in page


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"title": " "}, "Write what is to be done."),
        ({"title": "x" * 201}, "Shorten this by 1 character."),
        ({"title": TITLE, "due": "2020-01-01"}, "Choose today or a later day."),
        ({"title": TITLE, "due": "soon"}, "Write the day as in 2026-11-30."),
        ({"title": TITLE, "repeats": "7"}, "Choose the day on which it is due first."),
        ({"title": TITLE, "repeats": "1"}, "Choose one of the answers shown."),
        ({"title": TITLE, "owner": "f" * 32}, "Choose one of the answers shown."),
    ],
)
def test_it_says_what_a_task_lacks_and_keeps_none(
    world: World, sent: Sent, amira_desk: Client, filled: dict[str, str], said: str
) -> None:
    answer = act(amira_desk, sent, "task", **filled)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not open_tasks(world, sent)


def test_it_shows_a_refused_change_in_its_place(
    world: World, sent: Sent, one: str, amira_desk: Client
) -> None:
    page = amira_desk.get(f"{sent.url}tasks/")
    hidden = hidden_fields(page, f"{sent.url}task_change/")
    filled = {**hidden, "title": "", "due": day(2)}
    answer = amira_desk.post(f"{sent.url}task_change/", filled)
    assert answer.status_code == 422
    assert "Write what is to be done." in text_of(answer)
    assert "<details open>" in answer.content.decode()


def test_it_tells_the_second_that_a_colleague_was_faster(
    world: World, sent: Sent, one: str, amira_desk: Client, bo_desk: Client
) -> None:
    page = bo_desk.get(f"{sent.url}tasks/")
    act(amira_desk, sent, "task_done")
    hidden = hidden_fields(page, f"{sent.url}task_drop/")
    answer = bo_desk.post(f"{sent.url}task_drop/", {**hidden, "why": "Not needed."})
    assert answer.status_code == 409
    assert "A colleague changed the tasks at" in text_of(answer)
    hidden["seen"] = str(opened_by(world.bo, sent).sequence)
    answer = bo_desk.post(f"{sent.url}task_drop/", {**hidden, "why": "Not needed."})
    assert answer.status_code == 409
    assert "This case does not take that as it stands now." in text_of(answer)


def test_it_brings_the_tasks_of_a_stage_along_once(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "move", stage="verification")
    titles = {task.title for task in open_tasks(world, sent)}
    assert "First interview" in titles
    assert {task.kind for task in open_tasks(world, sent)} == {"", "call"}
    act(amira_desk, sent, "move", stage="screening")
    act(amira_desk, sent, "move", stage="verification")
    assert len(open_tasks(world, sent)) == len(titles)


def test_it_writes_the_tasks_with_the_move(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "move", stage="verification")
    bodies = [event.body for event in opened_by(world.amira, sent).events]
    added = [place for place, body in enumerate(bodies) if isinstance(body, TaskAdded)]
    assert added == list(range(added[0], added[0] + 3))


def test_it_brings_what_the_team_decided(world: World, sent: Sent, amira_desk: Client) -> None:
    own = TaskSet("r1", "Ours", [SetTask("Ask for the cat", 400)], "screening")
    write_team_paper(
        Kind.TASK_SETS,
        TaskSets([own]),
        version=0,
        team=world.harbour,
        user=world.bo.user,
        keyring=world.bo.keyring,
    )
    act(amira_desk, sent, "move", stage="screening")
    (task,) = open_tasks(world, sent)
    assert (task.title, task.due) == ("Ask for the cat", day(366))


def test_it_brings_a_set_by_its_group_where_there_are_no_other_stages(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    decide(world, Rules(groups_only=True, gates={"checks": "off", "travel": "off"}))
    act(amira_desk, sent, "move", stage="planning")
    titles = {task.title for task in open_tasks(world, sent)}
    assert {"Way, days and costs", "Who meets them"} <= titles


def test_it_adds_a_set_by_hand_and_never_twice(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    assert act(amira_desk, sent, "bring", "tasks/", ref="shipped-arrival").status_code == 302
    count = len(open_tasks(world, sent))
    assert count == 4
    answer = act(amira_desk, sent, "bring", "tasks/", ref="shipped-arrival")
    assert answer.status_code == 409
    assert len(open_tasks(world, sent)) == count
    assert "shipped-arrival" not in amira_desk.get(f"{sent.url}tasks/").content.decode()


@pytest.mark.parametrize("ref", ["", "unknown", "x" * 70])
def test_it_adds_no_set_that_is_not_there(
    world: World, sent: Sent, amira_desk: Client, ref: str
) -> None:
    answer = act(amira_desk, sent, "bring", "tasks/", ref=ref)
    assert answer.status_code in {409, 422}
    assert not open_tasks(world, sent)


def test_it_brings_no_task_twice_for_two_moves_at_once(world: World, sent: Sent) -> None:
    actions.read_case(ref=sent.ref, user=world.amira.user, keyring=world.amira.keyring)
    first, second = hand(sent, world.amira), hand(sent, world.amira)
    actions.move_case(first, stage="verification")
    actions.move_case(second, stage="verification")
    assert len(open_tasks(world, sent)) == 3
