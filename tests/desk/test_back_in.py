"""The long way back: passphrase and sheet are lost, and a colleague hands over anew."""

import re

from django.test import Client

from apps.cases import actions
from tests.accounts.pages import code_of, text_of
from tests.accounts.test_joining import Joining
from tests.cases.acts import hand
from tests.desk import looking
from tests.desk.looking import act
from tests.world import Sent, World, desk, fresh

TEAM = "/desk/team/"


def words(page: str) -> list[str]:
    """The eight English words that a page shows first, one for each list."""
    lists = re.findall(r'<ol lang="en" dir="ltr">(.*?)</ol>', page, re.DOTALL)
    return [" ".join(re.findall(r"<li>(\w+)</li>", each)) for each in lists]


def confirmed(page: str) -> dict[str, str]:
    found = re.search(r'name="confirmed" value="(\w+)"', page)
    assert found
    return {"confirmed": found[1]}


def join_anew(world: World) -> tuple[Client, str]:
    """Bo invites Amira again; she joins with new words, and signs in with them."""
    again = f"{TEAM}people/{world.amira.user.ref}/invite/"
    assert again in text_of(desk(world.bo).get(TEAM))
    found = re.search(r"/desk/join/[\w-]+/", text_of(desk(world.bo).post(again)))
    assert found
    joining = Joining(found[0])
    joining.to_end()
    browser = Client()
    said = {"passphrase": " ".join(joining.words), "code": code_of(joining.seed, later=30)}
    entered = browser.post("/desk/sign-in/", {"handle": "amira", **said})
    assert entered.status_code == 302
    return browser, " ".join(joining.words)


def test_it_opens_the_cases_again_after_a_new_invitation_and_hand_over(
    world: World, sent: Sent
) -> None:
    actions.read_case(ref=sent.ref, user=world.amira.user, keyring=fresh(world.amira))
    amiras, _ = join_anew(world)
    assert amiras.get(sent.url).status_code != 200
    # Amira reads her words; Bo sees the same, and reads the team's.
    hers = words(text_of(amiras.get(TEAM)))[0]
    page = f"{TEAM}{world.harbour.ref}/hand-over/{world.amira.user.ref}/"
    bos = desk(world.bo)
    shown = text_of(bos.get(page))
    assert words(shown)[0] == hers
    assert "had to join anew" in shown
    assert bos.post(page, confirmed(shown))["Location"] == TEAM
    # Amira compares the team's words, and is in.
    compare = f"{TEAM}{world.harbour.ref}/words/"
    asked = text_of(amiras.get(compare))
    assert words(asked)[0] == words(shown)[1]
    amiras.post(compare, confirmed(asked))
    assert amiras.get(sent.url).status_code == 200


def test_it_does_not_count_who_waits_for_the_key_among_those_who_hold_it(
    world: World, sent: Sent
) -> None:
    amiras, _ = join_anew(world)
    page = looking.text_of(amiras.get(TEAM))
    assert "Whom to call: bo . They open Team" in page
    assert "amira you has joined, waits for it" in page
    assert "1 person can open what is sealed to this team." in page


def test_it_opens_nothing_for_the_lost_words(world: World, sent: Sent) -> None:
    join_anew(world)
    said = {"handle": "amira", "passphrase": world.amira.passphrase, "code": world.amira.code()}
    assert Client().post("/desk/sign-in/", said).status_code == 403
    sheet = {"handle": "amira", "sheet": world.amira.sheet, "code": world.amira.code(later=30)}
    assert Client().post("/desk/recover/", sheet).status_code == 403


def test_it_says_without_signing_in_what_each_way_back_restores_and_loses(world: World) -> None:
    browser = Client()
    assert 'href="/desk/help/"' in text_of(browser.get("/desk/sign-in/"))
    shown = text_of(browser.get("/desk/help/"))
    for words_ in ("backup code", "recovery sheet", "new invitation", "Lost for good", "drafts"):
        assert words_ in shown
    for way in ('href="/desk/recover/"', 'href="/desk/sign-in/"'):
        assert way in shown


def test_it_opens_a_restricted_case_again_once_another_of_those_named_adds_them(
    world: World, sent: Sent
) -> None:
    actions.read_case(ref=sent.ref, user=world.amira.user, keyring=fresh(world.amira))
    actions.add_note(hand(sent, world.amira), text="Before.")
    actions.restrict_case(hand(sent, world.amira), people=[world.bo.user])
    actions.add_note(hand(sent, world.bo), text="While it was restricted.")
    amiras, _ = join_anew(world)
    bos, page = desk(world.bo), f"{TEAM}{world.harbour.ref}/hand-over/{world.amira.user.ref}/"
    bos.post(page, confirmed(text_of(bos.get(page))))
    compare = f"{TEAM}{world.harbour.ref}/words/"
    amiras.post(compare, confirmed(text_of(amiras.get(compare))))
    # Her own copy of its keys was sealed to what she has lost.
    assert "Before." not in text_of(amiras.get(f"{sent.url}notes/"))
    shown = text_of(bos.get(f"{sent.url}restrict/"))
    assert "Who opens" in shown
    answer = act(bos, sent, "restrict", "restrict/", people=world.amira.user.ref.hex)
    assert answer.status_code == 302
    notes = text_of(amiras.get(f"{sent.url}notes/"))
    assert "Before." in notes
    assert "While it was restricted." in notes


def test_it_begins_anew_with_what_was_sealed_to_the_lost_keys_alone(
    world: World, sent: Sent
) -> None:
    actions.read_case(ref=sent.ref, user=world.amira.user, keyring=fresh(world.amira))
    old = desk(world.amira)
    view = {"query": "risk=high", "name": "Urgent ones"}
    assert old.post("/desk/views/save/", view).status_code == 302
    amiras, _ = join_anew(world)
    bos, page = desk(world.bo), f"{TEAM}{world.harbour.ref}/hand-over/{world.amira.user.ref}/"
    bos.post(page, confirmed(text_of(bos.get(page))))
    compare = f"{TEAM}{world.harbour.ref}/words/"
    amiras.post(compare, confirmed(text_of(amiras.get(compare))))
    assert "Your saved views do not open" in text_of(amiras.get("/desk/cases/"))
    assert amiras.post("/desk/views/save/", {**view, "name": "Anew"}).status_code == 302
    shown = text_of(amiras.get("/desk/cases/"))
    assert "Anew" in shown
    assert "do not open" not in shown
