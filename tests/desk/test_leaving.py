"""Leaving: what a colleague holds is handed on case by case, and the keys follow."""

import re
from typing import Any

import pytest
from django.test import Client

from apps.accounts.actions import suspend
from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import Hand, restrict_case
from apps.cases.casefile import HandedOn, PersonSet, TaskAdded
from apps.cases.messages import Text
from apps.cases.models import Case, Paper
from apps.desk.leaving import Plan, Step, carry_on, plan_for, start_plan
from apps.desk.views import leaving as looks_at
from apps.teams.models import Membership
from tests.cases.acts import again, hand, read
from tests.cases.keys import epochs_of, opens
from tests.desk.looking import act, hidden_fields, opened_by, text_of
from tests.people import Person, make_person
from tests.world import Sent, World, desk, fresh, let_in, noors_answers, submit


def leaving(person: Person) -> str:
    return f"/desk/team/people/{person.user.ref}/leaving/"


@pytest.fixture
def gus(world: World) -> Person:
    """A third caseworker of Harbour, who speaks Arabic."""
    made = make_person("gus")
    let_in(world.harbour, made, by=world.amira)
    desk(made).post("/desk/me/languages/", {"languages": ["ar"]})
    return made


@pytest.fixture
def amiras(world: World) -> list[Sent]:
    """Amira's three cases: two in Russian, one in Arabic, with a task each."""
    made = [submit(world, answers=noors_answers(language=code)) for code in ("ru", "ru", "ar")]
    for sent in made:
        read(sent, world.amira)
        actions.set_owner(hand(sent, world.amira), owner=world.amira.user)
        task = TaskAdded(
            by="", at=1, task=sent.ref.hex, title="Call", owner=world.amira.user.ref.hex
        )
        hand(sent, world.amira).add(task)
    return made


def choices(page: Any) -> dict[str, str]:
    """What stands chosen for each case, by its ref in hex."""
    found = re.findall(
        r'<select name="([0-9a-f]{32})".*?</select>', page.content.decode(), re.DOTALL
    )
    bodies = re.findall(
        r'<select name="[0-9a-f]{32}".*?</select>', page.content.decode(), re.DOTALL
    )
    chosen = [re.search(r'<option value="(\w*)" selected', body) for body in bodies]
    return {name: one[1] if one else "" for name, one in zip(found, chosen, strict=True)}


def send(browser: Client, person: Person, **more: str) -> Any:
    """Send the page as it stands, with some fields changed."""
    page = browser.get(leaving(person))
    filled = {**hidden_fields(page, f"{leaving(person)}hand/"), **choices(page), **more}
    return browser.post(f"{leaving(person)}hand/", filled)


def owners(amiras: list[Sent], reader: Person) -> list[str]:
    refs = [opened_by(reader, sent).file.owner for sent in amiras]
    return [User.objects.get(ref=ref).handle if ref else "" for ref in refs]


def test_it_shows_all_that_a_colleague_holds_and_proposes_who_takes_it(
    world: World, amiras: list[Sent], gus: Person, bo_desk: Client
) -> None:
    page = bo_desk.get(leaving(world.amira))
    shown = text_of(page)
    assert "What amira holds" in shown
    assert "Open cases 3" in shown
    assert "Tasks, plan items, approvals, calls 3" in shown
    assert choices(page)[amiras[2].ref.hex] == gus.user.ref.hex
    assert set(choices(page).values()) == {gus.user.ref.hex, world.bo.user.ref.hex}


