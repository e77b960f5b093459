"""A new code for an applicant, after a safe contact."""

import os
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from django.db import transaction

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.actions import Hand
from apps.cases.casefile import MailboxAdded, MailboxEnded
from apps.cases.messages import Entry, MoreAnswers, Text
from apps.cases.opened import OpenCase
from apps.cases.owing import owe
from apps.cases.queries import open_case
from apps.cases.writing import Change, write
from apps.crypto.code import SECRET, new_code, stretch_code
from apps.crypto.submission import (
    NO_ANSWERS,
    SealedMailbox,
    mailbox_pair,
    no_skipped,
    second_key,
)
from apps.mailbox.carrying import next_position
from apps.mailbox.models import Mailbox
from apps.web.costs import code_cost
from apps.web.queries import organisation
from apps.web.stretching import stretching

# The name that a copy of an earlier message bears, so that the desk need not show it twice.
EARLIER: Final = "earlier"


class TakenBack(Exception):
    """The applicant took the request back: nobody gives a code for it any more."""


def give_new_code(hand: Hand, *, end_others: bool, show_earlier: bool) -> bytes:
    """Give the applicant a new code, after a safe contact; returns its 10 bytes, shown once.

    Behind them 10 more, the second code, where the organisation offers one.

    The new mailbox has a key of its own, so the new code opens only what is written from now on;
    ``show_earlier`` copies what was said before and lets it open the answers, for whom the team
    knows to be the same person. ``end_others`` ends all codes given before. Raises `TakenBack`,
    ``ChangedMeanwhile`` and ``CaseDamaged``.
    """
    if hand.opened.case.withdrawn_on is not None:
        raise TakenBack
    codes, key = _draw(), os.urandom(32)
    intake = hand.opened.keys.intake if show_earlier else NO_ANSWERS
    pair = _new_pair(codes, key, intake)
    # A second code given later opens no answers, as a first one of somebody not known yet.
    sealed_skipped = no_skipped() if codes[SECRET:] else b""
    mailbox = UUID(bytes=pair[0].ref)
    added = MailboxAdded(
        by=hand.me,
        at=hand.now,
        mailbox=mailbox.hex,
        key=key.hex(),
        second=pair[1].ref.hex(),
        second_key=second_key(key).hex(),
        opens_answers=show_earlier,
    )
    ended = sorted(hand.opened.file.live) if end_others else []
    endings = [MailboxEnded(by=hand.me, at=hand.now, mailbox=ref) for ref in ended]

    def place(opened: OpenCase) -> None:
        _place_pair(opened, pair, sealed_skipped, by=hand.by, end_others=end_others)

    with transaction.atomic():
        hand.write(Change(events=[added, *endings], verb="code_given"), also=place)
        _begin_thread(hand, mailbox, show_earlier=show_earlier)
    return codes


def _draw() -> bytes:
    found = organisation()
    offered = found is not None and found.second_codes
    return new_code() + (new_code() if offered else b"")


def _new_pair(codes: bytes, key: bytes, intake: bytes) -> tuple[SealedMailbox, SealedMailbox]:
    found = organisation()
    if found is None:
        raise RuntimeError("a code hangs on the organisation's salt")
    with stretching(front=False):
        drawn = [codes[:SECRET], codes[SECRET:]] if codes[SECRET:] else [codes]
        code, *more = [stretch_code(one, bytes(found.site_salt), code_cost()) for one in drawn]
    return mailbox_pair(key, intake=intake, code=code, second=more[0] if more else None)


def _place_pair(
    opened: OpenCase,
    pair: Sequence[SealedMailbox],
    sealed_skipped: bytes,
    *,
    by: User,
    end_others: bool,
) -> None:
    """Store the new pair behind all that came before; with it the others' rows may end."""
    if end_others:
        Mailbox.objects.filter(case=opened.case).delete()
        owe()
        record(person=by.ref, verb="code_ended", kind="case", ref=opened.case.ref)
    rows = Mailbox.values_of(
        pair,
        case_ref=opened.case.ref,
        sealed_skipped=sealed_skipped,
        first_position=next_position(opened.case),
    )
    Mailbox.objects.bulk_create([Mailbox(**row) for row in rows])


def _begin_thread(hand: Hand, mailbox: UUID, *, show_earlier: bool) -> None:
    """Tell the new mailbox where things stand, after what was said before."""
    opened = open_case(ref=hand.opened.case.ref, user=hand.by, keyring=hand.keyring)
    copies = _said_before(opened) if show_earlier else []
    write(
        opened=opened,
        by=hand.by,
        seen=opened.sequence,
        keyring=hand.keyring,
        now=hand.now,
        change=Change(entries=[(mailbox, copy) for copy in copies]),
    )


def _said_before(opened: OpenCase) -> list[Entry]:
    """Everything said, in the order of its hours, each once.

    The team's words only where an event names them: who has the old code could have sealed others.
    What was to vanish is for the code alone that it was written to.
    """
    said = [
        entry.body
        for thread in opened.threads
        for entry in thread.entries
        if isinstance(entry.body, Text | MoreAnswers)
        and not opened.file.is_stranger(thread.mailbox.hex)
        and entry.named != entry.from_applicant
        and entry.body.token != EARLIER
        and not getattr(entry.body, "vanish", "")
    ]
    said.sort(key=lambda body: body.at)
    return [msgspec.structs.replace(body, token=EARLIER) for body in said]
