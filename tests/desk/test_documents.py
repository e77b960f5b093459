"""Documents of a case: their facts, what ends, and what Today says of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.cases.casefile import DocumentSet, JourneySet, Leg, PersonSet
from tests.desk.looking import act, add_events, hidden_fields, opened_by, text_of
from tests.world import Sent, World

NOTE = "The photo is old."


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def documents(world: World, sent: Sent) -> list[DocumentSet]:
    return list(opened_by(world.bo, sent).file.way.filing.documents.values())


def add(client: Client, sent: Sent, **filled: str) -> int:
    said = {"kind": "passport", "held": "seen", **filled}
    return act(client, sent, "document", "documents/", **said).status_code


def press(client: Client, sent: Sent, name: str, **filled: str) -> int:
    """Fill in the last form of that name and send it."""
    page = client.get(f"{sent.url}documents/")
    hidden = hidden_fields(page, f"{sent.url}{name}/")
    return client.post(f"{sent.url}{name}/", {**hidden, **filled}).status_code


def who_and_when(world: World) -> dict[str, Any]:
    return {"by": world.amira.user.ref.hex, "at": int(timezone.now().timestamp())}


def test_it_keeps_the_facts_and_shows_them(world: World, sent: Sent, amira_desk: Client) -> None:
    said = {"country": "GE", "ends": day(400), "note": NOTE}
    assert add(amira_desk, sent, **said) == 302
    page = text_of(amira_desk.get(f"{sent.url}documents/"))
    assert "Passport · Georgia until" in page
    assert "Seen only: no file kept" in page
    assert NOTE in page
    assert "days left" not in page
    (one,) = documents(world, sent)
    assert (one.kind, one.country, one.ends, one.held) == ("passport", "GE", day(400), "seen")
    assert "Document: Passport, until" in text_of(amira_desk.get(f"{sent.url}history/"))


def test_it_proposes_seen_only_first(sent: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(f"{sent.url}documents/").content.decode()
    first = page.index('name="held"')
    assert 'value="seen"' in page[first : first + 120]
    assert "checked" in page[first : first + 160]


def test_it_is_one_document_when_the_page_is_sent_twice(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    for _ in range(2):
        filled = {"seen": "1", "kind": "visa", "held": "copy"}
        assert amira_desk.post(f"{sent.url}document/", filled).status_code == 302
    assert len(documents(world, sent)) == 1


def test_it_changes_a_document_and_keeps_its_ref(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    add(amira_desk, sent)
    (before,) = documents(world, sent)
    filled = {"document": before.document, "kind": "visa", "held": "copy", "ends": day(20)}
    assert press(amira_desk, sent, "document", **filled) == 302
    (after,) = documents(world, sent)
    assert (after.document, after.kind, after.held) == (before.document, "visa", "copy")
    assert "20 days left" in text_of(amira_desk.get(f"{sent.url}documents/"))


def test_it_takes_a_document_away_once(world: World, sent: Sent, amira_desk: Client) -> None:
    add(amira_desk, sent)
    (one,) = documents(world, sent)
    assert press(amira_desk, sent, "document_drop", why="Not theirs") == 302
    assert not documents(world, sent)
    assert "Not theirs" in text_of(amira_desk.get(f"{sent.url}history/"))
    filled = {"seen": "99", "document": one.document, "kind": "visa", "held": "copy"}
    answer = amira_desk.post(f"{sent.url}document/", filled)
    assert answer.status_code == 409
    assert "does not belong to the case any more" in text_of(answer)


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"kind": ""}, "Choose what kind of document it is."),
        ({"kind": "map"}, "Choose one of the answers shown."),
        ({"held": "lost"}, "Choose one of the answers shown."),
        ({"country": "XX"}, "Choose one of the answers shown."),
        ({"person": "f" * 32}, "Choose one of the answers shown."),
        ({"ends": "soon"}, "Write the day as in 2026-11-30."),
        ({"ends": "0202-01-01"}, "Look at the year once more."),
        ({"note": "x" * 1001}, "Shorten this by 1 character."),
    ],
)
def test_it_says_what_a_document_lacks_and_keeps_none(
    world: World, sent: Sent, amira_desk: Client, filled: dict[str, str], said: str
) -> None:
    said_too = {"kind": "passport", "held": "seen", "note": "Kept words", **filled}
    answer = act(amira_desk, sent, "document", "documents/", **said_too)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "note" in filled or "Kept words" in text_of(answer)
    assert not documents(world, sent)


def test_it_names_whose_it_is(world: World, sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url)
    mother = PersonSet(**who_and_when(world), person="1" * 32, kind="parent", name="Madina")
    add_events(world, sent, mother)
    assert add(amira_desk, sent, person="1" * 32) == 302
    assert add(amira_desk, sent, kind="visa", document="") == 302
    page = text_of(amira_desk.get(f"{sent.url}documents/"))
    assert "Passport · Madina" in page
    assert "Visa · the applicant" in page


def journey(world: World, arrives: str) -> JourneySet:
    leg = Leg(
        "2" * 32, "Tbilisi", "Asia/Tbilisi", arrives, "Berlin", "Europe/Berlin", arrives, 1, 2
    )
    return JourneySet(**who_and_when(world), journey="3" * 32, legs=[leg])


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (20, "Passport: ends within 30 days."),
        (120, "1 documents that end within half a year"),
        (400, ""),
    ],
)
def test_it_tells_today_what_ends(
    world: World, sent: Sent, amira_desk: Client, ends: int, said: str
) -> None:
    act(amira_desk, sent, "take")
    add(amira_desk, sent, ends=day(ends))
    page = text_of(amira_desk.get("/desk/today/?whose=team"))
    assert said in page
    assert "Passport: ends" not in page or ends < 180


def test_it_tells_today_at_once_what_ends_before_the_journey(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "take")
    add(amira_desk, sent, ends=day(300))
    add_events(world, sent, journey(world, f"{day(310)}T06:40"))
    assert "Passport: ends before the journey does" in text_of(amira_desk.get("/desk/today/"))
    page = amira_desk.get(f"{sent.url}documents/")
    assert "before the journey ends" in text_of(page)
    assert '<span class="late">' in page.content.decode()


def test_it_says_nothing_of_what_had_ended_before_it_was_written_down(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "take")
    add(amira_desk, sent, ends=day(-90))
    assert "Passport" not in text_of(amira_desk.get("/desk/today/"))
    assert "has ended" in text_of(amira_desk.get(f"{sent.url}documents/"))


def test_it_finds_what_was_noted(world: World, sent: Sent, amira_desk: Client) -> None:
    add(amira_desk, sent, note="Zugdidi registry")
    found = amira_desk.post("/desk/search/", {"words": "zugdidi"}, follow=True)
    assert sent.url in found.content.decode()


def test_it_tells_a_colleague_who_was_faster(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    page = bo_desk.get(f"{sent.url}documents/")
    hidden = hidden_fields(page, f"{sent.url}document/")
    add(amira_desk, sent)
    filled = {"kind": "visa", "held": "seen", "note": "Bo’s words"}
    answer = bo_desk.post(f"{sent.url}document/", {**hidden, **filled})
    assert answer.status_code == 409
    assert "A colleague changed the documents at" in text_of(answer)
    assert "Bo’s words" in text_of(answer)


def test_it_takes_no_document_of_another_team(sent: Sent, chioma_desk: Client) -> None:
    filled = {"kind": "visa", "held": "seen", "seen": "1"}
    assert chioma_desk.get(f"{sent.url}documents/").status_code == 404
    assert chioma_desk.post(f"{sent.url}document/", filled).status_code == 404
