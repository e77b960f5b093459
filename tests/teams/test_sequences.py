"""Whatever the order of joining, handing over, confirming and tampering: who should, opens."""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import KeyPair, User
from apps.crypto import Keyring
from apps.teams.actions import add_membership, make_team
from apps.teams.errors import Refused, TeamAlarm, TeamClosed
from apps.teams.models import Epoch, Membership
from apps.teams.queries import open_epoch
from tests.teams.conftest import Person

pytestmark = pytest.mark.django_db

PEOPLE = 4
someone = st.integers(0, PEOPLE - 1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), someone, someone),
        st.tuples(st.just("first"), someone, someone),
        st.tuples(st.just("hand"), someone, someone),
        st.tuples(st.just("confirm"), someone, someone),
        st.tuples(st.just("write in"), someone, someone),
        st.tuples(st.just("visit"), someone, someone),
    ),
    max_size=24,
)


def somebody(handle: str) -> Person:
    """A person with keys, without the cost of a passphrase."""
    user = User.objects.create(handle=handle, is_coordinator=True)
    keyring = Keyring(user=user.ref.bytes, secret=os.urandom(32))
    KeyPair.objects.create(
        user=user,
        public_key=keyring.kem.public_bytes,
        params=b"",
        sealed_by_passphrase=b"",
        sealed_by_sheet=b"",
        sealed_factors=b"",
        sealed_pins=keyring.seal_pins(b"{}"),
    )
    return Person(user, keyring.secret)


class World:
    """The team as the rows have it, beside who ought to be able to open it."""

    def __init__(self) -> None:
        self.people = [somebody(f"person-{number}") for number in range(PEOPLE)]
        self.team = make_team(name="Harbour", kind="casework", by=self.people[0].user)
        self.added: set[int] = set()
        self.holders: set[int] = set()
        self.confirmed: set[int] = set()

    def step(self, name: str, by: int, to: int) -> None:
        person, other = self.people[by], self.people[to]
        try:
            match name:
                case "add":
                    add_membership(team=self.team, user=other.user)
                    self.added.add(to)
                case "first":
                    person.makes_first_key(self.team)
                    assert by in self.added
                    assert not self.holders
                    self.holders, self.confirmed = {by}, {by}
                case "hand":
                    person.hands_over(self.team, other)
                    assert by in self.confirmed
                    assert to in self.added - self.holders
                    self.holders.add(to)
                case "confirm":
                    if self.holders:
                        person.confirms(self.team)
                    self.confirmed |= {by} & self.holders
                case "write in":
                    # Whoever is written in as a member may be handed the key, and has none.
                    Membership.objects.update_or_create(
                        team=self.team, user=other.user, defaults={"status": "member"}
                    )
                    self.added.add(to)
                case _:
                    person.opens(self.team)
                    assert by in self.confirmed
        except TeamAlarm:
            raise
        except (TeamClosed, Refused):
            assert not (name == "visit" and by in self.confirmed)

    def check(self) -> None:
        newest = Epoch.objects.filter(team=self.team).count()
        secrets = {self.opened(each, newest) for each in self.confirmed}
        assert len(secrets) == min(1, len(self.confirmed))
        for number in set(range(PEOPLE)) - self.confirmed:
            with pytest.raises(TeamClosed):
                self.people[number].opens(self.team)

    def opened(self, number: int, newest: int) -> bytes:
        person = self.people[number]
        keyring, team = person.keyring, self.team
        for epoch in range(1, newest + 1):
            open_epoch(team=team, number=epoch, user=person.user, keyring=keyring)
        return keyring.epoch(team.ref.bytes, newest).secret


@given(begun=st.booleans(), steps=steps)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_opens_for_exactly_those_who_were_handed_it_and_confirmed(
    begun: bool, steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        world = World()
        if begun:
            for number in range(PEOPLE):
                world.step("add", 0, number)
            world.step("first", 0, 0)
        for step in steps:
            world.step(*step)
        world.check()
        transaction.set_rollback(True)


@given(joins=st.integers(1, 3), back=st.integers(1, 3))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_alarms_everybody_who_saw_an_epoch_that_is_gone(joins: int, back: int) -> None:
    with transaction.atomic():
        world = World()
        for number in range(joins + 1):
            world.step("add", 0, number)
        world.step("first", 0, 0)
        for number in range(1, joins + 1):
            world.step("hand", 0, number)
            world.step("confirm", number, number)
        for number in range(joins + 1):
            world.step("visit", number, number)
        kept = max(0, joins + 1 - back)
        Epoch.objects.filter(team=world.team, number__gt=kept).delete()
        for number in range(joins + 1):
            with pytest.raises(TeamAlarm, match="rolled_back"):
                world.people[number].opens(world.team)
        transaction.set_rollback(True)