def test_it_hands_all_of_it_on_with_one_press(
    world: World, amiras: list[Sent], gus: Person, bo_desk: Client
) -> None:
    assert send(bo_desk, world.amira)["Location"] == leaving(world.amira)
    page = bo_desk.get(leaving(world.amira))
    assert "3 of 3 cases handed on" in text_of(page)
    assert owners(amiras, world.bo)[2] == "gus"
    assert "amira" not in owners(amiras, world.bo)
    for sent in amiras:
        opened = opened_by(world.bo, sent)
        assert {task.owner for task in opened.file.work.tasks.values()} == {opened.file.owner}
        last = opened.events[-1].body
        assert isinstance(last, HandedOn)
        assert last.by == world.bo.user.ref.hex
    assert "Nothing that you can open is left" in text_of(page)
    bo_desk.post(f"{leaving(world.amira)}stop/")
    assert not Paper.objects.filter(kind=Paper.Kind.HANDING).exists()
    assert "handed on" not in text_of(bo_desk.get(leaving(world.amira)))


def test_it_gives_each_case_to_whom_was_chosen(
    world: World, amiras: list[Sent], gus: Person, amira_desk: Client
) -> None:
    chosen = {amiras[0].ref.hex: gus.user.ref.hex, amiras[1].ref.hex: ""}
    send(amira_desk, world.amira, **chosen)
    amira_desk.get(leaving(world.amira))
    assert owners(amiras[:2], world.bo) == ["gus", ""]


def test_it_tells_applicants_in_their_language_and_names_nobody(
    world: World, amiras: list[Sent], bo_desk: Client
) -> None:
    send(bo_desk, world.amira, tell="on")
    bo_desk.get(leaving(world.amira))
    opened = opened_by(world.bo, amiras[0])
    said = [e.body.text for t in opened.threads for e in t.entries if isinstance(e.body, Text)]
    assert len(said) == 1
    assert re.search("[а-я]", said[0])
    assert not any(name in said[0].lower() for name in ("amira", "bo ", "амира"))


def test_it_tells_nobody_unless_asked(world: World, amiras: list[Sent], bo_desk: Client) -> None:
    send(bo_desk, world.amira)
    bo_desk.get(leaving(world.amira))
    threads = opened_by(world.bo, amiras[0]).threads
    assert not any(isinstance(e.body, Text) for t in threads for e in t.entries)


def test_it_says_which_case_somebody_took_meanwhile(
    world: World, amiras: list[Sent], gus: Person, bo_desk: Client
) -> None:
    start = Plan(
        steps=[Step(sent.ref.hex, world.bo.user.ref.hex) for sent in amiras],
        names={sent.ref.hex: "Blue kettle" for sent in amiras},
    )
    start_plan(world.amira.user, start, by=world.bo.user, keyring=fresh(world.bo))
    actions.hand_on(hand(amiras[0], gus), of=world.amira.user, to=gus.user)
    page = text_of(bo_desk.get(leaving(world.amira)))
    assert "2 of 3 cases handed on" in page
    assert "Blue kettle : somebody has taken it meanwhile" in page
    assert owners(amiras, world.bo) == ["gus", "bo", "bo"]


def test_it_goes_on_where_it_was_interrupted_and_does_nothing_twice(
    world: World, amiras: list[Sent]
) -> None:
    bo, people = world.bo.user, {world.bo.user.ref.hex: world.bo.user}
    plan = Plan(steps=[Step(sent.ref.hex, bo.ref.hex) for sent in amiras])
    start_plan(world.amira.user, plan, by=bo, keyring=fresh(world.bo))
    # Power failed after the first case, before it was written that it is done.
    actions.hand_on(hand(amiras[0], world.bo), of=world.amira.user, to=bo)
    looks = 0
    while (left := plan_for(world.amira.user, by=bo, keyring=fresh(world.bo))) and left.steps:
        carry_on(world.amira.user, by=bo, keyring=fresh(world.bo), people=people, seconds=0)
        looks += 1
    assert looks == len(amiras)
    assert left is not None
    assert (left.done, left.missed) == (3, [])
    for sent in amiras:
        events = [event.body for event in again(sent, world.bo).events]
        assert sum(isinstance(body, HandedOn) for body in events) == 1


