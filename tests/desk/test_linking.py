"""Cases that belong together: each says so, and tells nothing to who cannot open the other."""

import pytest
from django.test import Client
from django.utils import timezone

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import CaseLinked
from apps.cases.opened import OpenCase
from apps.mailbox.joining import join_cases
from apps.retention.actions import erase_case
from tests.desk.looking import act, hidden_fields, opened_by, text_of
from tests.desk.test_people import written_in
from tests.people import Person, make_person
from tests.world import Sent, World, desk, fresh, let_in, submit

PEOPLE = "people/"
CANNOT = "A case you cannot open"


@pytest.fixture
def partner(world: World, amira_desk: Client) -> Sent:
    """Another request, which is the partner's."""
    sent = submit(world)
    amira_desk.get(sent.url)
    return sent


@pytest.fixture
def case(world: World, sent: Sent, amira_desk: Client) -> Sent:
    amira_desk.get(sent.url)
    return sent


def hand_of(person: Person, sent: Sent) -> Hand:
    opened = opened_by(person, sent)
    return Hand(opened, person.user, fresh(person), opened.sequence)


def links(opened: OpenCase) -> dict[str, CaseLinked]:
    return opened.file.way.household.linked


def link(world: World, one: Sent, other: Sent, *, person: str = "") -> None:
    actions.link_cases(
        hand_of(world.amira, one), hand_of(world.amira, other), kind="partner", person=person
    )


def find(client: Client, one: Sent, words: str, **filled: str) -> str:
    address = f"{one.url}link/"
    return client.post(address, {"words": words, "find": "1", **filled}).content.decode()


def test_it_finds_the_other_case_and_links_both(
    world: World, case: Sent, partner: Sent, amira_desk: Client
) -> None:
    other = opened_by(world.amira, partner).file
    for words in (other.reference, other.name, "партнёр"):
        assert f'value="{partner.ref}"' in find(amira_desk, case, words)
    page = find(amira_desk, case, "партнёр")
    assert f'value="{case.ref}"' not in page
    # The bar searches all cases, and was asked for nothing.
    assert 'value="" data-search' in page
    sent = {"words": other.reference, "other": str(partner.ref), "kind": "partner"}
    for _twice in range(2):
        answer = amira_desk.post(f"{case.url}link/", sent)
        assert answer.headers["Location"] == case.url + PEOPLE
    mine, theirs = opened_by(world.amira, case), opened_by(world.amira, partner)
    assert links(mine).keys() == {partner.ref.hex}
    assert links(theirs).keys() == {case.ref.hex}
    assert len([e for e in mine.events if isinstance(e.body, CaseLinked)]) == 1
    for here, there in ((case, theirs), (partner, mine)):
        page = text_of(amira_desk.get(here.url + PEOPLE))
        assert there.file.name in page
        assert there.file.reference in page
        assert "Risk not yet set · Received" in page
    history = text_of(amira_desk.get(f"{partner.url}history/"))
    assert "Linked with another case: Partner" in history


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"kind": "partner"}, "Choose the other case."),
        ({"kind": "partner", "other": "nothing"}, "Choose the other case."),
        ({"kind": "sworn enemies", "other": "PARTNER"}, "Choose one of the answers shown."),
        ({"kind": "partner", "other": "SELF"}, "These two cannot be linked."),
        ({"kind": "partner", "other": "FOREIGN"}, "These two cannot be linked."),
        ({"kind": "partner", "other": "PARTNER", "person": "ff" * 16}, "Choose one of the answers"),
    ],
)
def test_it_says_what_is_wrong_and_links_nothing(
    world: World,
    case: Sent,
    partner: Sent,
    amira_desk: Client,
    filled: dict[str, str],
    said: str,
) -> None:
    foreign = submit(world)
    amira_desk.get(foreign.url)
    actions.move_to_team(hand_of(world.amira, foreign), team=world.lighthouse)
    refs = {"PARTNER": partner.ref, "SELF": case.ref, "FOREIGN": foreign.ref}
    filled = {name: str(refs.get(value, value)) for name, value in filled.items()}
    answer = amira_desk.post(f"{case.url}link/", {"words": "партнёр", **filled})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not links(opened_by(world.amira, case))


@pytest.mark.parametrize("words", ["", "   ", "x" * 121, "nobody has this"])
def test_it_answers_words_that_lead_nowhere(case: Sent, amira_desk: Client, words: str) -> None:
    answer = amira_desk.post(f"{case.url}link/", {"words": words, "find": "1"})
    assert answer.status_code == 200
    assert "radio" not in answer.content.decode().split("<main", 1)[1]


def test_it_names_whose_case_it_is(
    world: World, case: Sent, partner: Sent, amira_desk: Client
) -> None:
    ref = written_in(case, world.amira, kind="partner", name="the partner")
    page = amira_desk.get(case.url + PEOPLE).content.decode()
    assert f"/desk/new/phone/?beside={case.ref}&amp;person={ref}" in page
    link(world, case, partner, person=ref)
    body = amira_desk.get(case.url + PEOPLE).content.decode()
    row = body.split(f'id="person-{ref}"', 1)[1].split("</li>", 1)[0]
    assert str(partner.ref) in row
    assert "/desk/new/phone/" not in row


def test_it_offers_no_case_of_their_own_to_a_child(
    world: World, case: Sent, amira_desk: Client
) -> None:
    written_in(case, world.amira, kind="child", minor=True)
    assert "/desk/new/phone/" not in amira_desk.get(case.url + PEOPLE).content.decode()


