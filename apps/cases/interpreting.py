"""A case as an interpreter opens it: answers and conversation, and no event of the team's.

Pure of writes. An interpreter has no event, so who wrote an entry is what the entry itself says.
"""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.cases.answers import Answers, decode_answers
from apps.cases.casefile import PersonSet
from apps.cases.keys import Way, as_handed, signing_key
from apps.cases.messages import Entry, MoreAnswers, Text, decode_entry
from apps.cases.models import Case, HandedKeys, Message, Submission, Translation
from apps.crypto import CannotOpen, Keyring
from apps.crypto.chain import FIRST_MESSAGE_AFTER, Link, is_linked, open_message
from apps.crypto.envelope import envelope_key_id
from apps.crypto.handed import open_handed
from apps.crypto.padding import EVENT, pad, unpad
from apps.crypto.submission import open_answers
from apps.crypto.translation import open_translation
from apps.lookups import Lookup
from apps.teams.queries import chain_confirmed_by


class Grant(msgspec.Struct, frozen=True):
    """What an interpreter is given: keys in hex, and by which name colleagues speak of the case.

    ``mailboxes`` maps each mailbox's ref to its key; ``key`` seals translations. ``people`` are the
    household, without notes: whoever interprets must know who does not know the reason.
    """

    name: str
    reference: str
    intake: str
    mailboxes: dict[str, str]
    key: str
    people: list[PersonSet] = []


class Words(msgspec.Struct, frozen=True):
    """One translation: ``of`` names the words as `casefile.Translated` does."""

    of: str
    language: str
    text: str
    at: int


@dataclass(slots=True)
class LetInto:
    """One case as its interpreter sees it; ``entries`` by mailbox, as far as they open."""

    row: HandedKeys
    grant: Grant
    answers: Answers | None = None
    entries: list[tuple[UUID, int, Entry]] = field(default_factory=list)
    written: dict[str, Words] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """The case, of which its row alone is known here."""
        return self.row.case


def encode_grant(grant: Grant) -> bytes:
    """Return the padded JSON of a grant."""
    return pad(msgspec.json.encode(grant), EVENT)


def decode_grant(data: bytes) -> Grant:
    """Read a grant, or raise ``CannotOpen``."""
    try:
        grant = msgspec.json.decode(unpad(data, EVENT), type=Grant)
        keys = [grant.intake, grant.key, *grant.mailboxes.values()]
        if any(len(bytes.fromhex(key)) != 32 for key in keys):
            raise CannotOpen
        for mailbox in grant.mailboxes:
            UUID(hex=mailbox)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError):
        raise CannotOpen from None
    return grant


def decode_words(data: bytes) -> Words:
    """Read a translation, or raise ``CannotOpen``."""
    try:
        return msgspec.json.decode(data, type=Words)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise CannotOpen from None


def is_let_in(user: User) -> bool:
    """Tell whether this person was let into a case as an interpreter."""
    return not user.is_operator and _LET_IN.first(user.ref) is not None


def rows_of(user: User) -> list[HandedKeys]:
    """Return what this person was let into as an interpreter; what was taken back is not there."""
    if user.is_operator:
        return []
    found = _let_in(user).select_related("case__team", "team")
    return list(found.order_by("case__received_on", "case"))


def _let_in(user: User | UUID) -> QuerySet[HandedKeys]:
    rows = HandedKeys.objects.filter(user=user, purpose=Way.INTERPRETER)
    return rows.filter(case__withdrawn_on=None)


_LET_IN: Final = Lookup(lambda user: _let_in(user)[:1])


def open_grant(*, row: HandedKeys, user: User, keyring: Keyring) -> Grant:
    """Open what was handed over; raises ``CannotOpen`` and a `TeamClosed`.

    The team must be the one that this person has confirmed, and still have the case.
    """
    chain = chain_confirmed_by(team=row.team, user=user, keyring=keyring)
    sign_key = signing_key(row, chain, row.case.team)
    return decode_grant(open_handed(as_handed(row), sign_key=sign_key, key=keyring.kem))


def open_as_interpreter(*, ref: UUID, user: User, keyring: Keyring) -> LetInto:
    """Open answers and conversation of one case; ``Case.DoesNotExist`` for who was not let in.

    Raises ``CannotOpen`` and a `TeamClosed`.
    """
    row = next((one for one in rows_of(user) if one.case_id == ref), None)
    if row is None:
        raise Case.DoesNotExist
    opened = LetInto(row, open_grant(row=row, user=user, keyring=keyring))
    for mailbox, key in opened.grant.mailboxes.items():
        _read_thread(opened, UUID(hex=mailbox), bytes.fromhex(key))
    _read_answers(opened)
    _read_written(opened, user)
    return opened


def names_of(opened: LetInto) -> dict[str, str]:
    """Return what can be translated: its name as `casefile.Translated` gives it, and its words."""
    named = {}
    for answer in opened.answers.answers if opened.answers is not None else ():
        if answer.kind in {"text", "long"}:
            named[f"answer:{answer.id}"] = answer.shown
    for mailbox, number, entry in opened.entries:
        if isinstance(entry, Text):
            named[f"message:{mailbox.hex}:{number}"] = entry.text
    return named


def _read_thread(opened: LetInto, mailbox: UUID, key: bytes) -> None:
    previous = FIRST_MESSAGE_AFTER
    rows = Message.objects.filter(case=opened.case, mailbox=mailbox).order_by("number")
    for row in rows:
        sealed = None if row.sealed_body is None else bytes(row.sealed_body)
        link = Link(row.number, bytes(row.digest), sealed)
        try:
            data = open_message(link, key=key, mailbox=mailbox.bytes, previous=previous)
            body = None if data is None else decode_entry(data)
        except CannotOpen:
            # Written with a second code, or brought by somebody and opened by nobody: passed over.
            if not is_linked(link, mailbox=mailbox.bytes, previous=previous):
                return
            body = None
        previous = link.digest
        if body is not None:
            opened.entries.append((mailbox, row.number, body))


def _read_answers(opened: LetInto) -> None:
    submission = Submission.objects.filter(case=opened.case).first()
    if submission is None:
        return
    data = open_answers(
        digest=bytes(submission.digest),
        answers=bytes(submission.sealed_answers),
        bound=bytes(submission.bound),
        intake=bytes.fromhex(opened.grant.intake),
    )
    answers = decode_answers(data)
    for _, _, entry in opened.entries:
        if isinstance(entry, MoreAnswers):
            answers = answers.amended(entry.answers)
    opened.answers = answers


def _read_written(opened: LetInto, user: User) -> None:
    key = bytes.fromhex(opened.grant.key)
    for row in Translation.objects.filter(case=opened.case, user=user):
        words = open_row(row, key)
        before = opened.written.get(words.of) if words is not None else None
        if words is not None and (before is None or before.at <= words.at):
            opened.written[words.of] = words


def open_row(row: Translation, key: bytes) -> Words | None:
    """Open a stored translation; None for what this interpreter did not write."""
    place = {"case": row.case_id.bytes, "user": row.user_id.bytes, "ref": row.ref.bytes}
    try:
        return decode_words(open_translation(bytes(row.sealed_body), key=key, **place))
    except CannotOpen:
        return None


def is_key_known(row: HandedKeys, key_id: bytes) -> bool:
    """Tell whether these keys were handed to that public key."""
    try:
        return envelope_key_id(bytes(row.sealed_keys)) == key_id
    except CannotOpen:
        return False