def test_it_refreshes_itself_until_all_is_done(
    world: World, amiras: list[Sent], bo_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks_at, "SECONDS", 0.0)
    many = Plan(steps=[Step("0" * 32, "")] * 3)
    start_plan(world.amira.user, many, by=world.bo.user, keyring=fresh(world.bo))
    page = bo_desk.get(leaving(world.amira))
    assert page.headers["Refresh"] == "1"
    assert "<progress" in page.content.decode()
    assert bo_desk.post(f"{leaving(world.amira)}stop/").status_code == 302
    assert "Refresh" not in bo_desk.get(leaving(world.amira)).headers


@pytest.mark.parametrize("odd", ["0" * 32, "amira", "<b>", "\0"])
def test_it_gives_nothing_to_who_is_not_of_the_team(
    world: World, amiras: list[Sent], bo_desk: Client, odd: str
) -> None:
    for to in (odd, world.chioma.user.ref.hex, world.amira.user.ref.hex):
        answer = send(bo_desk, world.amira, **{amiras[0].ref.hex: to})
        assert answer.status_code == 422
        assert "Error:" in answer.content.decode()
    assert not Paper.objects.filter(kind=Paper.Kind.HANDING).exists()
    assert owners(amiras, world.bo) == ["amira"] * 3


def test_it_keeps_what_is_restricted_to_those_named_and_warns_who_would_be_alone(
    world: World, amiras: list[Sent], gus: Person, bo_desk: Client
) -> None:
    opened = again(amiras[0], world.amira)
    restrict_case(
        Hand(opened, world.amira.user, fresh(world.amira), opened.sequence), people=[world.bo.user]
    )
    page = bo_desk.get(leaving(world.amira))
    assert "1 restricted case could then be opened by fewer than two people" in text_of(page)
    assert choices(page)[amiras[0].ref.hex] == world.bo.user.ref.hex
    answer = send(bo_desk, world.amira, **{amiras[0].ref.hex: gus.user.ref.hex})
    assert answer.status_code == 422
    seen_by_gus = text_of(desk(gus).get(leaving(world.amira)))
    assert "Open cases 2" in seen_by_gus
    assert "Restricted, not to you 1" in seen_by_gus


def test_it_makes_new_keys_once_access_has_ended_and_says_so(
    world: World, amiras: list[Sent], gus: Person, bo_desk: Client
) -> None:
    assert "they hold the key" in text_of(bo_desk.get(leaving(world.amira)))
    suspend(user=world.amira.user, by=world.dan.user)
    # Looking at any list makes them; whoever cannot open the team is told who will.
    shown = text_of(bo_desk.get(leaving(world.amira)))
    assert "they hold no key that opens anything new" in shown
    assert "The access has ended" in shown
    assert not Membership.objects.filter(team=world.harbour, user=world.amira.user).exists()
    # What they left behind can still be handed on.
    assert "Open cases 3" in shown
    send(bo_desk, world.amira)
    bo_desk.get(leaving(world.amira))
    assert "amira" not in owners(amiras, world.bo)


def test_it_counts_drafts_for_their_writer_alone(
    world: World, amiras: list[Sent], amira_desk: Client, bo_desk: Client
) -> None:
    from apps.cases.papers import keep_draft

    keep_draft(again(amiras[0], world.amira), {"text": "half"}, keyring=fresh(world.amira))
    assert "only you can send or drop them" in text_of(amira_desk.get(leaving(world.amira)))
    assert "sealed for them alone" in text_of(bo_desk.get(leaving(world.amira)))


def test_it_finds_the_tasks_of_a_colleague_in_others_cases(
    world: World, sent: Sent, bo_desk: Client
) -> None:
    act(bo_desk, sent, "take")
    task = TaskAdded(by="", at=1, task="d" * 32, title="Call", owner=world.amira.user.ref.hex)
    hand(sent, world.bo).add(task)
    page = bo_desk.get(leaving(world.amira))
    assert "somebody else’s" in text_of(page)
    assert choices(page)[sent.ref.hex] == world.bo.user.ref.hex
    send(bo_desk, world.amira)
    bo_desk.get(leaving(world.amira))
    opened = opened_by(world.bo, sent)
    assert opened.file.owner == world.bo.user.ref.hex
    assert opened.file.work.tasks["d" * 32].owner == world.bo.user.ref.hex


