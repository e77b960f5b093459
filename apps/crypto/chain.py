"""Chains: a case's events and a mailbox's messages, each sealed onto the one before.

The digest of entry n covers the digest of n-1, so that a dropped, replaced, reordered or
rolled-back entry shows. Digests are stored: a body can be blanked and the chain still holds.
See docs/spec/events.md and docs/spec/mailbox.md.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from apps.crypto.casekey import CaseKeys
from apps.crypto.contexts import (
    DIGEST,
    ZERO_DIGEST,
    as_bytes,
    begun,
    context,
    derive,
    digest_of,
    number_bytes,
    sha256,
)
from apps.crypto.errors import CannotOpen
from apps.crypto.keyring import EpochSecret
from apps.crypto.padding import EVENT, MESSAGE, SNAPSHOT, SUMMARY, pad, unpad
from apps.crypto.record import OVERHEAD, VERSION, Opener, open_record, seal_record

FIRST_MESSAGE_AFTER: Final = ZERO_DIGEST
# What padding makes of the largest body there is, 64 KiB.
MOST_MESSAGE: Final = OVERHEAD + 65 * MESSAGE


class Link(msgspec.Struct, frozen=True):
    """One entry of a chain as it is stored: ``sealed`` is None where the body was blanked."""

    number: int
    digest: bytes
    sealed: bytes | None
    generation: int = 0


# What a generation's entries are sealed under: the beginning of their places, and what opens them.
Generation = tuple[bytes, Opener]


class Reader:
    """Opens the entries of one chain, one after another.

    What all of them have in common is made once: it took longer than opening them. ``digest`` is
    the beginning of what their digests cover; ``generation`` raises ``CannotOpen`` for none.
    """

    def __init__(self, digest: bytes, generation: Callable[[int], Generation], step: int) -> None:
        self._digest, self._generation, self._step = digest, generation, step
        self._known = dict[int, Generation]()

    def open(self, link: Link, previous: bytes) -> bytes | None:
        """Open an entry after checking its digest; None where it was blanked; or ``CannotOpen``."""
        if link.sealed is None:
            return None
        if len(previous) != DIGEST:
            raise CannotOpen
        sealed, after = as_bytes(link.sealed), number_bytes(link.number) + previous
        # A thousand times for one page: hashlib is called straight.
        covered = hashlib.sha256(self._digest + after + hashlib.sha256(sealed).digest())
        if covered.digest() != link.digest:
            raise CannotOpen
        known = self._known.get(link.generation)
        if known is None:
            known = self._known[link.generation] = self._generation(link.generation)
        place, opener = known
        return unpad(opener(place + after, sealed), self._step)


def event_reader(keys: CaseKeys, case: bytes) -> Reader:
    """Return what opens the events of a case."""

    def generation(number: int) -> Generation:
        return begun("event", case, number_bytes(number, 1)), Opener(keys.events_key(number))

    return Reader(begun("event-digest", case), generation, EVENT)


def entry_reader(key: bytes, mailbox: bytes) -> Reader:
    """Return what opens the messages of a mailbox, with the mailbox key M."""

    def generation(_number: int) -> Generation:
        return begun("message", mailbox), Opener(messages_key(key))

    return Reader(begun("message-digest", mailbox), generation, MESSAGE)


def seal_event(body: bytes, *, keys: CaseKeys, case: bytes, number: int, previous: bytes) -> Link:
    """Seal one event (JSON) onto the chain, under the newest generation.

    ``previous`` is the digest of event n-1; for event 1 the case's origin, 32 bytes.
    """
    generation = keys.newest
    place = context("event", case, number_bytes(generation, 1), number_bytes(number), previous)
    sealed = seal_record(keys.events_key(generation), place, pad(body, EVENT))
    digest = digest_of("event-digest", case, number_bytes(number), previous, sha256(sealed))
    return Link(number, digest, sealed, generation)


def open_event(link: Link, *, keys: CaseKeys, case: bytes, previous: bytes) -> bytes | None:
    """Open one event after checking its digest; None where it was blanked; or ``CannotOpen``."""
    return event_reader(keys, case).open(link, previous)


def seal_message(body: bytes, *, key: bytes, mailbox: bytes, number: int, previous: bytes) -> Link:
    """Seal one message (JSON) onto a mailbox's chain under the mailbox key M."""
    place = context("message", mailbox, number_bytes(number), previous)
    sealed = seal_record(messages_key(key), place, pad(body, MESSAGE))
    return link_message(sealed, mailbox=mailbox, number=number, previous=previous)


