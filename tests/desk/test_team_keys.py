"""Making a team's keys anew by hand, and letting a person leave one team."""

import pytest

from apps.teams.models import Epoch, Membership, Share
from tests.cases.acts import again, read
from tests.people import Person, make_person
from tests.world import Sent, World, desk, let_in, make_world, submit


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def farah(world: World) -> Person:
    farah = make_person("farah")
    let_in(world.harbour, farah, by=world.amira)
    return farah


@pytest.fixture
def sent(world: World, farah: Person) -> Sent:
    sent = submit(world)
    read(sent, farah)
    return sent


def test_it_makes_new_keys_by_hand(world: World, sent: Sent) -> None:
    address = f"/desk/team/{world.harbour.ref}/renew/"
    browser = desk(world.amira)
    assert address in browser.get("/desk/team/").content.decode()
    assert browser.get(address).status_code == 200
    assert Epoch.objects.filter(team=world.harbour).count() == 3
    assert browser.post(address).status_code == 302
    newest = Epoch.objects.get(team=world.harbour, number=4)
    assert newest.floor == 4
    assert not again(sent, world.bo).damaged


def test_it_lets_a_person_leave_one_team(world: World, sent: Sent, farah: Person) -> None:
    address = f"/desk/team/{world.harbour.ref}/people/{farah.user.ref}/remove/"
    browser = desk(world.bo)
    assert address in browser.get("/desk/team/").content.decode()
    assert browser.post(address).status_code == 302
    assert not Membership.objects.filter(user=farah.user).exists()
    assert not Share.objects.filter(user=farah.user).exists()
    assert Epoch.objects.get(team=world.harbour, number=4).floor == 4
    assert desk(farah).get(sent.url).status_code == 404
    assert not again(sent, world.amira).damaged
    assert browser.post(address).status_code == 404


def test_it_owes_the_keys_where_the_asker_holds_none(
    world: World, sent: Sent, farah: Person
) -> None:
    address = f"/desk/team/{world.harbour.ref}/people/{farah.user.ref}/remove/"
    assert "one of its members makes new ones" in desk(world.dan).get(address).content.decode()
    assert desk(world.dan).post(address).status_code == 302
    assert Epoch.objects.filter(team=world.harbour).count() == 3
    desk(world.amira).get("/desk/today/")
    assert Epoch.objects.get(team=world.harbour, number=4).floor == 4
    assert not Share.objects.filter(user=farah.user).exists()


def test_it_lets_the_last_holder_not_go(world: World) -> None:
    address = f"/desk/team/{world.lighthouse.ref}/people/{world.chioma.user.ref}/remove/"
    refused = desk(world.bo).post(address)
    assert refused.status_code == 409
    assert "all of it would be lost" in refused.content.decode()
    assert Membership.objects.filter(user=world.chioma.user).exists()
