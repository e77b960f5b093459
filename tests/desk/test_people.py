"""The people of a case: written in on their page, and never told what they do not know."""

import re
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from django.test import Client

from apps.audit.queries import entries
from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.answers import Answer, Answers
from apps.cases.casefile import PersonSet
from apps.crypto import EpochSecret
from apps.desk.acts import ACTS, BESIDE, LETTERS
from apps.desk.casepage import SECTIONS
from apps.teams.queries import open_epoch
from tests.desk.looking import act, hidden_fields, opened_by, text_of
from tests.people import Person
from tests.world import Sent, World, fresh, noors_answers, submit

MOTHER, SAY = "the mother", "the course abroad"
BAR = f"Do not disclose. The mother travels with them and does not know the reason. Say “{SAY}”."
PEOPLE = "people/"


def words_of(answer: Any) -> str:
    """Return a page's words; names stand apart from the letters around them, and in one line."""
    body = re.sub("</?bdi[^>]*>", "", answer.content.decode())
    return text_of(SimpleNamespace(content=body.encode()))


def written_in(sent: Sent, person: Person, **said: object) -> str:
    """Write the mother in, who travels and does not know; return her ref."""
    opened = opened_by(person, sent)
    mother = {"kind": "parent", "name": MOTHER, "knows": "no", "say": SAY} | said
    one = msgspec.convert(
        {"by": "", "at": 0, "person": "", **mother, "type": "person_set"}, PersonSet
    )
    hand = Hand(opened, person.user, fresh(person), opened.sequence)
    return list(actions.add_people(hand, [one]).file.way.household.people)[-1]


def told(company_knows: str = "", company: str = "others", /, **counts: int) -> Answers:
    """Return answers that speak of who would come along."""
    more = [
        Answer("company", "Кто поедет с вами?", "choice", company, company),
        *(Answer(name, name, "number", n, str(n)) for name, n in counts.items()),
    ]
    if company_knows:
        more.append(Answer("company_knows", "Они знают?", "choice", company_knows, company_knows))
    answers = noors_answers()
    return msgspec.structs.replace(answers, answers=[*answers.answers, *more])


@pytest.fixture
def case(world: World, sent: Sent, amira_desk: Client) -> Sent:
    """Noor's request as a case in Amira's hands, with the mother who does not know."""
    amira_desk.get(sent.url)
    act(amira_desk, sent, "take")
    written_in(sent, world.amira)
    return sent


PAGES = [
    *(
        "" if name == "desk:case" else f"{name.removeprefix('desk:')}/"
        for name, _ in SECTIONS.values()
    ),
    *(f"{name}/" for name, one in ACTS.items() if one.own_page),
    *(f"{name}/" for name in (*BESIDE, *LETTERS)),
]


@pytest.mark.parametrize("page", PAGES)
def test_it_is_loud_on_every_page_of_the_case(
    world: World, case: Sent, amira_desk: Client, page: str
) -> None:
    answer = amira_desk.get(case.url + page)
    if answer.status_code == 404:
        pytest.skip("this case does not take that now")
    assert BAR in words_of(answer)
    assert answer.content.decode().count('notice danger"') == 1


@pytest.mark.parametrize("stage", ["closed", "declined"])
def test_it_stays_when_the_case_is_over(
    world: World, case: Sent, amira_desk: Client, stage: str
) -> None:
    name = "close" if stage == "closed" else "decline"
    filled = {"reason": "no_capacity", "unsafe": "on", "seen": "99"}
    amira_desk.post(f"{case.url}{name}/", filled)
    assert BAR in words_of(amira_desk.get(case.url))


@pytest.mark.parametrize(
    ("page", "before"),
    [
        ("conversation/", 'name="text"'),
        ("decline/", 'name="text"'),
        ("more/", 'name="text"'),
        ("close/", 'name="unsafe"'),
    ],
)
def test_it_stands_beside_the_words_that_leave(
    case: Sent, amira_desk: Client, page: str, before: str
) -> None:
    body = amira_desk.get(case.url + page).content.decode()
    form = body.split("<main", 1)[-1].split(before, 1)
    assert len(form) == 2
    assert 'class="hint hush"' in body


