"""What somebody can open who has every key that they ever held, and every row that there is."""

from collections.abc import Iterator

from apps.cases.models import Case, CaseKey, Event, HandedKeys, Message, Submission, Summary
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.crypto.casekey import CaseKeys, unpack_case_keys, unwrap_case_keys
from apps.crypto.chain import Link, open_case_summary, open_event, open_summary
from apps.crypto.handed import Handed, Purpose
from apps.crypto.submission import open_arrival, open_envelope
from apps.teams.models import Team
from apps.teams.queries import open_epoch
from tests.people import Person
from tests.world import fresh


def epochs_of(person: Person, team: Team) -> list[EpochSecret]:
    """Every epoch of a team that this person holds today: to be kept for later."""
    keyring = fresh(person)
    newest = team.epochs.count()
    return [
        open_epoch(team=team, number=number, user=person.user, keyring=keyring)
        for number in range(1, newest + 1)
    ]


def keys_now(epochs: list[EpochSecret], keyring: Keyring, case: Case) -> Iterator[CaseKeys]:
    """Yield the case's keys in all ways that somebody with these secrets finds in the rows."""
    for row in CaseKey.objects.filter(case=case):
        for epoch in epochs:
            try:
                yield unwrap_case_keys(bytes(row.sealed_keys), epoch=epoch, case=case.ref.bytes)
            except CannotOpen:
                continue
    for given in HandedKeys.objects.filter(case=case):
        for to in {keyring.user, case.team_id.bytes, *(one.team for one in epochs)}:
            handed = Handed(
                Purpose(bytes([given.purpose])),
                given.team_id.bytes,
                given.number,
                case.ref.bytes,
                to,
                given.at,
                bytes(given.sealed_keys),
                bytes(given.signature),
            )
            for key in (keyring.kem, *(epoch.kem for epoch in epochs)):
                try:
                    yield unpack_case_keys(key.open(handed.place, handed.envelope))
                except CannotOpen:
                    continue


def opens(
    epochs: list[EpochSecret],
    keyring: Keyring,
    case: Case,
    *,
    known: tuple[CaseKeys, ...] = (),
    after: int = 0,
) -> set[str]:
    """Name what of a case opens; ``known`` are keys of it from before, ``after`` an event then."""
    keys = [*known, *keys_now(epochs, keyring, case)]
    found = {"case key"} if len(keys) > len(known) else set()
    digests = {row.number: bytes(row.digest) for row in Event.objects.filter(case=case)}
    for row in Event.objects.filter(case=case, number__gt=after):
        previous = digests.get(row.number - 1, bytes(case.origin))
        link = Link(row.number, bytes(row.digest), bytes(row.sealed_body or b""), row.generation)
        for one in keys:
            try:
                open_event(link, keys=one, case=case.ref.bytes, previous=previous)
                found.add("event")
            except CannotOpen:
                continue
    found |= _summary(epochs, keys, case)
    found |= _arrivals(epochs, case)
    return found


def _summary(epochs: list[EpochSecret], keys: list[CaseKeys], case: Case) -> set[str]:
    row = Summary.objects.get(case=case)
    sealed, digest = bytes(row.sealed_summary or b""), bytes(row.digest or b"")
    place = {"case": case.ref.bytes, "number": row.sequence, "digest": digest}
    for epoch in epochs:
        try:
            open_summary(sealed, epoch=epoch, **place)  # type: ignore[arg-type]
        except CannotOpen:
            continue
        return {"summary"}
    for one in keys:
        try:
            open_case_summary(sealed, keys=one, **place)  # type: ignore[arg-type]
        except CannotOpen:
            continue
        return {"summary"}
    return set()


def _arrivals(epochs: list[EpochSecret], case: Case) -> set[str]:
    found = set()
    submission = Submission.objects.filter(case=case).first()
    for epoch in epochs:
        if submission is not None and submission.envelope is not None:
            try:
                open_envelope(bytes(submission.envelope), epoch=epoch)
                found.add("submission")
            except CannotOpen:
                pass
        for message in Message.objects.filter(case=case):
            place = {"ref": message.mailbox.bytes, "number": message.number}
            try:
                open_arrival(bytes(message.sealed_arrival), epoch=epoch, **place)  # type: ignore[arg-type]
                found.add(f"arrival {message.number}")
            except CannotOpen:
                continue
    return found