def link_message(sealed: bytes, *, mailbox: bytes, number: int, previous: bytes) -> Link:
    """Put a message that somebody else sealed at its place in the chain; no key is needed.

    ``CannotOpen`` where it has not the size or the beginning of one.
    """
    steps, rest = divmod(len(sealed) - OVERHEAD, MESSAGE)
    if rest or steps < 1 or len(sealed) > MOST_MESSAGE or sealed[:1] != VERSION:
        raise CannotOpen
    digest = message_digest(sealed, mailbox=mailbox, number=number, previous=previous)
    return Link(number, digest, sealed)


def message_digest(sealed: bytes, *, mailbox: bytes, number: int, previous: bytes) -> bytes:
    """Return the digest of a message at its place: 32 bytes."""
    return digest_of("message-digest", mailbox, number_bytes(number), previous, sha256(sealed))


def messages_key(key: bytes) -> bytes:
    """Derive the key of a mailbox's messages from the mailbox key M."""
    return derive(key, context("messages"))


def is_linked(link: Link, *, mailbox: bytes, previous: bytes) -> bool:
    """Tell whether a message stands at its place in the chain, be it that nobody can open it."""
    if link.sealed is None:
        return True
    try:
        digest = message_digest(link.sealed, mailbox=mailbox, number=link.number, previous=previous)
    except CannotOpen:
        return False
    return digest == link.digest


def open_message(link: Link, *, key: bytes, mailbox: bytes, previous: bytes) -> bytes | None:
    """Open one message after checking its digest; None where it was blanked; or ``CannotOpen``."""
    return entry_reader(key, mailbox).open(link, previous)


def check_numbers(links: Sequence[Link]) -> None:
    """Raise ``CannotOpen`` unless the entries run 1…N without a gap."""
    if any(link.number != place for place, link in enumerate(links, start=1)):
        raise CannotOpen


def check_head(links: Sequence[Link], *, number: int, digest: bytes) -> None:
    """Raise ``CannotOpen`` unless the chain holds the entry that somebody saw at its end.

    This is what finds out that the last entries were dropped: nothing in a chain names its length.
    """
    if not 1 <= number <= len(links) or links[number - 1].digest != digest:
        raise CannotOpen


def seal_summary(
    body: bytes, *, epoch: EpochSecret, case: bytes, number: int, digest: bytes
) -> bytes:
    """Seal a case's summary (JSON), bound to the event number and digest that it covers."""
    return seal_record(epoch.index, _summary_place(epoch, case, number, digest), pad(body, SUMMARY))


def open_summary(
    sealed: bytes, *, epoch: EpochSecret, case: bytes, number: int, digest: bytes
) -> bytes:
    """Open a summary, or raise ``CannotOpen``."""
    return unpad(
        open_record(epoch.index, _summary_place(epoch, case, number, digest), sealed), SUMMARY
    )


def _summary_place(epoch: EpochSecret, case: bytes, number: int, digest: bytes) -> bytes:
    return context(
        "summary", epoch.team, number_bytes(epoch.number), case, number_bytes(number), digest
    )


def seal_case_summary(
    body: bytes, *, keys: CaseKeys, case: bytes, number: int, digest: bytes
) -> bytes:
    """Seal a summary under the case's own newest generation, for whom the case itself opens."""
    place = _case_summary_place(keys, case, number, digest)
    return seal_record(keys.facets_key(keys.newest), place, pad(body, SUMMARY))


def open_case_summary(
    sealed: bytes, *, keys: CaseKeys, case: bytes, number: int, digest: bytes
) -> bytes:
    """Open a summary that the case itself seals, or raise ``CannotOpen``."""
    place = _case_summary_place(keys, case, number, digest)
    return unpad(open_record(keys.facets_key(keys.newest), place, sealed), SUMMARY)


def _case_summary_place(keys: CaseKeys, case: bytes, number: int, digest: bytes) -> bytes:
    generation = number_bytes(keys.newest, 1)
    return context("case-summary", case, generation, number_bytes(number), digest)


def seal_snapshot(body: bytes, *, keys: CaseKeys, case: bytes) -> bytes:
    """Seal what the first entries of a case's chains hold (JSON), opened, under its newest keys."""
    place = _snapshot_place(keys, case)
    return seal_record(keys.facets_key(keys.newest), place, pad(body, SNAPSHOT))


def open_snapshot(sealed: bytes, *, keys: CaseKeys, case: bytes) -> bytes:
    """Open a snapshot, or raise ``CannotOpen``: also one under a generation that is not the newest.

    Whoever has left holds those.
    """
    place = _snapshot_place(keys, case)
    return unpad(open_record(keys.facets_key(keys.newest), place, sealed), SNAPSHOT)


def _snapshot_place(keys: CaseKeys, case: bytes) -> bytes:
    return context("snapshot", case, number_bytes(keys.newest, 1))
