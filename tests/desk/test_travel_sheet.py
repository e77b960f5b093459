"""The travel sheet: one page for whoever asks, whoever answers, whoever reads it, and on paper."""

from typing import Any

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from apps.audit.models import Head
from apps.audit.queries import entries
from apps.cases.casefile import AnyEvent, CheckedIn, ItemSet, PapersSet, PersonSet
from apps.cases.gates import approved, newest_approval
from apps.crypto import EpochSecret
from apps.teams.queries import open_epoch
from tests.cases.acts import check, hand, move
from tests.desk.looking import act, add_events, hidden_fields, opened_by, text_of
from tests.desk.way import MOTHER, SIGN, journey, mother, ticket, way
from tests.people import Person
from tests.world import Sent, World, fresh


@pytest.fixture
def planned(world: World, sent: Sent) -> Sent:
    """Noor's case in planning, with a way out that Amira wrote."""
    move(sent, world, "planning")
    add_events(world, sent, *way(world.amira))
    return sent


def add(sent: Sent, by: Person, *events: AnyEvent) -> None:
    """Add events by somebody's hand."""
    hand(sent, by).add(*events)


def ask(browser: Client, sent: Sent, why: str = "") -> None:
    """Ask anybody of the team to approve."""
    assert act(browser, sent, "approval", "sheet/", why=why).status_code == 302


def stands(world: World, sent: Sent) -> bool:
    """Tell whether an approval stands now."""
    file = opened_by(world.amira, sent).file
    return approved(file, now=int(timezone.now().timestamp()))


