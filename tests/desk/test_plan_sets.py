"""Plan sets, and what a plan offers, as a team's coordinator sets them."""

from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases.plansets import PLAN_SETS, PlanSets, shipped
from apps.cases.queries import rules_of
from apps.cases.rules import Rules
from tests.desk.looking import hidden_fields, text_of
from tests.world import Sent, World, fresh


def home(world: World) -> str:
    return f"/desk/settings/{world.harbour.ref}/plan-sets/"


def kept(world: World) -> PlanSets:
    return PLAN_SETS.read(team=world.harbour, user=world.bo.user, keyring=fresh(world.bo))[0]


def rules(world: World) -> Rules:
    return rules_of(team=world.harbour, user=world.bo.user, keyring=fresh(world.bo))


def send(client: Client, at: str, **filled: Any) -> HttpResponseBase:
    return client.post(at, {**hidden_fields(client.get(at), at), **filled})


ROWS = {
    "title": "By train",
    "kind-0": "passport",
    "after-0": "7",
    "kind-2": "ticket",
    "words-2": "Night train",
    "after-2": "14",
    "waits-2": "1",
}


def test_it_writes_a_set_without_its_empty_rows(
    world: World, sent: Sent, bo_desk: Client, amira_desk: Client
) -> None:
    assert send(bo_desk, f"{home(world)}new/", **ROWS).status_code == 302
    new = kept(world).items[-1]
    passport, ticket = new.items
    assert (new.title, passport.kind, passport.after) == ("By train", "passport", 7)
    assert (ticket.title, ticket.after, ticket.waits) == ("Night train", 14, [0])
    assert "By train Passport · Ticket" in text_of(bo_desk.get(home(world)))
    assert "By train" in text_of(amira_desk.get(f"{sent.url}plan/"))


def test_it_changes_a_shipped_set_and_shows_it_as_it_is(world: World, bo_desk: Client) -> None:
    at = f"{home(world)}shipped-visa/"
    page = bo_desk.get(at).content.decode()
    assert 'value="2, 3, 4"' in page
    visa = shipped()[0]
    filled = {"title": "Visa"}
    for row, item in enumerate(visa.items):
        filled |= {
            f"kind-{row}": item.kind,
            f"after-{row}": str(item.after),
            f"waits-{row}": "، ".join(str(place + 1) for place in item.waits),
        }
    assert send(bo_desk, at, **filled).status_code == 302
    assert kept(world).find("shipped-visa").items == visa.items  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"title": ""}, "Write a title by which colleagues find it."),
        ({"kind-0": "", "kind-2": "", "words-2": "", "waits-2": ""}, "Choose one item at least."),
        ({"kind-2": ""}, "Choose what it is."),
        ({"kind-0": "odd"}, "Choose one of the answers shown."),
        ({"waits-2": "3"}, "An item waits only for rows above its own."),
        ({"waits-2": "2"}, "An item waits only for rows above its own."),
        ({"waits-2": "0"}, "An item waits only for rows above its own."),
        ({"after-0": "400"}, "Write 366 or less."),
        ({"after-0": "soon"}, "Write a whole number."),
    ],
)
def test_it_says_what_is_wrong_and_keeps_nothing(
    world: World, bo_desk: Client, filled: dict[str, str], said: str
) -> None:
    answer = send(bo_desk, f"{home(world)}new/", **{**ROWS, **filled})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert len(kept(world).items) == 3


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(st.sampled_from([*ROWS, "seen", "ref", "waits-1"]), st.text(max_size=12)))
def test_it_never_falls_whatever_is_sent(
    world: World, bo_desk: Client, filled: dict[str, str]
) -> None:
    answer = bo_desk.post(f"{home(world)}new/", {**ROWS, **filled})
    assert answer.status_code in (302, 409, 422)


def test_it_is_deleted_and_nobody_begins_with_it_any_more(
    world: World, sent: Sent, bo_desk: Client, amira_desk: Client
) -> None:
    assert send(bo_desk, f"{home(world)}shipped-shelter/delete/").status_code == 302
    assert len(kept(world).items) == 2
    assert "Shelter first" not in text_of(amira_desk.get(f"{sent.url}plan/"))


def test_it_sets_currencies_funds_and_types(
    world: World, sent: Sent, bo_desk: Client, amira_desk: Client
) -> None:
    at = f"/desk/settings/{world.harbour.ref}/rules/"
    gates = {"gate-checks": "before", "gate-travel": "before"}
    filled = {**gates, "currencies": "gel, eur gel", "funds": "Bread\n\n Roads  two \nBread"}
    assert send(bo_desk, at, **filled, no_plan=["cash", "escort"]).status_code == 302
    now = rules(world)
    assert (now.currencies, now.funds) == (["GEL", "EUR"], ["Bread", "Roads two"])
    assert now.no_plan == ["cash", "escort"]
    page = amira_desk.get(f"{sent.url}plan/").content.decode()
    assert '<option value="GEL" selected>GEL</option>' in page
    assert "Roads two" in page
    assert 'value="cash"' not in page
    assert "GEL, EUR" in bo_desk.get(at).content.decode()


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"currencies": "EUR, euros"}, "in the place of “EUROS”."),
        ({"currencies": "€"}, "in the place of “€”."),
        ({"funds": "x" * 61}, "Write each fund in 60 characters or less."),
        ({"funds": "\n".join(str(n) for n in range(41))}, "Write at most 40 funds."),
    ],
)
def test_it_refuses_what_is_no_currency_or_fund(
    world: World, bo_desk: Client, filled: dict[str, str], said: str
) -> None:
    at = f"/desk/settings/{world.harbour.ref}/rules/"
    gates = {"gate-checks": "before", "gate-travel": "before"}
    answer = send(bo_desk, at, **gates, **{"currencies": "EUR", **filled})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not rules(world).funds


def test_reading_holds_to_currencies_whatever_the_paper_says() -> None:
    assert Rules(currencies=["EUR", "odd", "ЕВР"]).money_in() == ["EUR"]
    assert Rules(currencies=["odd"]).money_in() == ["EUR", "USD"]
