"""Everything that writes the record. An act and its entry are one transaction, or neither is."""

import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from apps.audit.bodies import CLEAR, Body, encode, month_of
from apps.audit.models import Entry, Head, Journal, Recipient
from apps.audit.vocabulary import VERBS
from apps.crypto.audit import entry_digest, seal_entry, seal_journal_key
from apps.crypto.contexts import ZERO_DIGEST
from apps.lookups import Lookup

JOURNAL_ENTRIES: Final = 1000
JOURNAL_SECONDS: Final = 60 * 60

_HEADS: Final = Lookup(lambda: Head.objects.select_for_update().filter(pk=1))
_RECIPIENTS: Final = Lookup(lambda: Recipient.objects.order_by("team")[:1])
_JOURNALS: Final = Lookup(lambda ref, first: Journal.objects.filter(pk=ref, first=first))


@dataclass(frozen=True, slots=True)
class OpenJournal:
    """A journal that this process writes; its key never leaves the memory."""

    ref: uuid.UUID
    team: uuid.UUID
    epoch: int
    first: int
    began: int
    key: bytes

    def takes(self, number: int, at: int, recipient: Recipient) -> bool:
        """Tell whether an entry of that number and time may still go in."""
        return (
            (self.team, self.epoch) == (recipient.team, recipient.number)
            and self.first <= number < self.first + JOURNAL_ENTRIES
            and self.began <= at < self.began + JOURNAL_SECONDS
            # Rolled back, purged or restored over: then nobody could ever open what went in.
            and _JOURNALS.first(self.ref, self.first) is not None
        )


_open_journal: OpenJournal | None = None


def record(
    *,
    person: uuid.UUID | None,
    verb: str,
    kind: str = "",
    ref: uuid.UUID | None = None,
    outcome: str = "done",
    head: bytes | None = None,
) -> None:
    """Append one entry, within the transaction of the act it speaks of.

    ``person`` is None where nobody is known: an unknown handle, a timer. ``kind`` and ``ref`` name
    what was acted upon; ``head`` is a case's newest event digest after the act.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an entry belongs into the transaction of its act")
    if verb not in VERBS:
        raise ValueError(f"no such verb: {verb}")
    at = int(timezone.now().timestamp())
    body = Body(t=at, person=person, verb=verb, kind=kind, ref=ref, outcome=outcome, head=head)
    newest = _locked_head()
    recipient = _RECIPIENTS.first()
    entry = Entry(number=newest.number + 1, month=month_of(timezone.now()))
    if recipient is None:
        _write_clear(entry, encode(body), previous=bytes(newest.digest))
    else:
        journal = _journal_for(recipient, entry.number, at)
        _write_sealed(entry, encode(body), journal=journal, previous=bytes(newest.digest))
    entry.save(force_insert=True)
    _move_head(newest, entry)


@transaction.atomic
def set_recipient(*, team: uuid.UUID, number: int, public_key: bytes) -> None:
    """Seal the record to this key from now on.

    The first time, what stands in the clear is sealed too and chained anew: no head of it has
    left the house yet.
    """
    newest = _locked_head()
    Recipient.objects.exclude(team=team).delete()
    recipient, _ = Recipient.objects.update_or_create(
        team=team, defaults={"number": number, "public_key": public_key}
    )
    clear = list(Entry.objects.filter(clear_entry__isnull=False).order_by("number"))
    if clear:
        _seal_clear(clear, newest, recipient)


@transaction.atomic
def purge_before(month: int) -> int:
    """Erase the entries of earlier months; returns how many.

    The last of them stays as a blank with its digest, from which the chain goes on, and a sealed
    entry says up to where: nobody cuts the beginning off without leaving one for oversight to see.
    """
    newest = _locked_head()
    old = Entry.objects.filter(month__lt=month, number__lte=newest.number)
    # A chain runs in time, but clocks go back: nothing younger may lie before what is erased.
    young = Entry.objects.filter(month__gte=month).order_by("number").first()
    if young is not None:
        old = old.filter(number__lt=young.number)
    last = old.order_by("-number").first()
    erased = old.exclude(sealed_entry=None, clear_entry=None).count()
    if last is None or not erased:
        return 0
    old.filter(number__lt=last.number).delete()
    last.journal = last.sealed_entry = last.clear_entry = None
    last.save(update_fields=["journal", "sealed_entry", "clear_entry"])
    Journal.objects.exclude(ref__in=Entry.objects.exclude(journal=None).values("journal")).delete()
    record(person=None, verb="record_purged", head=bytes(last.digest))
    return erased


def _locked_head() -> Head:
    found = _HEADS.first()
    if found is None:
        Head.objects.get_or_create(pk=1, defaults={"number": 0, "digest": ZERO_DIGEST})
        found = Head.objects.select_for_update().get(pk=1)
    return found


def _move_head(head: Head, entry: Entry) -> None:
    head.number, head.digest = entry.number, entry.digest
    head.save(update_fields=["number", "digest"])


def _journal_for(recipient: Recipient, number: int, at: int) -> OpenJournal:
    # One for the process. Whoever records holds the head, so a journal that another transaction
    # began is either committed by now and seen, or gone and not taken.
    global _open_journal
    if _open_journal is None or not _open_journal.takes(number, at, recipient):
        _open_journal = _begin_journal(recipient, number, at)
    return _open_journal


def _begin_journal(recipient: Recipient, number: int, at: int) -> OpenJournal:
    journal = OpenJournal(
        ref=uuid.uuid4(),
        team=recipient.team,
        epoch=recipient.number,
        first=number,
        began=at,
        key=os.urandom(32),
    )
    sealed = seal_journal_key(
        journal.key,
        bytes(recipient.public_key),
        team=journal.team.bytes,
        epoch=journal.epoch,
        journal=journal.ref.bytes,
        first=number,
    )
    Journal.objects.create(
        ref=journal.ref, team=journal.team, epoch=journal.epoch, first=number, sealed_key=sealed
    )
    return journal


def _write_clear(entry: Entry, body: bytes, *, previous: bytes) -> None:
    entry.clear_entry = body.decode()
    entry.digest = entry_digest(
        number=entry.number, previous=previous, journal=CLEAR, month=entry.month, sealed=body
    )


def _write_sealed(entry: Entry, body: bytes, *, journal: OpenJournal, previous: bytes) -> None:
    sealed = seal_entry(body, key=journal.key, number=entry.number, previous=previous)
    entry.journal, entry.sealed_entry, entry.clear_entry = journal.ref, sealed, None
    entry.digest = entry_digest(
        number=entry.number,
        previous=previous,
        journal=journal.ref.bytes,
        month=entry.month,
        sealed=sealed,
    )


def _seal_clear(clear: Sequence[Entry], newest: Head, recipient: Recipient) -> None:
    before = Entry.objects.filter(number=clear[0].number - 1).first()
    previous = bytes(before.digest) if before else ZERO_DIGEST
    at = int(timezone.now().timestamp())
    for entry in clear:
        journal = _journal_for(recipient, entry.number, at)
        text = entry.clear_entry or ""
        _write_sealed(entry, text.encode(), journal=journal, previous=previous)
        previous = bytes(entry.digest)
    Entry.objects.bulk_update(
        clear, ["journal", "digest", "sealed_entry", "clear_entry"], batch_size=200
    )
    _move_head(newest, clear[-1])
