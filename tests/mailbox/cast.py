"""Noor and the team Harbour, made by the app's own actions."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.test import Client
from msgspec.structs import replace

from apps.accounts.models import KeyPair, User
from apps.cases.actions import Hand, read_case
from apps.cases.answers import Answer, Answers, Consent, Party, encode_kept, skipped_of
from apps.cases.days import hour_of
from apps.cases.models import Case
from apps.crypto import Keyring
from apps.crypto.code import code_digits, code_words, new_code, stretch_code
from apps.crypto.submission import seal_submission
from apps.intake.actions import receive
from apps.mailbox.visits import Visit, enter_by_code
from apps.teams.actions import (
    add_membership,
    confirm_team,
    hand_over_key,
    make_first_epoch,
    make_team,
)
from apps.teams.models import Team
from apps.teams.queries import current_epoch, key_digest
from apps.web.actions import found_organisation
from apps.web.costs import code_cost
from apps.web.models import Organisation
from apps.web.queries import organisation

STORY = "They took my phone for two days."
CONSENT = Consent(version=1, text="You may read this and decide.")


def found() -> Organisation:
    return found_organisation(name="Harbour Trust", languages=["en", "ru", "ar"])


def person(handle: str, *, coordinator: bool = False) -> tuple[User, Keyring]:
    """Somebody of the desk with a key of their own, and it unlocked."""
    user = User.objects.create(handle=handle, is_coordinator=coordinator)
    keyring = Keyring(user=user.ref.bytes, secret=handle.encode().ljust(32, b"."))
    KeyPair.objects.create(
        user=user,
        public_key=keyring.kem.public_bytes,
        params=bytes(25),
        sealed_by_passphrase=bytes(61),
        sealed_by_sheet=bytes(61),
        sealed_factors=b"",
        sealed_pins=keyring.seal_pins(b"{}"),
    )
    return user, keyring


@dataclass(slots=True)
class Harbour:
    """The receiving team, and Amira at her desk."""

    team: Team
    amira: User
    keyring: Keyring

    def hand(self, ref: UUID) -> Hand:
        """Amira's hand on a case that she has just read."""
        opened = read_case(ref=ref, user=self.amira, keyring=self.keyring)
        return Hand(opened=opened, by=self.amira, keyring=self.keyring, seen=opened.sequence)


def colleague(harbour: Harbour, handle: str) -> Harbour:
    """The same team at the desk of one more member, who was handed its key."""
    user, keyring = person(handle)
    add_membership(team=harbour.team, user=user)
    digest = key_digest(keyring.kem.public_bytes)
    hand_over_key(
        team=harbour.team,
        to=user,
        keyring=harbour.keyring,
        by=harbour.amira,
        confirmed=digest,
    )
    first = harbour.team.epochs.get(number=1).sealed.digest
    confirm_team(team=harbour.team, user=user, keyring=keyring, confirmed=first)
    return Harbour(harbour.team, user, keyring)


def harbour() -> Harbour:
    bo, _ = person("bo", coordinator=True)
    amira, keyring = person("amira")
    team = make_team(name="Harbour", kind="casework", by=bo)
    add_membership(team=team, user=amira)
    make_first_epoch(team=team, user=amira, keyring=keyring)
    return Harbour(team, amira, keyring)


@dataclass(slots=True)
class Noor:
    """An applicant: her code in her head, and a browser that keeps nothing."""

    secret: bytes
    case: Case
    browser: Client
    second: bytes = b""

    @property
    def words(self) -> str:
        return " ".join(code_words(self.secret, "en") or [])

    @property
    def digits(self) -> str:
        return code_digits(self.secret)

    def come_back(self, code: str | None = None) -> Any:
        return self.browser.post("/en/return/", {"code": self.words if code is None else code})

    def visit(self) -> Visit:
        entered = enter_by_code(self.words)
        assert isinstance(entered, tuple)
        return entered[0]

    def write(self, page: Any, text: str, **more: str) -> Any:
        fields = {"state": page.context["state"], "token": token(page), "text": text, **more}
        return self.browser.post("/en/mailbox/write/", fields)


def token(page: Any) -> str:
    found: str = page.context["form"].initial["token"]
    return found


def noor(
    team: Team,
    *,
    secret: bytes | None = None,
    party: Party = "self",
    second: bytes = b"",
    said: list[Answer] | None = None,
    consent: Consent = CONSENT,
) -> Noor:
    """Ask for help, as the front door's own write path stores it; ``second`` is a second code."""
    secret = secret or new_code()
    epoch, site = current_epoch(team), organisation()
    assert epoch is not None
    assert site is not None
    salt = bytes(site.site_salt)
    submission = seal_submission(
        team=team.ref.bytes,
        number=epoch.number,
        public_key=epoch.public_key,
        # Whoever seals them need not stop at the size that ours have.
        answers=encode_kept(replace(answers(party, said), consent=consent)),
        code=stretch_code(secret, salt, code_cost()),
        second=stretch_code(second, salt, code_cost()) if second else None,
        skipped=skipped_of(answers()),
    )
    case = receive(submission=submission, hour=hour_of(int(time.time())))
    return Noor(secret, case, Client(), second)


def answers(party: Party = "self", said: list[Answer] | None = None) -> Answers:
    if said is None:
        said = [
            Answer("safety", "Are you safe right now?", "choice", "danger_soon", "Danger soon"),
            Answer("name", "What may we call you?", "text", "Noor", "Noor"),
            Answer("story", "What has happened, shortly?", "long", STORY, STORY),
        ]
    return Answers("en", 1, party, said, CONSENT)
