"""Partners: the pages on which a team keeps them, and what a case page says of them."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from apps.cases.models import Paper
from apps.cases.partners import MOST_CHOSEN, Offered, Partner, Partners, read_partners
from apps.crypto.code import code_words
from apps.desk.partners import choices_of, named, why_none
from apps.intake.naming import names
from tests.cases.acts import verify
from tests.desk.looking import hidden_fields, text_of
from tests.world import Sent, World, fresh

BATUMI = Partner("b" * 32, "Batumi Beds", ["shelter"], ["GE"], ["ka"])

TODAY = date.today()  # noqa: DTZ011
BEDS = {
    "name": "Batumi Beds",
    "does": ["shelter"],
    "countries": ["GE"],
    "languages": ["ka", "en"],
    "contact": "Signal, after six",
    "vouched_by": "",
    "vouched": "",
    "since": "",
    "notes": "",
}


def book(world: World) -> list[Partner]:
    keys: dict[str, Any] = {"team": world.harbour, "user": world.bo.user}
    return read_partners(keyring=fresh(world.bo), **keys)[0].items


def home(world: World) -> str:
    return reverse("desk:partners", args=[world.harbour.ref])


def write(browser: Client, address: str, **filled: Any) -> HttpResponseBase:
    """Open a page, fill it in, and send it."""
    return browser.post(address, {**hidden_fields(browser.get(address), address), **filled})


def test_everybody_of_the_team_keeps_the_book(
    world: World, amira_desk: Client, bo_desk: Client
) -> None:
    assert home(world) in amira_desk.get("/desk/team/").content.decode()
    assert "There are none yet." in text_of(amira_desk.get(home(world)))
    mine = {**BEDS, "vouched_by": world.amira.user.ref.hex, "since": "2026-03-12"}
    assert write(amira_desk, f"{home(world)}new/", **mine)["Location"] == home(world)
    shown = text_of(bo_desk.get(home(world)))
    assert "Batumi Beds" in shown
    assert "Shelter · Georgia · Georgian, English" in shown
    assert "amira has vouched for them since 12 March 2026." in shown
    assert "Signal, after six" in shown
    (one,) = book(world)
    write(bo_desk, f"{home(world)}{one.ref}/", **{**mine, "name": "Batumi", "resting": "on"})
    (one,) = book(world)
    assert (one.name, one.resting, one.since) == ("Batumi", True, "2026-03-12")
    assert "not to be asked now" in text_of(amira_desk.get(home(world)))
    address = f"{home(world)}{one.ref}/delete/"
    assert "no longer in the address book" in text_of(amira_desk.get(address))
    assert len(book(world)) == 1
    assert write(amira_desk, address)["Location"] == home(world)
    assert book(world) == []
    assert amira_desk.post(address)["Location"] == home(world)


def test_a_new_partner_is_vouched_for_by_whoever_writes_unless_they_say_otherwise(
    world: World, amira_desk: Client
) -> None:
    page = amira_desk.get(f"{home(world)}new/").content.decode()
    assert f'value="{world.amira.user.ref.hex}" selected' in page
    write(amira_desk, f"{home(world)}new/", **BEDS)
    assert "Nobody vouches for them yet." in text_of(amira_desk.get(home(world)))


def test_it_says_what_is_wrong_and_keeps_every_word(world: World, amira_desk: Client) -> None:
    wrong = {
        "name": " ",
        "countries": ["XX"],
        "contact": "Signal, after six",
        "since": (TODAY + timedelta(days=2)).isoformat(),
        "notes": "n" * 1001,
    }
    answer = write(amira_desk, f"{home(world)}new/", **{**BEDS, **wrong})
    assert answer.status_code == 422
    words = text_of(answer)
    assert "Write a name by which colleagues know them." in words
    assert "Choose today or an earlier day." in words
    assert "Signal, after six" in words
    assert "n" * 1001 in words
    alone = write(amira_desk, f"{home(world)}new/", **{**BEDS, "since": "2026-03-12"})
    assert "Choose or write who vouches for them." in text_of(alone)
    many = list(names("countries"))[: MOST_CHOSEN + 1]
    full = write(amira_desk, f"{home(world)}new/", **{**BEDS, "countries": many})
    assert "Choose at most 60." in text_of(full)
    assert book(world) == []


def test_it_finds_by_what_where_and_language(world: World, amira_desk: Client) -> None:
    write(amira_desk, f"{home(world)}new/", **BEDS)
    law = {**BEDS, "name": "Ali", "does": ["legal_counsel"], "countries": ["TR"], "languages": []}
    write(amira_desk, f"{home(world)}new/", **law)

    def found(query: str) -> set[str]:
        words = text_of(amira_desk.get(f"{home(world)}?{query}"))
        return {name for name in ("Batumi Beds", "Ali") if name in words}

    assert found("") == {"Batumi Beds", "Ali"}
    assert found("does=shelter") == {"Batumi Beds"}
    assert found("country=TR") == {"Ali"}
    assert found("language=ka") == {"Batumi Beds", "Ali"}
    assert found("does=legal_counsel&country=GE") == set()
    assert "Nobody fits all of that." in text_of(
        amira_desk.get(f"{home(world)}?does=legal_counsel&country=GE")
    )
    assert found("country=%00&language=<b>&does=legal_counsel") == {"Ali"}


def test_it_tells_who_was_overtaken_what_stands_there_now(
    world: World, amira_desk: Client, bo_desk: Client
) -> None:
    write(amira_desk, f"{home(world)}new/", **BEDS)
    address = f"{home(world)}{book(world)[0].ref}/"
    seen = hidden_fields(bo_desk.get(address), address)
    write(amira_desk, address, **{**BEDS, "contact": "By mail now"})
    answer = bo_desk.post(address, {**seen, **BEDS, "contact": "Only by phone"})
    assert answer.status_code == 409
    assert "By mail now" in text_of(answer)
    assert "Only by phone" in text_of(answer)
    assert book(world)[0].contact == "By mail now"
    write(amira_desk, f"{address}delete/")
    again = bo_desk.post(address, {**hidden_fields(answer, address), **BEDS, "notes": "Mine"})
    assert again.status_code == 409
    assert "Mine" in text_of(again)
    bo_desk.post(address, {**hidden_fields(again, address), **BEDS, "notes": "Mine"})
    assert book(world)[0].notes == "Mine"


def test_another_team_finds_no_book(
    world: World, amira_desk: Client, chioma_desk: Client, olu_desk: Client
) -> None:
    write(amira_desk, f"{home(world)}new/", **BEDS)
    one = f"{home(world)}{book(world)[0].ref}/"
    for browser in (chioma_desk, olu_desk):
        for address in (home(world), f"{home(world)}new/", one, f"{one}delete/"):
            assert browser.get(address).status_code == 404
            if address != home(world):
                assert browser.post(address, BEDS).status_code == 404
    assert [each.name for each in book(world)] == ["Batumi Beds"]


def test_a_book_that_was_exchanged_is_said(world: World, amira_desk: Client) -> None:
    write(amira_desk, f"{home(world)}new/", **BEDS)
    Paper.objects.filter(kind=Paper.Kind.PARTNERS).update(version=7)
    answer = amira_desk.get(home(world))
    assert answer.status_code == 409
    assert "This does not open" in text_of(answer)
    assert "Back to Team" in text_of(answer)


def test_whoever_vouched_and_left_stays_named(
    world: World, amira_desk: Client, bo_desk: Client
) -> None:
    mine = {**BEDS, "vouched_by": world.bo.user.ref.hex}
    write(amira_desk, f"{home(world)}new/", **mine)
    world.bo.user.memberships.all().delete()
    assert "bo vouches for them." in text_of(amira_desk.get(home(world)))
    address = f"{home(world)}{partner_ref(world)}/"
    assert write(amira_desk, address, **{**mine, "notes": "Kind"}).status_code == 302


def partner_ref(world: World) -> str:
    keys: dict[str, Any] = {"team": world.harbour, "user": world.amira.user}
    return read_partners(keyring=fresh(world.amira), **keys)[0].items[0].ref


def test_an_applicant_never_reads_of_a_partner(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    marks = {name: f"zzmark{name}" for name in ("name", "contact", "vouched", "notes")}
    write(amira_desk, f"{home(world)}new/", **{**BEDS, **marks})
    verify(sent, world)
    assert marks["name"] in amira_desk.get(home(world)).content.decode()
    noor = Client()
    code = " ".join(code_words(sent.code, "en") or [])
    pages = [noor.post("/en/return/", {"code": code}), *map(noor.get, ("/en/", "/ru/"))]
    assert "/en/mailbox/write/" in pages[0].content.decode()
    for page in pages:
        assert page.status_code == 200
        assert "zzmark" not in page.content.decode()


TAKES_PARTNERS = re.compile(r"(?m)^\s*(from|import)\b.*\bpartners\b")


def test_nothing_of_a_partner_is_within_reach_of_a_door_to_applicants() -> None:
    apps = Path(settings.BASE_DIR) / "apps"
    for app in ("web", "mailbox", "intake", "retention"):
        for path in (apps / app).rglob("*.py"):
            assert not TAKES_PARTNERS.search(path.read_text("utf-8")), path


def test_no_page_that_is_printed_for_others_names_a_partner() -> None:
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*print*.html"):
        assert "partner" not in path.read_text("utf-8"), path


def test_a_case_says_in_words_why_it_is_offered_nobody() -> None:
    book = Partners([BATUMI])
    assert why_none(Offered(book, [BATUMI])) == ""
    assert why_none(Offered(book, shut="unverified")) == (
        "Partners are shown once this case is verified."
    )
    assert "while a concern stands" in why_none(Offered(book, shut="concern"))


def test_a_field_keeps_whoever_was_chosen() -> None:
    offered = Offered(Partners([BATUMI]), [BATUMI])
    assert choices_of(offered) == [("", "Nobody"), (BATUMI.ref, "Batumi Beds")]
    gone = "d" * 32
    assert choices_of(offered, [gone])[-1] == (gone, "a partner no longer in the address book")
    assert choices_of(offered, [""]) == choices_of(offered)
    shut = Offered(Partners(), shut="unopened")
    assert choices_of(shut, [BATUMI.ref])[-1][1] == "a partner whose name does not open"
    assert named(shut, BATUMI.ref) == "a partner whose name does not open"