def test_it_stands_in_the_panel_before_a_number_is_shown(case: Sent, amira_desk: Client) -> None:
    body = amira_desk.get(case.url).content.decode()
    panel = body.split('<section class="contact"', 1)[1].split("</section>", 1)[0]
    assert "does not know the reason" in panel
    assert SAY in panel


def test_it_stands_before_several_are_declined_at_once(world: World, amira_desk: Client) -> None:
    first, second = submit(world), submit(world, answers=told("some"))
    for sent in (first, second):
        amira_desk.get(sent.url)
    written_in(first, world.amira)
    page = words_of(
        amira_desk.get("/desk/requests/decline/", {"chosen": [str(first.ref), str(second.ref)]})
    )
    assert BAR in page
    assert "some of those who travel with them do not know the reason" in page


@pytest.mark.parametrize(
    ("knows", "loud", "quiet"),
    [
        ("no", "They answered that those who travel with them do not know the reason.", ""),
        ("some", "They answered that some of those who travel", ""),
        ("", "", "Nobody has said whether those who travel with them know the reason."),
        ("yes", "", ""),
    ],
)
def test_it_counts_what_the_applicant_answered_until_people_are_written_in(
    world: World, amira_desk: Client, knows: str, loud: str, quiet: str
) -> None:
    sent = submit(world, answers=told(knows, adults=1))
    page = amira_desk.get(sent.url)
    assert (loud in words_of(page)) or not loud
    assert (quiet in words_of(page)) or not quiet
    assert ("Do not disclose." in words_of(page)) is bool(loud)
    assert ('notice danger"' in page.content.decode()) is bool(loud)
    # The request as it is first read says the same.
    assert ("Do not disclose." in words_of(amira_desk.get(f"/desk/requests/{sent.ref}/"))) is bool(
        loud
    )
    written_in(sent, world.amira, knows="yes", name="", say="")
    after = words_of(amira_desk.get(sent.url))
    assert "Do not disclose." not in after
    assert "Nobody has said" not in after


def test_it_says_of_somebody_unknown_more_quietly(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    written_in(sent, world.amira, knows="unknown")
    page = amira_desk.get(sent.url)
    assert "Nobody has said whether they know the reason: The mother. Say “the course" in words_of(
        page
    )
    assert 'notice danger"' not in page.content.decode()
    assert 'notice warn"' in page.content.decode()


@pytest.mark.parametrize(
    ("travels", "words"),
    [
        ("no", "The mother stays and does not know the reason."),
        ("later", "The mother comes later and does not know the reason."),
    ],
)
def test_it_counts_those_who_do_not_travel(
    world: World, sent: Sent, amira_desk: Client, travels: str, words: str
) -> None:
    amira_desk.get(sent.url)
    written_in(sent, world.amira, travels=travels)
    assert words in words_of(amira_desk.get(sent.url))


def test_it_writes_somebody_in_changes_them_and_takes_them_out(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    filled = {"kind": "parent", "name": MOTHER, "travels": "yes", "knows": "no", "say": SAY}
    added = act(amira_desk, sent, "person", PEOPLE, **filled)
    assert (added.status_code, added.headers["Location"]) == (302, sent.url + PEOPLE)
    page = words_of(amira_desk.get(sent.url + PEOPLE))
    assert "The mother" in page
    assert "Does not know the reason. Say: the course abroad" in page
    (ref,) = opened_by(world.amira, sent).file.way.household.people
    changed = {**filled, "knows": "yes", "person": ref, "consent": "on", "note": "Walks slowly."}
    act(amira_desk, sent, "person_change", PEOPLE, **changed)
    page = words_of(amira_desk.get(sent.url + PEOPLE))
    assert "Do not disclose" not in page
    assert "has agreed themself" in page
    assert "Walks slowly." in page
    act(amira_desk, sent, "person_gone", PEOPLE, person=ref, why="Stays with a sister")
    assert not opened_by(world.amira, sent).file.way.household.people
    history = words_of(amira_desk.get(f"{sent.url}history/"))
    for words in (
        "Person: the mother – Does not know the reason",
        "Person: the mother – Knows the reason",
        "Person taken out of the case",
        "Stays with a sister",
    ):
        assert words in history


def test_it_writes_in_with_one_press_whom_the_applicant_told_of(
    world: World, amira_desk: Client
) -> None:
    sent = submit(world, answers=told("no", adults=1, children=2))
    page = amira_desk.get(sent.url + PEOPLE)
    assert "They answered who would come along: 1 other adult, 2 children." in words_of(page)
    assert act(amira_desk, sent, "people_answered", PEOPLE).status_code == 302
    people = opened_by(world.amira, sent).file.way.household.people.values()
    assert sorted((one.kind, one.knows, one.minor) for one in people) == [
        ("child", "no", True),
        ("child", "no", True),
        ("companion", "no", False),
    ]
    after = words_of(amira_desk.get(sent.url + PEOPLE))
    assert "They answered who would come along" not in after
    assert "Child travels with them and does not know the reason." in after


@pytest.mark.parametrize(
    "counts", [{"adults": -5}, {"adults": 10**9}, {"children": 31, "adults": 31}, {"adults": 0}]
)
def test_it_takes_no_household_from_an_impostor_that_nobody_could_have(
    world: World, amira_desk: Client, counts: dict[str, int]
) -> None:
    sent = submit(world, answers=told("some", **counts))
    amira_desk.get(sent.url + PEOPLE)
    amira_desk.post(f"{sent.url}people_answered/", {"seen": "1", "at": "people"})
    assert len(opened_by(world.amira, sent).file.way.household.people) <= actions.MOST_PEOPLE


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"kind": ""}, "Choose who they are."),
        ({"kind": "persecutor"}, "Choose one of the answers shown."),
        ({"knows": ""}, "Choose whether they know the reason."),
        ({"say": "x" * 301}, "Shorten this by 1 character."),
    ],
)
def test_it_gives_every_word_back_with_what_is_wrong(
    world: World, sent: Sent, amira_desk: Client, filled: dict[str, str], said: str
) -> None:
    amira_desk.get(sent.url)
    good = {"kind": "parent", "name": MOTHER, "travels": "yes", "knows": "no", "say": SAY}
    answer = act(amira_desk, sent, "person", PEOPLE, **{**good, **filled})
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert f'value="{MOTHER}"' in body_of(answer)
    assert not opened_by(world.amira, sent).file.way.household.people


