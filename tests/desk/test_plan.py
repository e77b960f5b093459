"""The plan on the case page: adding, changing, moving, dropping, sets, sums, and who may."""

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases import actions
from apps.cases.casefile import Item, PersonSet
from apps.cases.kept import Keys
from apps.cases.papers import Kind, write_team_paper
from apps.cases.partners import Partner, Partners
from apps.cases.rules import Rules
from tests.cases.acts import check, hand, read, verify
from tests.cases.test_gates import minor
from tests.cases.test_rules import decide
from tests.desk.looking import add_events, hidden_fields, opened_by, text_of
from tests.people import make_person
from tests.world import Sent, World, fresh, let_in, submit


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def items_of(world: World, sent: Sent) -> list[Item]:
    return list(opened_by(world.bo, sent).file.way.plan.items.values())


def add(client: Client, sent: Sent, **filled: Any) -> HttpResponseBase:
    """Send the form that adds an item, as the plan's page shows it."""
    page = client.get(f"{sent.url}plan/")
    hidden = hidden_fields(page, f"{sent.url}item/")
    return client.post(f"{sent.url}item/", {**hidden, "kind": "ticket", **filled})


def put(world: World, sent: Sent, kind: str = "ticket", **said: Any) -> str:
    """Let Amira have put an item into the plan, without a page between; return its ref."""
    read(sent, world.amira)
    taken = hand(sent, world.amira)
    item = msgspec.structs.replace(actions.new_item(taken, kind), **said)
    actions.set_item(taken, item, new=True)
    return item.item


def press(client: Client, sent: Sent, name: str, ref: str, **filled: Any) -> HttpResponseBase:
    """Open an item and send one of its forms."""
    page = client.get(f"{sent.url}plan/?item={ref}")
    hidden = hidden_fields(page, f"{sent.url}{name}/")
    return client.post(f"{sent.url}{name}/", {**hidden, "item": ref, **filled})