def test_it_shows_whoever_asks_and_whoever_answers_the_same(
    planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    before = text_of(amira_desk.get(f"{planned.url}sheet/"))
    for words in (
        "Do not disclose. Leyla travels with them and does not know the reason.",
        "A cousin&#x27;s wedding.",
        "After arriving in Lisbon no check-in is agreed.",
        "Нур: a document ends before they arrive (Passport, 31 January 2026).",
        "Tbilisi – Istanbul",
        "05:10 UTC+4",
        "07:00 UTC+3",
        "the word to say: apricot",
        "Rosa, at arrivals",
        "Harbour fund EUR 340 EUR 200 EUR 0",
        "Flight for two Ticket · Blocked: Funds",
        "First interview Passed",
    ):
        assert words in before, words
    assert "Ask for approval" in before
    ask(amira_desk, planned, "Two seats are held until Friday.")
    after = text_of(bo_desk.get(f"{planned.url}sheet/"))
    assert "Approve, ask or refuse" in after
    assert "Two seats are held until Friday." in after
    sheet = before.split("Who travels")[1].split("Checks Verification")[0]
    assert sheet.replace("you", "amira") in after


def test_it_approves_and_says_of_which_state(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    ask(amira_desk, planned)
    seen = opened_by(world.bo, planned).sequence
    assert act(bo_desk, planned, "decide", "sheet/", answer="approved").status_code == 302
    asked = newest_approval(opened_by(world.amira, planned).file)
    assert asked is not None
    assert asked.shown == seen
    page = text_of(amira_desk.get(f"{planned.url}sheet/"))
    assert f"The case as it stood with entry {seen}." in page
    history = text_of(amira_desk.get(f"{planned.url}history/"))
    assert f"Approved, as it stood with entry {seen}" in history
    assert act(amira_desk, planned, "move", stage="pre_departure").status_code == 302


def test_it_refuses_and_asks_with_words(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    ask(amira_desk, planned)
    assert act(bo_desk, planned, "decide", "sheet/", answer="refused").status_code == 422
    words = {"answer": "question", "why": "Who waits in Lisbon?"}
    assert act(bo_desk, planned, "decide", "sheet/", **words).status_code == 302
    assert "Who waits in Lisbon?" in text_of(amira_desk.get(f"{planned.url}sheet/"))
    words = {"answer": "refused", "why": "The passport is over."}
    assert act(bo_desk, planned, "decide", "sheet/", **words).status_code == 302
    assert "The passport is over." in text_of(amira_desk.get(f"{planned.url}sheet/"))
    assert not stands(world, planned)


def decide(browser: Client, world: World, sent: Sent, answer: str, **said: str) -> Any:
    """Answer what was asked last, from a page that has seen everything."""
    file = opened_by(world.amira, sent)
    asked = newest_approval(file.file)
    assert asked is not None
    filled = {"seen": str(file.sequence), "approval": asked.approval, "answer": answer, **said}
    return browser.post(f"{sent.url}decide/", filled)


def test_it_is_not_approved_by_whoever_asked_nor_by_whoever_wrote_the_journey(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    # Amira wrote the journey and Bo asks: she is its author all the same.
    ask(bo_desk, planned)
    page = amira_desk.get(f"{planned.url}sheet/")
    assert "You wrote this journey: somebody else approves it." in text_of(page)
    assert 'value="approved"' not in page.content.decode()
    for browser in (amira_desk, bo_desk):
        answer = decide(browser, world, planned, "approved")
        assert answer.status_code == 409
        assert "Somebody else approves it." in text_of(answer)
    assert not stands(world, planned)
    # She may say what is wrong with it, and who asked the other way round is not stuck.
    assert decide(amira_desk, world, planned, "refused", why="No seats.").status_code == 302
    ask(amira_desk, planned)
    assert decide(bo_desk, world, planned, "approved").status_code == 302
    assert stands(world, planned)


def test_it_refuses_an_approval_of_what_has_changed_meanwhile_and_says_so(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    ask(amira_desk, planned)
    page = bo_desk.get(f"{planned.url}sheet/")
    filled = hidden_fields(page, f"{planned.url}decide/") | {"answer": "approved", "why": "Go."}
    check_in = CheckedIn(by=world.amira.user.ref.hex, at=1000, journey="9" * 32, check_in=SIGN)
    add(planned, world.amira, check_in)
    answer = bo_desk.post(f"{planned.url}decide/", filled)
    assert answer.status_code == 409
    assert "A colleague" in text_of(answer)
    assert "Go." in answer.content.decode()
    assert not stands(world, planned)
    again = hidden_fields(answer, f"{planned.url}decide/") | {"answer": "approved", "why": "Go."}
    assert bo_desk.post(f"{planned.url}decide/", again).status_code == 302
    assert stands(world, planned)


def test_it_tells_whoever_was_slower(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    ask(amira_desk, planned)
    page = bo_desk.get(f"{planned.url}sheet/")
    filled = hidden_fields(page, f"{planned.url}decide/") | {"answer": "approved", "why": "Go."}
    ask(amira_desk, planned, "Once more.")
    answer = bo_desk.post(f"{planned.url}decide/", filled)
    assert answer.status_code == 409
    assert "A colleague asked for approval" in text_of(answer)
    assert not stands(world, planned)


@pytest.mark.parametrize("what", ["legs", "person", "knows", "cost", "currency"])
def test_it_no_longer_holds_once_something_of_it_changed(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client, what: str
) -> None:
    ask(amira_desk, planned)
    act(bo_desk, planned, "decide", "sheet/", answer="approved")
    assert stands(world, planned)
    amira = world.amira
    events: dict[str, AnyEvent] = {
        "legs": journey(amira, days=8),
        "person": msgspec.structs.replace(mother(amira), travels="later"),
        "knows": mother(amira, knows="yes"),
        "cost": ticket(amira, planned=34001),
        "currency": msgspec.structs.replace(ticket(amira), currency="USD"),
    }
    add(planned, amira, events[what])
    assert not stands(world, planned)
    said = "It has to be asked for again: the journey, who travels or the cost has changed since."
    assert said in text_of(amira_desk.get(f"{planned.url}checks/"))
    page = text_of(amira_desk.get(f"{planned.url}sheet/"))
    assert said in page
    assert "Ask for approval" in page
    answer = act(amira_desk, planned, "move", stage="pre_departure")
    assert said in text_of(answer)


def test_it_still_holds_where_nothing_of_it_changed(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    ask(amira_desk, planned)
    act(bo_desk, planned, "decide", "sheet/", answer="approved")
    cheaper: ItemSet = ticket(world.amira, planned=1000, status="done")
    other: PersonSet = msgspec.structs.replace(mother(world.amira), note="Bad knee.")
    add(planned, world.amira, cheaper, other, journey(world.amira, meets="Ana"))
    assert stands(world, planned)


def test_it_names_what_is_missing_at_the_gate(
    world: World, planned: Sent, amira_desk: Client
) -> None:
    page = act(amira_desk, planned, "move", stage="pre_departure")
    assert page.status_code == 409
    assert "After arriving in Lisbon no check-in is agreed." in text_of(page)


def test_it_says_that_nothing_is_written_yet(world: World, sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url)
    page = text_of(amira_desk.get(f"{sent.url}sheet/"))
    for words in ("No journey is written yet.", "No cost is written down.", "No check is recorded"):
        assert words in page


def test_it_shows_a_concern_on_every_section_and_in_the_list(
    world: World, planned: Sent, amira_desk: Client
) -> None:
    check(planned, world.bo, "reference", "concern")
    for section in ("", "conversation/", "checks/", "notes/", "history/", "tasks/", "sheet/"):
        page = text_of(amira_desk.get(planned.url + section))
        assert "Concern raised: Reference contacted" in page, section
    assert "Concern raised" in text_of(amira_desk.get("/desk/cases/"))
    check(planned, world.bo, "reference")
    assert "Concern raised" not in text_of(amira_desk.get("/desk/cases/"))


def test_it_escapes_what_people_write(world: World, planned: Sent, amira_desk: Client) -> None:
    evil = "<script>alert(1)</script>"
    add(planned, world.amira, msgspec.structs.replace(mother(world.amira), name=evil, say=evil))
    add(planned, world.amira, journey(world.amira, meets=evil))
    for page in ("sheet/", "sheet/print/?show=names&show=addresses&show=knows"):
        assert evil not in amira_desk.get(planned.url + page).content.decode()


NAMES, NUMBER, ADDRESS, WORD = "Leyla", "XK4T9P", "Rosa, at arrivals", "apricot"


def test_it_leaves_off_paper_what_nobody_chose(
    world: World, planned: Sent, amira_desk: Client
) -> None:
    add_events(world, planned, PapersSet(by="a", at=2**33, person=MOTHER, number="AB 1234"))
    paper = amira_desk.get(f"{planned.url}sheet/print/").content.decode()
    # Before the heading stands what is for the screen alone.
    main = paper.split("<h1>")[1]
    assert '<div class="unprinted">' in paper.split("<h1>")[0]
    hidden = [NAMES, NUMBER, ADDRESS, WORD, "AB 1234", "Нур", "Harbour fund", "wedding"]
    hidden += ["does not know the reason.", "Parent", "Blue", "amira", "Flight for two", "Passed"]
    assert [word for word in hidden if word in main] == []
    head = opened_by(world.amira, planned).file
    assert head.name not in main
    assert head.reference in main
    assert "Left out of this page" in main
    assert "Traveller 2" in main
    assert "05:10 UTC+4" in main
    for chosen, words in {
        "names": [NAMES, "you"],
        "numbers": [NUMBER, "AB 1234"],
        "addresses": [ADDRESS, "Left gate."],
        "words": [WORD, "Call Rosa."],
        "knows": ["does not know the reason.", "Parent"],
        "costs": ["Harbour fund"],
    }.items():
        page = amira_desk.get(f"{planned.url}sheet/print/?show={chosen}").content.decode()
        assert all(word in page for word in words), chosen
    assert amira_desk.get(f"{planned.url}sheet/print/?show=odd&show=\0").status_code == 200


def test_it_records_each_look_at_what_goes_onto_paper(
    world: World, planned: Sent, amira_desk: Client
) -> None:
    add_events(world, planned, PapersSet(by="a", at=2**33, person=MOTHER, number="AB 1234"))
    before = Head.objects.get().number
    amira_desk.get(f"{planned.url}sheet/print/?show=numbers")

    def opener(_ref: object, number: int) -> EpochSecret:
        olu = world.olu
        team, keyring = world.oversight, fresh(olu)
        return open_epoch(team=team, number=number, user=olu.user, keyring=keyring)

    found = [one for one in entries(open_epoch=opener).entries if one.number > before]
    verbs = [one.body.verb for one in reversed(found) if one.body]
    assert verbs == ["case_read", "sheet_printed", "papers_shown"]


def test_it_is_read_still_after_departure_and_of_a_closed_case(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    ask(amira_desk, planned)
    act(bo_desk, planned, "decide", "sheet/", answer="approved")
    act(amira_desk, planned, "move", stage="in_transit")
    page = text_of(amira_desk.get(f"{planned.url}sheet/"))
    assert "Ask for approval" not in page
    assert "Approved: bo. The stage has changed since." in page
    act(amira_desk, planned, "close", "close/", reason="other", unsafe="on")
    assert amira_desk.get(f"{planned.url}sheet/").status_code == 200
