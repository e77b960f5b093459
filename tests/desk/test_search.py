"""A search finds what the team holds, in any script, and its words stand in no address."""

import logging
import time
from urllib.parse import unquote

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import Session, User
from apps.cases.casefile import (
    ContactLogged,
    ContactSet,
    JourneySet,
    Leg,
    PapersSet,
    TaskAdded,
)
from apps.cases.folding import fold
from apps.desk.searching import Search, open_words, seal_words
from tests.desk.looking import act, add_events, opened_by, say, text_of
from tests.world import Sent, World, desk, noors_answers, submit

CASES = "/desk/cases/"


def search(client: Client, words: str) -> str:
    """Search as the form of the bar does; return the address that it leads to."""
    answer = client.post("/desk/search/", {"words": words})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def found(client: Client, words: str) -> str:
    return text_of(client.get(search(client, words)))


@pytest.fixture
def told(world: World, sent: Sent, amira_desk: Client) -> Sent:
    """Noor's case, with words of everybody in it."""
    act(amira_desk, sent, "note", "notes/", text="Мухаммад может принять двоих в Тбилиси.")
    say(world, sent, "Меня ждут у вокзала, помогите.")
    return sent


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("вокзала", "From them Меня ждут у вокзала, помогите."),
        ("Vokzala", "From them Меня ждут у вокзала, помогите."),
        ("Тбилиси", "Notes Мухаммад может принять двоих в Тбилиси."),
        ("mukhammad двоих", "Notes Мухаммад может принять двоих в Тбилиси."),
        ("приходили", "Answers Они приходили дважды. Дома меня больше не ждут."),
        ("نور", "Answers Нур"),
    ],
)
def test_it_finds_every_word_in_any_script_and_shows_where_it_stands(
    told: Sent, amira_desk: Client, words: str, place: str
) -> None:
    submit_others = text_of(amira_desk.get(CASES))
    assert place not in submit_others
    assert place in found(amira_desk, words)


def test_it_says_in_what_the_words_stand(world: World, sent: Sent, amira_desk: Client) -> None:
    me, now = world.amira.user.ref.hex, int(time.time())
    amira_desk.get(CASES)
    spoke = ContactLogged(
        by=me, at=now, contact="1" * 32, way="signal", direction="in", text="Zugdidi", when=now
    )
    task = TaskAdded(by=me, at=now, task="2" * 32, title="Ask the host in Batumi", owner=me)
    add_events(world, sent, spoke, task)
    assert "Signal Zugdidi" in found(amira_desk, "zugdidi")
    assert "Tasks Ask the host in Batumi" in found(amira_desk, "batumi")
    reference = opened_by(world.amira, sent).file.reference
    assert "All found 1" in found(amira_desk, reference)