def test_it_says_of_an_item_that_it_is_due_before_what_it_waits_for(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    visa = put(world, sent, "entry_visa", due=day(9))
    ticket = put(world, sent, "ticket", due=day(4), after=[visa])
    put(world, sent, "housing", due=day(9), after=[visa])
    put(world, sent, "cash", after=[visa])
    said = "before what it waits for"
    page = text_of(amira_desk.get(f"{sent.url}plan/"))
    assert page.count(said) == 1
    press(amira_desk, sent, "item_move", visa, status="done")
    assert said not in text_of(amira_desk.get(f"{sent.url}plan/?item={ticket}"))


def test_it_names_no_attribute_that_a_choice_does_not_have(sent: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(f"{sent.url}plan/").content.decode()
    (choice,) = re.findall(r'<select[^>]*name="partner"[^>]*>', page)
    assert "maxlength" not in choice


def test_it_says_that_there_is_no_plan_and_offers_sets(sent: Sent, amira_desk: Client) -> None:
    page = text_of(amira_desk.get(f"{sent.url}plan/"))
    assert "No plan yet." in page
    assert "Begin with a set: With a visa Without a visa Shelter first" in page


def test_it_adds_an_item_by_type_and_day_alone(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    assert add(amira_desk, sent, due=day(3)).status_code == 302
    (item,) = items_of(world, sent)
    assert (item.said.kind, item.said.due, item.status) == ("ticket", day(3), "planned")
    page = text_of(amira_desk.get(f"{sent.url}plan/"))
    assert "Ticket Planned" in page
    assert "Plan: Ticket" in text_of(amira_desk.get(f"{sent.url}history/"))


def test_it_keeps_everything_that_an_item_can_say(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    mother = PersonSet(by=world.amira.user.ref.hex, at=1, person="1" * 32, kind="parent")
    read(sent, world.amira)
    add_events(world, sent, mother)
    decide(world, Rules(funds=["Bread"], currencies=["EUR", "GEL"]))
    visa = put(world, sent, "entry_visa")
    filled = {
        "due": day(9),
        "title": "To Berlin",
        "status": "blocked",
        "blocked": "funds",
        "owner": world.bo.user.ref.hex,
        "person": "1" * 32,
        "after": visa,
        "planned": "1,840",
        "approved": "1840.50",
        "paid": "40",
        "currency": "GEL",
        "fund": "Bread",
        "paid_on": day(0),
        "note": "Ask for the window seat.",
    }
    assert add(amira_desk, sent, **filled).status_code == 302
    said = items_of(world, sent)[1].said
    assert (said.planned, said.approved, said.paid) == (184_000, 184_050, 4_000)
    assert (said.currency, said.fund, said.paid_on) == ("GEL", "Bread", day(0))
    assert (said.person, said.after, said.owner) == (
        "1" * 32,
        [visa],
        world.bo.user.ref.hex,
    )
    page = re.sub("[\u2066\u2069]", "", text_of(amira_desk.get(f"{sent.url}plan/")))
    for words in (
        "Ticket: To Berlin",
        "Parent · bo",
        "planned GEL 1,840 · approved GEL 1,840.50 · paid GEL 40",
        "waits for: Entry visa",
        "Blocked Funds",
        "Ask for the window seat.",
        "GEL · Bread 1,840 1,840.50 40 1,800.50",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"kind": ""}, "Choose what it is."),
        ({"kind": "odd"}, "Choose one of the answers shown."),
        ({"due": "soon"}, "Write the day as in 2026-11-30."),
        ({"due": "2020-01-01"}, "Choose today or a later day."),
        ({"status": "blocked"}, "Choose what it is blocked by."),
        ({"status": "planned", "blocked": "funds"}, "Choose the status “Blocked” with this"),
        ({"planned": "12.345", "currency": "EUR"}, "Write an amount as in 1,234.50."),
        ({"planned": "-1", "currency": "EUR"}, "Write an amount as in 1,234.50."),
        ({"paid": "99999999999", "currency": "EUR"}, "This is more than a plan can hold."),
        ({"paid": "5", "currency": ""}, "Choose the currency."),
        ({"paid_on": "2026-01-01"}, "Write how much was paid."),
        ({"paid": "5", "currency": "EUR", "paid_on": "2999-01-01"}, "on which it was paid."),
        ({"owner": "f" * 32}, "Choose one of the answers shown."),
        ({"person": "f" * 32}, "Choose one of the answers shown."),
        ({"after": "f" * 32}, "Choose one of the answers shown."),
        ({"partner": "f" * 32}, "Choose a partner of the list."),
        ({"title": "x" * 201}, "Shorten this by 1 character."),
        ({"currency": "XXX", "planned": "1"}, "Choose one of the answers shown."),
    ],
)
def test_it_says_what_is_wrong_and_keeps_every_word(
    world: World, sent: Sent, amira_desk: Client, filled: dict[str, str], said: str
) -> None:
    answer = add(amira_desk, sent, **{"note": "Ask Tamar first.", **filled})
    assert answer.status_code in (409, 422)
    assert said in text_of(answer)
    assert "Ask Tamar first." in text_of(answer)
    assert not items_of(world, sent)


def test_it_names_fields_that_are_wrong_in_the_same_way(sent: Sent, amira_desk: Client) -> None:
    answer = add(amira_desk, sent, planned="x", paid="y", due="soon", currency="EUR")
    words = text_of(answer)
    assert "Planned cost: Write an amount" in words
    assert "Paid: Write an amount" in words
    assert "Due: Write the day" not in words


wild = st.one_of(
    st.text(max_size=30), st.sampled_from(["", "9" * 30, "2026-02-30", "9999-12-31", "\x00", "-0"])
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    filled=st.dictionaries(
        st.sampled_from(
            [
                *("seen", "at", "item", "kind", "due", "title", "status", "blocked", "owner"),
                *("partner", "person", "after", "planned", "approved", "paid", "currency"),
                *("fund", "paid_on", "note", "why", "ref"),
            ]
        ),
        wild,
    ),
    name=st.sampled_from(["item", "item_move", "item_drop", "plan_set"]),
)
def test_it_never_falls_whatever_is_sent(
    sent: Sent, amira_desk: Client, filled: dict[str, str], name: str
) -> None:
    answer = amira_desk.post(f"{sent.url}{name}/", filled)
    assert answer.status_code in (302, 409, 422)


def test_it_is_one_item_when_the_page_is_sent_twice(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    for _ in range(2):
        filled = {"seen": "1", "kind": "ticket", "due": day(1), "currency": "EUR"}
        assert amira_desk.post(f"{sent.url}item/", filled).status_code == 302
    assert len(items_of(world, sent)) == 1


def test_it_is_moved_by_one_press(world: World, sent: Sent, amira_desk: Client) -> None:
    ref = put(world, sent)
    page = amira_desk.get(f"{sent.url}plan/")
    hidden = hidden_fields(page, f"{sent.url}item_move/")
    assert hidden["item"] == ref
    for status in ("in_progress", "done"):
        answer = amira_desk.post(f"{sent.url}item_move/", {**hidden, "status": status})
        assert answer.status_code == 302
    (item,) = items_of(world, sent)
    assert item.status == "done"
    assert "1 done or cancelled" in text_of(amira_desk.get(f"{sent.url}plan/"))
    assert "Plan: Done: Ticket" in text_of(amira_desk.get(f"{sent.url}history/"))


def test_it_is_blocked_by_something_and_cancelled_for_a_reason(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    ref = put(world, sent)
    answer = press(amira_desk, sent, "item_move", ref, status="blocked")
    assert answer.status_code == 422
    assert "Choose what it is blocked by." in text_of(answer)
    blocked = {"status": "blocked", "blocked": "safety"}
    assert press(amira_desk, sent, "item_move", ref, **blocked).status_code == 302
    assert "Blocked Safety" in text_of(amira_desk.get(f"{sent.url}plan/"))
    answer = press(amira_desk, sent, "item_move", ref, status="cancelled")
    assert "Write why it is cancelled." in text_of(answer)
    cancelled = {"status": "cancelled", "why": "They stay."}
    assert press(amira_desk, sent, "item_move", ref, **cancelled).status_code == 302
    assert "Cancelled: They stay." in text_of(amira_desk.get(f"{sent.url}plan/"))


def test_it_goes_on_with_an_item_and_ends_what_it_was_blocked_by(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    ref = put(world, sent, status="blocked", blocked="funds")
    filled = {"kind": "ticket", "status": "in_progress", "blocked": "funds"}
    assert press(amira_desk, sent, "item", ref, **filled).status_code == 302
    (item,) = items_of(world, sent)
    assert (item.status, item.blocked) == ("in_progress", "")


def test_it_changes_an_item_that_is_late_without_another_day(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    ref = put(world, sent, due=day(-3), planned=18_450, currency="EUR")
    page = amira_desk.get(f"{sent.url}plan/?item={ref}")
    assert "3 days over" in text_of(page)
    assert '<tr class="is-late"' in page.content.decode()
    assert 'value="184.50"' in page.content.decode()
    filled = {"kind": "ticket", "due": day(-3), "planned": "184.50", "currency": "EUR"}
    assert press(amira_desk, sent, "item", ref, title="Night bus", **filled).status_code == 302
    (item,) = items_of(world, sent)
    assert (item.said.title, item.said.planned) == ("Night bus", 18_450)


def test_it_refuses_a_circle_in_words(world: World, sent: Sent, amira_desk: Client) -> None:
    visa = put(world, sent, "entry_visa")
    put(world, sent, "ticket", after=[visa])
    ticket = items_of(world, sent)[1].said.item
    answer = press(amira_desk, sent, "item", visa, kind="entry_visa", after=ticket)
    assert answer.status_code == 409
    assert "It would wait for itself" in text_of(answer)


def test_it_says_that_an_item_is_gone_and_keeps_the_words(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    ref = put(world, sent)
    page = amira_desk.get(f"{sent.url}plan/?item={ref}")
    hidden = hidden_fields(page, f"{sent.url}item/")
    assert press(amira_desk, sent, "item_drop", ref, why="Twice.").status_code == 302
    filled = {**hidden, "item": ref, "kind": "ticket", "note": "Ask Tamar first."}
    answer = amira_desk.post(f"{sent.url}item/", filled)
    assert answer.status_code == 409
    assert "This item is not in the plan any more." in text_of(answer)
    assert "Ask Tamar first." in text_of(answer)
    assert "Taken out of the plan: Ticket" in text_of(amira_desk.get(f"{sent.url}history/"))
    again = hidden_fields(answer, f"{sent.url}item/")
    assert amira_desk.post(f"{sent.url}item/", {**again, "kind": "ticket"}).status_code == 302
    gone = {"seen": "99", "item": ref, "status": "cancelled", "why": "Tamar said so."}
    assert "Tamar said so." in text_of(amira_desk.post(f"{sent.url}item_move/", gone))


def test_it_tells_what_a_colleague_changed_and_keeps_the_words(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    page = amira_desk.get(f"{sent.url}plan/")
    hidden = hidden_fields(page, f"{sent.url}item/")
    add(bo_desk, sent, kind="shelter")
    answer = amira_desk.post(
        f"{sent.url}item/", {**hidden, "kind": "ticket", "note": "Ask Tamar first."}
    )
    words = text_of(answer)
    assert answer.status_code == 409
    assert "A colleague changed the plan at" in words
    assert "Ask Tamar first." in words
    again = hidden_fields(answer, f"{sent.url}item/")
    answer = amira_desk.post(f"{sent.url}item/", {**again, "kind": "ticket"})
    assert answer.status_code == 302
    assert len(items_of(world, sent)) == 2


def test_it_begins_with_a_set_once(world: World, sent: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(f"{sent.url}plan/")
    hidden = hidden_fields(page, f"{sent.url}plan_set/")
    answer = amira_desk.post(f"{sent.url}plan_set/", {**hidden, "ref": "shipped-visa"})
    assert answer.status_code == 302
    assert len(items_of(world, sent)) == 10
    page = amira_desk.get(f"{sent.url}plan/")
    assert "Add a set Without a visa Shelter first" in text_of(page)
    for ref in ("shipped-visa", "none"):
        hidden = hidden_fields(page, f"{sent.url}plan_set/")
        answer = amira_desk.post(f"{sent.url}plan_set/", {**hidden, "ref": ref, "seen": "99"})
        assert answer.status_code == 409
    assert len(items_of(world, sent)) == 10


def test_it_makes_no_plan_under_18_before_the_guardian_check(
    world: World, amira_desk: Client
) -> None:
    sent = submit(world, answers=minor())
    read(sent, world.amira)
    page = text_of(amira_desk.get(f"{sent.url}plan/"))
    assert page.count("They are under 18: no plan before") == 1
    assert "Add a plan item" not in page.split("Next")[0]
    answer = amira_desk.post(f"{sent.url}item/", {"seen": "99", "kind": "ticket", "note": "Now."})
    assert answer.status_code == 409
    assert "They are under 18: no plan before" in text_of(answer)
    assert "Now." in text_of(answer)
    check(sent, world.bo, "guardian")
    assert add(amira_desk, sent).status_code == 302


def test_it_takes_no_item_for_a_closed_case(world: World, sent: Sent, amira_desk: Client) -> None:
    ref = put(world, sent)
    actions.close_case(hand(sent, world.amira), reason="other")
    page = text_of(amira_desk.get(f"{sent.url}plan/"))
    assert "Ticket Planned" in page
    assert "Add a plan item" not in page
    answer = amira_desk.post(f"{sent.url}item_move/", {"seen": "99", "item": ref, "status": "done"})
    assert answer.status_code == 409
    assert "This case is closed. Open it again first." in text_of(answer)


def test_it_offers_partners_once_the_case_is_verified(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    keys: Keys = {
        "team": world.harbour,
        "user": world.amira.user,
        "keyring": fresh(world.amira),
    }
    host = Partner("9" * 32, "House by the river", does=["shelter"])
    write_team_paper(Kind.PARTNERS, Partners([host]), version=0, **keys)
    page = text_of(amira_desk.get(f"{sent.url}plan/"))
    assert "House by the river" not in page
    assert "Partners are shown once this case is verified." in page
    assert add(amira_desk, sent, kind="shelter", partner="9" * 32).status_code == 409
    verify(sent, world)
    assert "House by the river" in text_of(amira_desk.get(f"{sent.url}plan/"))
    assert add(amira_desk, sent, kind="shelter", partner="9" * 32).status_code == 302
    (item,) = items_of(world, sent)
    assert item.said.partner == "9" * 32
    keys["keyring"] = fresh(world.amira)
    write_team_paper(Kind.PARTNERS, Partners([]), version=1, **keys)
    page = text_of(amira_desk.get(f"{sent.url}plan/?item={item.said.item}"))
    assert "a partner no longer in the address book" in page
    filled = {"kind": "shelter", "partner": "9" * 32, "note": "They said yes."}
    assert press(amira_desk, sent, "item", item.said.item, **filled).status_code == 302


def test_it_lets_only_those_own_an_item_who_may_open_the_case(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    cem = make_person("cem")
    let_in(world.harbour, cem, by=world.amira)
    read(sent, world.amira)
    people = [world.amira.user, world.bo.user]
    actions.restrict_case(hand(sent, world.amira), people=people, why="Named.")
    page = amira_desk.get(f"{sent.url}plan/").content.decode().split("<aside")[0]
    assert world.bo.user.ref.hex in page
    assert cem.user.ref.hex not in page
    assert add(amira_desk, sent, owner=cem.user.ref.hex).status_code == 422


def test_it_hides_types_that_the_team_does_not_use(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    ref = put(world, sent, "escort")
    decide(world, Rules(no_plan=["escort", "cash"]))
    page = amira_desk.get(f"{sent.url}plan/").content.decode()
    assert 'value="cash"' not in page
    assert add(amira_desk, sent, kind="cash").status_code == 422
    page = amira_desk.get(f"{sent.url}plan/?item={ref}").content.decode()
    assert '<option value="escort" selected>' in page
    assert press(amira_desk, sent, "item", ref, kind="escort", title="Two").status_code == 302


def test_it_stands_beside_every_section_while_blocked_late_or_due(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    put(world, sent, "ticket", status="blocked", blocked="funds", due=day(0))
    put(world, sent, "arrival_pickup", due=day(1))
    put(world, sent, "housing", due=day(40))
    beside = text_of(amira_desk.get(sent.url)).split(" Next ")[1]
    assert "Ticket blocked: Funds · today" in beside
    assert "Meeting on arrival tomorrow" in beside
    assert "Housing" not in beside


def test_it_is_on_today_while_blocked_or_due(world: World, sent: Sent, amira_desk: Client) -> None:
    actions_owner = world.amira.user
    read(sent, world.amira)
    actions.set_owner(hand(sent, world.amira), owner=actions_owner)
    put(world, sent, "housing", due=day(40))
    assert "Housing" not in text_of(amira_desk.get("/desk/today/"))
    late = put(world, sent, "arrival_pickup", due=day(-2))
    page = amira_desk.get("/desk/today/")
    assert "Of the plan: Meeting on arrival." in text_of(page)
    assert f"plan/#item-{late}" in page.content.decode()
    put(world, sent, "ticket", title="Partner", status="blocked", blocked="funds")
    words = text_of(amira_desk.get("/desk/today/"))
    assert "Blocked, Funds: Ticket: Partner. Also: Of the plan: Meeting on arrival" in words


def test_it_strikes_an_items_words_out(world: World, sent: Sent, amira_desk: Client) -> None:
    ref = put(world, sent, title="Hides at Tamar's", note="Second floor")
    number = opened_by(world.amira, sent).sequence
    url = f"{sent.url}strike/event/{number}/"
    hidden = hidden_fields(amira_desk.get(url), url)
    answer = amira_desk.post(url, {**hidden, "reason": "names"})
    assert answer.status_code == 302
    item = opened_by(world.bo, sent).file.way.plan.items[ref]
    assert (item.said.kind, item.said.title, item.said.note) == ("ticket", "", "")
    assert "Tamar" not in text_of(amira_desk.get(f"{sent.url}plan/"))


def test_it_draws_bars_within_the_line_and_no_style(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    for due in (-400, -3, 0, 5, 366):
        put(world, sent, due=day(due))
    put(world, sent, due="9999-12-31")
    put(world, sent)
    page = amira_desk.get(f"{sent.url}plan/").content.decode()
    bars = re.findall(r'<rect class="(\w+)" x="([\d.]+)%" width="([\d.]+)%"', page)
    assert len(bars) == 8
    assert all(float(x) >= 0 and float(x) + float(width) <= 100.01 for _, x, width in bars)
    assert [kind for kind, _, _ in bars].count("late") == 2
    assert "style=" not in page


def test_it_is_counted_and_handed_on_when_its_owner_leaves(
    world: World, sent: Sent, bo_desk: Client
) -> None:
    ref = put(world, sent, owner=world.amira.user.ref.hex)
    done = put(world, sent, owner=world.amira.user.ref.hex, status="done")
    at = f"/desk/team/people/{world.amira.user.ref}/leaving/"
    assert "Tasks, plan items, approvals, calls 1" in text_of(bo_desk.get(at))
    actions.hand_on(hand(sent, world.bo), of=world.amira.user, to=world.bo.user)
    assert "Tasks, plan items, approvals, calls 0" in text_of(bo_desk.get(at))
    items = opened_by(world.bo, sent).file.way.plan.items
    assert items[ref].said.owner == world.bo.user.ref.hex
    assert items[done].said.owner == world.amira.user.ref.hex