def test_it_is_not_there_for_who_shares_nothing_with_them(
    world: World, amiras: list[Sent], chioma_desk: Client, dan_desk: Client, olu_desk: Client
) -> None:
    for browser in (chioma_desk, dan_desk, olu_desk):
        assert browser.get(leaving(world.amira)).status_code == 404
        assert browser.post(f"{leaving(world.amira)}hand/").status_code == 404


def test_it_opens_nothing_new_to_the_old_passphrase_and_an_old_backup(
    world: World, amiras: list[Sent], gus: Person, bo_desk: Client
) -> None:
    """All through the pages: handed on, asked for by one, ended by another, keys renewed."""
    kept = epochs_of(world.amira, world.harbour)
    cases = [Case.objects.get(ref=sent.ref) for sent in amiras]
    known = [again(sent, world.amira).keys for sent in amiras]
    assert "event" in opens(kept, world.amira.keyring, cases[0])
    send(bo_desk, world.amira)
    bo_desk.get(leaving(world.amira))
    end = f"/desk/team/people/{world.amira.user.ref}/end/"
    assert end in bo_desk.get(leaving(world.amira)).content.decode()
    bo_desk.post(end)
    assert "bo has asked to end the access" in text_of(bo_desk.get(leaving(world.amira)))
    desk(gus).post(end)
    assert "no key that opens anything new" in text_of(bo_desk.get(leaving(world.amira)))
    before = [again(sent, world.bo).sequence for sent in amiras]
    for sent in amiras:
        actions.add_note(hand(sent, world.bo), text="After.")
    for case, keys, seen in zip(cases, known, before, strict=True):
        ring = world.amira.keyring
        assert opens(kept, ring, case, known=(keys,), after=seen) == set()
    assert (
        Client()
        .post(
            "/desk/sign-in/",
            {
                "handle": "amira",
                "passphrase": world.amira.passphrase,
                "code": world.amira.code(),
            },
        )
        .status_code
        == 403
    )


def test_it_makes_new_keys_at_a_press_for_a_team_that_has_not_listed_since(
    world: World, amiras: list[Sent], bo_desk: Client
) -> None:
    suspend(user=world.amira.user, by=world.dan.user)
    assert bo_desk.post(f"{leaving(world.amira)}keys/").status_code == 302
    assert "no key that opens anything new" in text_of(bo_desk.get(leaving(world.amira)))


def test_it_names_each_case_in_which_somebody_must_not_be_told(
    world: World, amiras: list[Sent], bo_desk: Client
) -> None:
    mother = PersonSet(by="", at=0, person="", kind="parent", knows="no")
    actions.add_people(hand(amiras[0], world.amira), [mother])
    page = text_of(bo_desk.get(leaving(world.amira)))
    assert page.count("Do not disclose.") == 1
    assert "thing waits for them · Do not disclose." in page
    actions.finish_task(hand(amiras[0], world.amira), task=amiras[0].ref.hex)
    page = text_of(bo_desk.get(leaving(world.amira)))
    assert "· Do not disclose." not in page


def test_it_still_names_who_left_where_they_did_something(
    world: World, amiras: list[Sent], bo_desk: Client
) -> None:
    actions.add_note(hand(amiras[0], world.amira), text="She called.")
    suspend(user=world.amira.user, by=world.dan.user)
    bo_desk.post(f"{leaving(world.amira)}keys/")
    assert not Membership.objects.filter(user=world.amira.user).exists()
    history = text_of(bo_desk.get(f"{amiras[0].url}history/"))
    assert "amira (has left) Note written" in history