def body_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_keeps_a_refused_change_in_its_own_row(
    world: World, case: Sent, amira_desk: Client
) -> None:
    (ref,) = opened_by(world.amira, case).file.way.household.people
    other = written_in(case, world.amira, name="the brother", kind="sibling")
    filled = {"person": other, "kind": "", "name": "half-brother", "travels": "yes", "knows": "no"}
    body = body_of(act(amira_desk, case, "person_change", PEOPLE, **filled))
    row = body.split(f'id="person-{other}"', 1)[1].split("</li>", 1)[0]
    assert "half-brother" in row
    assert "half-brother" not in body.split(f'id="person-{ref}"', 1)[1].split("</li>", 1)[0]


def test_it_tells_whoever_changes_somebody_that_a_colleague_was_faster(
    world: World, case: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    (ref,) = opened_by(world.amira, case).file.way.household.people
    filled = {"person": ref, "kind": "parent", "name": "Mum", "travels": "no", "knows": "yes"}
    page = amira_desk.get(case.url + PEOPLE)
    act(bo_desk, case, "person_change", PEOPLE, **{**filled, "name": "Mama"})
    address = f"{case.url}person_change/"
    answer = amira_desk.post(address, {**hidden_fields(page, address), **filled})
    assert answer.status_code == 409
    assert "A colleague changed the people at" in words_of(answer)
    assert 'value="Mum"' in answer.content.decode()
    assert opened_by(world.amira, case).file.way.household.people[ref].name == "Mama"


def test_it_writes_the_same_person_in_once_when_a_page_is_sent_twice(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    filled = {"kind": "parent", "name": MOTHER, "travels": "yes", "knows": "no", "seen": "1"}
    for _ in range(2):
        amira_desk.post(f"{sent.url}person/", filled)
    assert len(opened_by(world.amira, sent).file.way.household.people) == 1


def recorded(world: World, verb: str) -> list[object]:
    def opener(_team: object, number: int) -> EpochSecret:
        user, keyring = world.olu.user, fresh(world.olu)
        return open_epoch(team=world.oversight, number=number, user=user, keyring=keyring)

    return list(entries(open_epoch=opener, verb=verb).entries)


def test_it_shows_papers_by_a_press_alone_and_records_it(
    world: World, case: Sent, amira_desk: Client
) -> None:
    printed = {
        "person": "",
        "name": "Nour Testova",
        "number": "PX1234567",
        "born": "1990-02-01",
        "differs": "on",
    }
    act(amira_desk, case, "papers", PEOPLE, **printed)
    page = amira_desk.get(case.url + PEOPLE)
    for words in ("Nour Testova", "PX1234567", "1990-02-01"):
        assert words not in page.content.decode()
    shown = amira_desk.post(f"{case.url}people/papers/", {"shown": "applicant"})
    for words in ("Nour Testova", "PX1234567", "1990-02-01", "The marker in them is not who"):
        assert words in words_of(shown)
    assert len(recorded(world, "papers_shown")) == 1
    assert "Papers as printed written in" in words_of(amira_desk.get(f"{case.url}history/"))
    assert "Nour Testova" not in words_of(amira_desk.get(f"{case.url}history/"))


def test_it_asks_for_something_that_is_printed(case: Sent, amira_desk: Client) -> None:
    answer = act(amira_desk, case, "papers", PEOPLE, differs="on")
    assert answer.status_code == 422
    assert "Write what is printed in them." in words_of(answer)


def test_it_corrects_the_age_and_asks_for_the_guardian(
    world: World, case: Sent, amira_desk: Client
) -> None:
    assert "Under 18." not in words_of(amira_desk.get(case.url))
    assert act(amira_desk, case, "age", PEOPLE, age="minor").status_code == 422
    act(amira_desk, case, "age", PEOPLE, age="minor", why="Said so on the phone")
    page = words_of(amira_desk.get(case.url))
    assert "Under 18." in page
    assert "No plan before the check “Guardian or best interests” has passed." in page
    act(amira_desk, case, "age", PEOPLE, age="adult", why="Born in 1999, seen in the passport")
    assert "Under 18." not in words_of(amira_desk.get(case.url))


@pytest.mark.parametrize(
    ("kind", "minor", "travels", "asks"),
    [
        ("sibling", True, "yes", True),
        ("companion", True, "later", True),
        ("child", True, "yes", False),
        ("sibling", True, "no", False),
        ("sibling", False, "yes", False),
    ],
)
def test_it_asks_for_the_guardian_of_somebody_who_comes_without_a_parent(
    world: World, case: Sent, amira_desk: Client, kind: str, minor: bool, travels: str, asks: bool
) -> None:
    written_in(case, world.amira, kind=kind, minor=minor, travels=travels)
    page = words_of(amira_desk.get(case.url))
    assert ("No plan before the check" in page) is asks
    answer = act(amira_desk, case, "move", stage="planning", why="now")
    assert opened_by(world.amira, case).file.stage != "planning"
    if asks:
        assert answer.status_code == 409
        assert "Guardian or best interests" in words_of(answer)


def test_it_is_not_there_for_another_team(
    world: World, case: Sent, chioma_desk: Client, dan_desk: Client
) -> None:
    for browser in (chioma_desk, dan_desk):
        assert browser.get(case.url + PEOPLE).status_code == 404
        for name in ("person", "person_change", "papers", "age", "people/papers"):
            assert browser.post(f"{case.url}{name}/", {"seen": "9"}).status_code == 404


def test_it_finds_papers_by_a_search_and_shows_none_of_them(
    world: World, case: Sent, amira_desk: Client
) -> None:
    printed = {"person": "", "name": "Nour Testova", "number": "PX1234567", "born": "1990-02-01"}
    act(amira_desk, case, "papers", PEOPLE, **printed)
    for words, shown in (("PX1234567", False), ("Testova", False), ("course abroad", True)):
        found = amira_desk.post("/desk/search/", {"words": words}, follow=True)
        assert opened_by(world.amira, case).file.name in words_of(found)
        hits = found.content.decode().split('class="rows', 1)[-1]
        assert ("mark>" in hits) is shown
        assert "Testova" not in hits or words == "Testova"
