"""The cast, as people of the desk: made through the actions, signed in through the pages."""

import base64
import time
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django_otp.oath import TOTP

from apps.accounts.actions import invite_person, join
from apps.accounts.factors import Factors, hashed, new_backup_codes, new_seed
from apps.accounts.models import Invite, KeyPair, Session, User
from apps.crypto import Keyring
from apps.crypto.passphrase import new_passphrase, new_sheet


@dataclass
class Person:
    """Somebody who has joined, with all that only they know."""

    user: User
    passphrase: str
    sheet: str
    totp_secret: str
    backup_codes: tuple[str, ...]
    keyring: Keyring

    def code(self, *, later: int = 0) -> str:
        """The code that their phone shows now, or so many seconds later."""
        clock = TOTP(base64.b32decode(self.totp_secret))
        clock.time = time.time() + later
        return f"{clock.token():06}"

    def forget_last_code(self) -> None:
        """Let the code of this half minute be used again: tests do not wait."""
        from apps.accounts.factors import open_factors, seal_factors

        row = KeyPair.objects.get(pk=self.user.pk)
        factors = open_factors(row.sealed_factors, self.keyring)
        fresh = Factors(totp=factors.totp, last=0, backup=factors.backup)
        row.sealed_factors = seal_factors(fresh, self.keyring)
        row.save(update_fields=["sealed_factors"])


def make_person(handle: str, **roles: Any) -> Person:
    """Invite somebody and let them join: `make_person("bo", is_coordinator=True)`."""
    details = {"email": f"{handle}@example.org", "by": None, **roles}
    user, _ = invite_person(handle=handle, **details)
    passphrase, sheet, seed, codes = new_passphrase(), new_sheet(), new_seed(), new_backup_codes()
    user, keyring = join(
        invite=Invite.objects.select_related("user").get(user=user),
        passphrase=passphrase,
        sheet=sheet,
        factors=Factors(totp=seed, last=0, backup=hashed(codes)),
        language=user.language,
    )
    return Person(user, passphrase, sheet, seed, codes, keyring)


def sign_in(client: Client, person: Person) -> Session:
    """Sign a person in through the page; returns their newest session."""
    person.forget_last_code()
    response = client.post(
        "/desk/sign-in/",
        {
            "handle": person.user.handle,
            "passphrase": person.passphrase,
            "code": person.code(),
        },
    )
    assert response.status_code == 302, response.content.decode()
    return person.user.sessions.order_by("-ends_at")[0]


def desk_of(person: Person) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    sign_in(client, person)
    return client


@pytest.fixture
def amira(db: None) -> Person:
    """A caseworker of Harbour."""
    return make_person("amira")


@pytest.fixture
def bo(db: None) -> Person:
    """A caseworker of Harbour, and coordinator."""
    return make_person("bo", is_coordinator=True)


@pytest.fixture
def chioma(db: None) -> Person:
    """A caseworker of another team."""
    return make_person("chioma")


@pytest.fixture
def dan(db: None) -> Person:
    """The operator."""
    return make_person("dan", is_operator=True)


@pytest.fixture
def olu(db: None) -> Person:
    """Oversight."""
    return make_person("olu")


@pytest.fixture
def amira_desk(amira: Person) -> Client:
    return desk_of(amira)


@pytest.fixture
def bo_desk(bo: Person) -> Client:
    return desk_of(bo)


@pytest.fixture
def chioma_desk(chioma: Person) -> Client:
    return desk_of(chioma)


@pytest.fixture
def dan_desk(dan: Person) -> Client:
    return desk_of(dan)


@pytest.fixture
def olu_desk(olu: Person) -> Client:
    return desk_of(olu)