def test_it_finds_a_reference_without_its_dash(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(CASES)
    reference = opened_by(world.amira, sent).file.reference
    assert "All found 1" in found(amira_desk, reference.replace("-", "").lower())


def test_it_shows_where_a_journey_leads(world: World, sent: Sent, amira_desk: Client) -> None:
    me, now = world.amira.user.ref.hex, int(time.time())
    amira_desk.get(CASES)
    leg = Leg(
        leg="1" * 32,
        origin="Tbilisi",
        origin_zone="Asia/Tbilisi",
        leaves="2026-11-30T06:40",
        to="Yerevan",
        to_zone="Asia/Yerevan",
        arrives="2026-11-30T12:00",
        departs=now,
        lands=now,
    )
    add_events(world, sent, JourneySet(by=me, at=now, journey="2" * 32, legs=[leg]))
    assert "Journey Yerevan" in found(amira_desk, "Ереван")


def test_it_names_what_it_does_not_show(world: World, sent: Sent, amira_desk: Client) -> None:
    me, now = world.amira.user.ref.hex, int(time.time())
    amira_desk.get(CASES)
    papers = PapersSet(by=me, at=now, person="", number="QX774412")
    contact = ContactSet(by=me, at=now, way="signal", address="+995 599 112 233")
    add_events(world, sent, papers, contact)
    for words, place in (("774412", "Papers as printed"), ("+995 599", "Safe contact")):
        page = amira_desk.get(search(amira_desk, words)).content.decode()
        assert f">{place}</a>" in page
        assert "QX774412" not in page
        assert "112 233" not in page


def test_it_marks_what_was_sought_as_it_was_written(told: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(search(amira_desk, "VOKZALA")).content.decode()
    assert "<mark>вокзала,</mark>" in page
    assert f'href="{told.url}conversation/">From them</a>' in page


def test_it_marks_no_case_as_read(told: Sent, amira_desk: Client) -> None:
    found(amira_desk, "вокзала")
    assert "1 unread message" in text_of(amira_desk.get(CASES))


def test_it_finds_closed_cases_too(told: Sent, amira_desk: Client) -> None:
    act(amira_desk, told, "close", "close/", reason="other", unsafe="on")
    assert "From them" in found(amira_desk, "вокзала")
    assert "All found 1" in found(amira_desk, "вокзала")


def test_it_combines_with_filters(told: Sent, world: World, amira_desk: Client) -> None:
    other = submit(world, answers=noors_answers(language="ar"))
    address = search(amira_desk, "приходили")
    assert "All found 2" in text_of(amira_desk.get(address))
    narrowed = amira_desk.get(f"{address}&language=ar")
    assert "All found 1" in text_of(narrowed)
    assert str(other.ref) in narrowed.content.decode()
    assert "No case fits this filter. Take it away: high" in text_of(
        amira_desk.get(f"{address}&risk=high")
    ).replace("High", "high")


def test_it_says_in_how_many_cases_it_looked_when_nothing_fits(
    told: Sent, world: World, amira_desk: Client
) -> None:
    submit(world)
    words = found(amira_desk, "Reykjavik")
    assert "Nothing found. We looked in names, answers, notes and messages of 2 cases." in words


def test_it_finds_nothing_of_another_team(told: Sent, chioma_desk: Client) -> None:
    assert "Nothing found" in found(chioma_desk, "вокзала")


def test_it_puts_the_words_in_no_address_title_or_log(
    told: Sent, amira_desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        address = search(amira_desk, "вокзала")
        page = amira_desk.get(address)
    assert "вокзала" not in unquote(address)
    assert fold("вокзала") not in address
    title = page.content.decode().partition("<title>")[2].partition("</title>")[0]
    assert "вокзала" not in title
    links = page.content.decode().split('href="')[1:]
    assert not any("вокзала" in unquote(link.partition('"')[0]) for link in links)
    assert "вокзала" not in caplog.text


def test_it_makes_every_address_of_the_same_length(told: Sent, amira_desk: Client) -> None:
    assert len(search(amira_desk, "a")) == len(search(amira_desk, "вокзала у реки"))


def test_it_opens_a_search_for_its_searcher_alone(
    told: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    page = text_of(bo_desk.get(search(amira_desk, "вокзала")))
    assert "This search is over. Type its words once more." in page
    assert "From them" not in page


def test_it_takes_any_words_and_any_token(sent: Sent, amira_desk: Client) -> None:
    for words in ("", "   ", "'\"<b>&", "x" * 10_000, "\u202e", "%_*", "א"):
        assert amira_desk.get(search(amira_desk, words)).status_code == 200
    for token in ("x", "=" * 5000, "A" * 900, "й"):
        assert amira_desk.get(CASES, {"q": token}).status_code == 200


def test_it_carries_a_search_that_met_a_locked_desk(told: Sent, world: World) -> None:
    browser = desk(world.amira)
    Session.objects.update(sealed=None)
    locked = browser.post("/desk/search/", {"words": "вокзала у реки"})
    assert locked.status_code == 200
    assert "kept:words" in locked.content.decode()


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_it_seals_and_opens_any_words(words: str) -> None:
    me, other = User(), User()
    token = seal_words(words, me)
    assert open_words(token, me) == words
    assert open_words(token, other) == ""


@given(st.text(max_size=400), st.text(min_size=1, max_size=12))
def test_it_shows_words_as_they_stand_and_marks_only_what_fits(text: str, words: str) -> None:
    one = Search(words)
    parts = one.around(f"{text} {words} {text}")
    if not one.words:
        return
    shown = "".join(part.text for part in parts).strip("…")
    assert shown in f"{text} {words} {text}"
    for part in parts:
        assert not part.hit or any(word in fold(part.text) for word in one.words)


def test_it_goes_through_a_long_search_by_pages(world: World, amira_desk: Client) -> None:
    for _ in range(27):
        submit(world)
    address = search(amira_desk, "приходили")
    first = amira_desk.get(address).content.decode()
    assert first.count("<mark>") == 25
    assert "1 of 2 · 27 cases" in text_of(amira_desk.get(address))
    assert amira_desk.get(f"{address}&page=2").content.decode().count("<mark>") == 2
