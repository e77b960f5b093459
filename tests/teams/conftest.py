"""The cast, with keys of their own, and the team Harbour at its first steps."""

import base64
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from apps.accounts.actions import invite_again, invite_person, join
from apps.accounts.factors import Factors, new_seed
from apps.accounts.models import Session, User
from apps.accounts.queries import invite_by_token
from apps.accounts.sessions import Unlocked, ends_at, idle_at, new_token, seal_unlocked
from apps.crypto import EpochSecret, Keyring
from apps.crypto.fingerprint import fingerprint_words
from apps.crypto.session import session_id
from apps.teams.actions import (
    add_membership,
    confirm_team,
    hand_over_key,
    make_first_epoch,
    make_team,
)
from apps.teams.chain import checked_chain
from apps.teams.models import Team
from apps.teams.queries import key_digest, open_team


@dataclass
class Person:
    """Somebody at an unlocked desk."""

    user: User
    secret: bytes

    @property
    def keyring(self) -> Keyring:
        """A fresh one, as every request has."""
        return Keyring(user=self.user.ref.bytes, secret=self.secret)

    def opens(self, team: Team) -> EpochSecret:
        return open_team(team=team, user=self.user, keyring=self.keyring)

    def makes_first_key(self, team: Team) -> None:
        make_first_epoch(team=team, user=self.user, keyring=self.keyring)

    def hands_over(self, team: Team, to: "Person") -> None:
        """Hand over after hearing the newcomer's own words."""
        hand_over_key(
            team=team,
            to=to.user,
            keyring=self.keyring,
            by=self.user,
            confirmed=key_digest(to.keyring.kem.public_bytes),
        )

    def confirms(self, team: Team, heard: bytes | None = None) -> None:
        """Say yes to the words, which are the team's unless others were heard."""
        confirm_team(
            team=team,
            user=self.user,
            keyring=self.keyring,
            confirmed=first_digest(team) if heard is None else heard,
        )


Cast = Callable[..., Person]


def first_digest(team: Team) -> bytes:
    chain = checked_chain(team)
    assert chain is not None
    return chain.first.digest


def words(digest: bytes) -> str:
    return " ".join(fingerprint_words(digest))


@pytest.fixture
def person(db: None) -> Cast:
    """Invite somebody, and let them join with keys of their own."""

    def joins(handle: str, *, is_operator: bool = False, is_coordinator: bool = False) -> Person:
        _, token = invite_person(
            handle=handle,
            email=f"{handle}@example.org",
            is_operator=is_operator,
            is_coordinator=is_coordinator,
            by=None,
        )
        invite = invite_by_token(token)
        assert invite is not None
        user, keyring = join(
            invite=invite,
            passphrase="one two three four five six",
            sheet="abandon " * 11 + "about",
            factors=Factors(totp=new_seed(), last=0, backup=()),
            language="en",
        )
        return Person(user, keyring.secret)

    return joins


@pytest.fixture
def dan(person: Cast) -> Person:
    return person("dan", is_operator=True)


@pytest.fixture
def amira(person: Cast) -> Person:
    return person("amira")


@pytest.fixture
def bo(person: Cast) -> Person:
    return person("bo", is_coordinator=True)


@pytest.fixture
def chioma(person: Cast) -> Person:
    return person("chioma")


@pytest.fixture
def olu(person: Cast) -> Person:
    return person("olu")


@pytest.fixture
def harbour(dan: Person, amira: Person, bo: Person) -> Team:
    """A team whose key only Amira holds; Bo waits."""
    team = make_team(name="Harbour", kind="casework", by=dan.user)
    for member in (amira, bo):
        add_membership(team=team, user=member.user, by=dan.user)
    amira.makes_first_key(team)
    return team


@pytest.fixture
def shared(harbour: Team, amira: Person, bo: Person) -> Team:
    """Harbour, whose key Amira has handed to Bo, who has confirmed it."""
    amira.hands_over(harbour, bo)
    bo.confirms(harbour)
    return harbour


@pytest.fixture
def person_again() -> Callable[[Person], Person]:
    """Let somebody who lost everything join anew, with new keys."""

    def joins_anew(somebody: Person) -> Person:
        invite = invite_by_token(invite_again(user=somebody.user, by=None))
        assert invite is not None
        user, keyring = join(
            invite=invite,
            passphrase="six five four three two one",
            sheet="abandon " * 11 + "about",
            factors=Factors(totp=new_seed(), last=0, backup=()),
            language="en",
        )
        return Person(user, keyring.secret)

    return joins_anew


@pytest.fixture
def desk_of() -> Callable[..., Client]:
    """A browser in which this person has signed in, just now or some minutes ago."""

    def signs_in(somebody: Person, *, minutes_ago: int = 0) -> Client:
        token, now = new_token(), timezone.now()
        seconds = int(now.timestamp()) - 60 * minutes_ago
        unlocked = Unlocked(
            secret=somebody.secret,
            started=seconds,
            factor_at=seconds,
            passphrase_at=seconds,
            idle=15,
        )
        Session.objects.create(
            id=session_id(token),
            user=somebody.user,
            idle_at=idle_at(now, 15),
            ends_at=ends_at(now),
            sealed=seal_unlocked(unlocked, token=token, user=somebody.user),
        )
        client = Client()
        client.cookies[settings.DESK_COOKIE_NAME] = base64.urlsafe_b64encode(token).decode()
        return client

    return signs_in
