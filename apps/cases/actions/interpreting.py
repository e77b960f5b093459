"""Letting an interpreter into single cases, and taking in what they translate."""

import os
import time
from hmac import compare_digest
from typing import Final
from uuid import UUID, uuid4

import msgspec
from django.db import IntegrityError, transaction

from apps.accounts.models import KeyPair, User
from apps.audit.actions import record
from apps.cases.actions.granting import hand_grant
from apps.cases.actions.hand import Hand
from apps.cases.casefile import AnyEvent, InterpreterEnded, InterpreterLet, Translated
from apps.cases.errors import NotLetIn
from apps.cases.interpreting import (
    LetInto,
    Words,
    is_key_known,
    names_of,
    open_as_interpreter,
    open_row,
)
from apps.cases.keys import Way, is_signed
from apps.cases.models import HandedKeys, Translation
from apps.cases.opened import OpenCase
from apps.cases.queries import cases_visible_to
from apps.cases.writing import Change
from apps.crypto import CannotOpen, Keyring
from apps.crypto.envelope import key_id
from apps.crypto.translation import seal_translation
from apps.lookups import Lookup
from apps.teams.models import Team
from apps.teams.opening import Opened
from apps.teams.queries import key_digest, teams_with

MOST_WORDS = 8000


def let_interpreter_in(hand: Hand, *, user: User, confirmed: bytes) -> OpenCase:
    """Seal the keys of answers and conversation, and of no event, to an interpreter.

    ``confirmed`` is the digest of their public key whose words both read aloud. Once more for
    somebody inside gives them the mailboxes that came since. Raises ``NotLetIn``.
    """
    public_key = _public_key(user, confirmed)
    if not may_be_let_in(hand.opened, user):
        raise NotLetIn
    secret = os.urandom(32)

    def rekey(opened: OpenCase, team: Opened) -> None:
        hand_grant(
            opened,
            team,
            user=user,
            public_key=public_key,
            key=secret,
            upto=opened.sequence,
        )

    event = InterpreterLet(by=hand.me, at=hand.now, user=user.ref.hex, key=secret.hex())
    return hand.write(Change(events=[event], verb="interpreter_let", rekey=rekey))


def may_be_let_in(opened: OpenCase, user: User) -> bool:
    """Tell whether somebody may be: not who runs the service, oversees it, or sees the case."""
    overseer = teams_with(user).filter(kind=Team.Kind.OVERSIGHT).exists()
    sees = cases_visible_to(user).filter(ref=opened.case.ref).exists()
    return user.is_active and not (user.is_operator or overseer or sees)


def _public_key(user: User, confirmed: bytes) -> bytes:
    row = KeyPair.objects.filter(user=user).first()
    public_key = b"" if row is None else bytes(row.public_key)
    digest = key_digest(public_key)
    if not digest or not compare_digest(digest, confirmed):
        raise NotLetIn
    return public_key


def was_compared(opened: OpenCase, user: User, team: Opened) -> bool:
    """Tell whether somebody of the team has compared words with the key that this person has."""
    row = KeyPair.objects.filter(user=user).first()
    if row is None:
        return False
    try:
        own = key_id(bytes(row.public_key))
    except CannotOpen:
        return False
    handed = HandedKeys.objects.filter(user=user, team=opened.case.team, purpose=Way.INTERPRETER)
    rows = handed.select_related("case")
    return any(
        is_key_known(one, own) and is_signed(one, team.chain, opened.case.team) for one in rows
    )


def end_interpreter(hand: Hand, *, user: User) -> OpenCase:
    """End an interpreter's access to the case; what they have written is taken in first.

    What they read they know; a mailbox key that they copied goes on fitting that mailbox.
    """
    opened = take_translations(hand)
    ended = InterpreterEnded(by=hand.me, at=hand.now, user=user.ref.hex)

    def close(opened: OpenCase) -> None:
        rows = HandedKeys.objects.filter(case=opened.case, user=user, purpose=Way.INTERPRETER)
        rows.delete()
        Translation.objects.filter(case=opened.case, user=user).delete()

    hand = Hand(opened, hand.by, hand.keyring, hand.seen, hand.at)
    return hand.write(Change(events=[ended], verb="interpreter_ended"), also=close)


_TRANSLATIONS: Final = Lookup(
    lambda case: Translation.objects.filter(case=case).order_by("ref"),
)


def take_translations(hand: Hand) -> OpenCase:
    """Take what interpreters have written into the case; what they did not write is deleted."""
    rows = _TRANSLATIONS.all(hand.opened.case.ref)
    if not rows or hand.opened.damaged:
        return hand.opened
    found = [(row, open_row(row, _key_of(hand.opened, row.user_id))) for row in rows]
    events: list[AnyEvent] = [
        Translated(
            by=row.user_id.hex, at=words.at, of=words.of, language=words.language, text=words.text
        )
        for row, words in sorted(found, key=lambda one: one[1].at if one[1] else 0)
        if words is not None
    ]

    def forget(_opened: OpenCase) -> None:
        gone, _ = Translation.objects.filter(ref__in=[row.ref for row in rows]).delete()
        if gone != len(rows):
            # A colleague was faster, and has taken the same ones in.
            raise IntegrityError

    hand = Hand(hand.opened, hand.by, hand.keyring, hand.opened.sequence, hand.at)
    return hand.write(Change(events=events), also=forget)


def _key_of(opened: OpenCase, user: UUID) -> bytes:
    """Return the key that this interpreter was let in with last; for a stranger, one of nothing."""
    keys = [
        event.body.key
        for event in opened.events
        if isinstance(event.body, InterpreterLet) and event.body.user == user.hex
    ]
    return bytes.fromhex(keys[-1]) if keys and keys[-1] else os.urandom(32)


def read_as_interpreter(*, ref: UUID, user: User, keyring: Keyring) -> LetInto:
    """Open a case for its interpreter; the reading is recorded."""
    opened = open_as_interpreter(ref=ref, user=user, keyring=keyring)
    with transaction.atomic():
        record(person=user.ref, verb="interpreter_read", kind="case", ref=ref)
    return opened


def write_translation(
    *, ref: UUID, user: User, keyring: Keyring, of: str, language: str, text: str
) -> None:
    """Keep a translation for the team, which takes it in when somebody next opens the case.

    It takes the place of an earlier one of the same words that nobody has taken in yet.
    Raises ``Case.DoesNotExist``, ``CannotOpen``, a `TeamClosed`, and ``ValueError`` where nothing
    of the case has that name.
    """
    opened = open_as_interpreter(ref=ref, user=user, keyring=keyring)
    if of not in names_of(opened) or not text or len(text) > MOST_WORDS:
        raise ValueError("nothing of the case has that name, or the text is none")
    words = Words(of=of, language=language, text=text, at=int(time.time()))
    own, key = uuid4(), bytes.fromhex(opened.grant.key)
    sealed = seal_translation(
        msgspec.json.encode(words),
        key=key,
        case=ref.bytes,
        user=user.ref.bytes,
        ref=own.bytes,
    )
    before = Translation.objects.filter(case=opened.case, user=user)
    replaced = [row.ref for row in before if getattr(open_row(row, key), "of", None) == of]
    with transaction.atomic():
        before.filter(ref__in=replaced).delete()
        Translation.objects.create(ref=own, case=opened.case, user=user, sealed_body=sealed)
        record(person=user.ref, verb="translation_written", kind="case", ref=ref)