def test_it_takes_somebodys_own_request_down_and_links_it(
    world: World, case: Sent, amira_desk: Client
) -> None:
    ref = written_in(case, world.amira, kind="partner", name="the partner")
    address = f"/desk/new/phone/?beside={case.ref}&person={ref}&team={world.harbour.ref.hex}"
    page = amira_desk.get(address)
    fields = hidden_fields(page, "/desk/new/phone/")
    assert (fields["beside"], fields["person"]) == (str(case.ref), ref)
    answer = amira_desk.post("/desk/new/phone/", {**fields, "consent": "on", "name": "Lina"})
    assert answer.status_code == 200, text_of(answer)
    assert "could not be linked" not in text_of(answer)
    mine = opened_by(world.amira, case)
    (one,) = links(mine).values()
    assert (one.person, one.kind) == (ref, "partner")
    assert "The new code" in text_of(answer)


@pytest.mark.parametrize("beside", ["FOREIGN", "nothing", ""])
def test_it_says_that_it_could_not_be_linked(
    world: World, case: Sent, amira_desk: Client, beside: str
) -> None:
    foreign = submit(world)
    amira_desk.get(foreign.url)
    actions.move_to_team(hand_of(world.amira, foreign), team=world.lighthouse)
    fields = hidden_fields(amira_desk.get("/desk/new/phone/"), "/desk/new/phone/")
    named = str(foreign.ref) if beside == "FOREIGN" else beside
    sent = {**fields, "consent": "on", "beside": named, "person": "ff" * 16}
    answer = amira_desk.post("/desk/new/phone/", sent)
    assert ("could not be linked" in text_of(answer)) is bool(beside)


def test_it_unlinks_both(world: World, case: Sent, partner: Sent, amira_desk: Client) -> None:
    link(world, case, partner)
    act(amira_desk, partner, "unlink", PEOPLE, other=case.ref.hex, why="Two strangers")
    assert not links(opened_by(world.amira, case))
    assert not links(opened_by(world.amira, partner))
    assert "Two strangers" in text_of(amira_desk.get(f"{partner.url}history/"))
    assert "Two strangers" not in text_of(amira_desk.get(f"{case.url}history/"))


def test_it_tells_nothing_of_a_case_that_was_restricted_to_others(
    world: World, case: Sent, partner: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    link(world, case, partner)
    other = opened_by(world.amira, partner).file
    actions.restrict_case(hand_of(world.amira, partner), people=[world.bo.user], why="kin")
    gita = third_of(world)
    page = gita.get(case.url + PEOPLE)
    assert CANNOT in text_of(page)
    for address in ("", PEOPLE, "history/"):
        body = gita.get(case.url + address).content.decode()
        assert other.name not in body
        assert other.reference not in body
    assert other.name in text_of(bo_desk.get(case.url + PEOPLE))
    # It cannot be found either.
    assert str(partner.ref) not in find(gita, case, other.reference)
    act(gita, case, "unlink", PEOPLE, other=partner.ref.hex)
    assert not links(opened_by(world.amira, case))
    assert links(opened_by(world.amira, partner))


def third_of(world: World) -> Client:
    """Return the desk of a third member of Harbour."""
    gita = make_person("gita")
    let_in(world.harbour, gita, by=world.amira)
    return desk(gita)


def test_it_tells_nothing_of_a_case_that_went_to_another_team(
    world: World, case: Sent, partner: Sent, amira_desk: Client, chioma_desk: Client
) -> None:
    link(world, case, partner)
    mine, other = opened_by(world.amira, case).file, opened_by(world.amira, partner).file
    actions.move_to_team(hand_of(world.amira, partner), team=world.lighthouse)
    page = amira_desk.get(case.url + PEOPLE)
    assert CANNOT in text_of(page)
    assert other.name not in page.content.decode()
    chioma_desk.get("/desk/cases/")
    page = chioma_desk.get(partner.url + PEOPLE)
    assert CANNOT in text_of(page)
    assert mine.name not in page.content.decode()
    assert mine.reference not in page.content.decode()


def test_it_tells_nothing_of_a_case_that_was_erased(
    world: World, case: Sent, partner: Sent, amira_desk: Client
) -> None:
    link(world, case, partner)
    erase_case(case=opened_by(world.amira, partner).case, today=timezone.localdate())
    assert CANNOT in text_of(amira_desk.get(case.url + PEOPLE))
    act(amira_desk, case, "unlink", PEOPLE, other=partner.ref.hex)
    assert CANNOT not in text_of(amira_desk.get(case.url + PEOPLE))


def test_it_goes_along_when_a_linked_case_is_joined_with_another(
    world: World, case: Sent, partner: Sent, amira_desk: Client
) -> None:
    again = submit(world)
    amira_desk.get(again.url)
    link(world, case, partner)
    lead, other = hand_of(world.amira, again), hand_of(world.amira, partner)
    joined = join_cases(lead, other, end_earlier=False, close=True)
    assert links(joined).keys() == {case.ref.hex}
    page = text_of(amira_desk.get(case.url + PEOPLE))
    assert joined.file.name in page
    assert joined.file.name in page.split("Linked cases", 1)[1]


def test_it_links_no_case_with_itself_when_two_that_are_linked_are_joined(
    world: World, case: Sent, partner: Sent
) -> None:
    link(world, case, partner)
    lead, other = hand_of(world.amira, case), hand_of(world.amira, partner)
    joined = join_cases(lead, other, end_earlier=False, close=True)
    assert not links(joined)
