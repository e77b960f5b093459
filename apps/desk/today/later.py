"""Lines that a person put off: kept in a paper of their own, never in the case."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from apps.accounts.models import User
from apps.cases.papers import Kind, change_own_paper, read_own_paper
from apps.crypto import Keyring
from apps.desk.times import moment
from apps.desk.today.day import PutOff

HOURS: Final = "hours"
TOMORROW: Final = "tomorrow"
A_WHILE: Final = timedelta(hours=3)
# More lines than one person puts off in two days; the newest are kept.
MOST: Final = 500


class Waiting(msgspec.Struct, frozen=True):
    """One line that waits; ``case`` is a ref in hex."""

    case: str
    until: int
    kind: str
    unread: int


class Later(msgspec.Struct, frozen=True):
    """All lines that a person put off."""

    lines: list[Waiting] = []


def put_off_lines(*, user: User, keyring: Keyring) -> Mapping[UUID, PutOff]:
    """Return what a person put off, by case; raises ``CannotOpen``."""
    paper, _ = read_own_paper(Kind.LATER, Later, user=user, keyring=keyring)
    return {UUID(hex=one.case): PutOff(one.until, one.kind, one.unread) for one in paper.lines}


def put_off(case: UUID, line: PutOff, *, user: User, keyring: Keyring, now: int) -> None:
    """Put one case's line off; what was put off before and is over by now is forgotten."""
    one = Waiting(case.hex, line.until, line.kind, line.unread)

    def change(old: Later) -> Later:
        kept = (each for each in _ahead(old.lines, now) if each.case != one.case)
        return Later([*kept, one][-MOST:])

    change_own_paper(Kind.LATER, Later, change, user=user, keyring=keyring)


def bring_back(*, user: User, keyring: Keyring) -> None:
    """Put nothing off any more."""
    change_own_paper(Kind.LATER, Later, lambda _: Later(), user=user, keyring=keyring)


def until(said: str, now: int) -> int:
    """Return the hour that a word of the form means: in a while, or as tomorrow begins."""
    then = moment(now)
    if said != TOMORROW:
        return int((then + A_WHILE).timestamp())
    tomorrow = then + timedelta(days=1)
    return int(tomorrow.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())


def _ahead(lines: Iterable[Waiting], now: int) -> list[Waiting]:
    return [one for one in lines if one.until > now]
