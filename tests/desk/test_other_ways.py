"""Other ways to help, as Bo keeps them for Harbour."""

from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from apps.cases.models import Paper
from apps.cases.other_ways import OtherWay, OtherWays, read_other_ways
from tests.desk.looking import hidden_fields, text_of
from tests.world import World, fresh


def kept(world: World) -> OtherWays:
    keys: dict[str, Any] = {"team": world.harbour, "user": world.bo.user}
    return read_other_ways(keyring=fresh(world.bo), **keys)[0]


def home(world: World) -> str:
    return reverse("desk:other_ways", args=[world.harbour.ref])


def write(browser: Client, address: str, **filled: Any) -> HttpResponseBase:
    """Open a page, fill it in, and send it."""
    page = browser.get(address)
    return browser.post(address, {**hidden_fields(page, address), **filled})


CALL = {"title": "Quiet harbour", "countries": ["GE", "TR"], "text-en": "Call them."}


def test_it_adds_changes_and_deletes(world: World, bo_desk: Client) -> None:
    assert "There are none yet." in text_of(bo_desk.get(home(world)))
    assert write(bo_desk, f"{home(world)}new/", **CALL).status_code == 302
    (one,) = kept(world).items
    assert (one.countries, one.text("en"), one.text("ru")) == (["GE", "TR"], "Call them.", "")
    write(bo_desk, f"{home(world)}{one.ref}/", **{**CALL, "text-ru": "Позвоните."})
    assert kept(world).items[0].text("ru") == "Позвоните."
    assert "Georgia, Türkiye" in text_of(bo_desk.get(home(world)))
    write(bo_desk, f"{home(world)}{one.ref}/delete/")
    assert kept(world).items == []


def test_it_is_sealed(world: World, bo_desk: Client) -> None:
    write(bo_desk, f"{home(world)}new/", **CALL)
    paper = Paper.objects.get(kind=Paper.Kind.OTHER_WAYS)
    assert b"Quiet harbour" not in bytes(paper.sealed_paper)


def test_it_asks_for_a_title_and_words(world: World, bo_desk: Client) -> None:
    answer = write(bo_desk, f"{home(world)}new/", title="", countries=["XX"])
    assert answer.status_code == 422
    words = text_of(answer)
    assert "Write a title by which colleagues find it." in words
    assert "Write the words in one language at least." in words
    assert kept(world).items == []


def test_it_tells_who_was_overtaken_what_stands_there_now(world: World, bo_desk: Client) -> None:
    write(bo_desk, f"{home(world)}new/", **CALL)
    address = f"{home(world)}{kept(world).items[0].ref}/"
    seen = hidden_fields(bo_desk.get(address), address)
    write(bo_desk, address, **{**CALL, "text-en": "Go there."})
    answer = bo_desk.post(address, {**seen, **CALL, "text-en": "Write to them."})
    assert answer.status_code == 409
    assert "Go there." in text_of(answer)
    assert "Write to them." in text_of(answer)
    write(bo_desk, address, **{**CALL, "text-en": "Write to them."})
    assert kept(world).items[0].text("en") == "Write to them."


def test_it_is_one_way_when_the_page_is_sent_twice(world: World, bo_desk: Client) -> None:
    address = f"{home(world)}new/"
    page = hidden_fields(bo_desk.get(address), address)
    for _ in range(2):
        assert bo_desk.post(address, {**page, **CALL}).status_code == 302
    assert len(kept(world).items) == 1


def test_it_names_those_of_a_country_before_those_for_everywhere() -> None:
    ways = OtherWays(
        [
            OtherWay("a", "Everywhere", [], {}),
            OtherWay("b", "Here", ["GE"], {}),
            OtherWay("c", "Elsewhere", ["TR"], {}),
        ]
    )
    assert [one.ref for one in ways.near("GE")] == ["b", "a"]
