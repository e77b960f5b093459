"""Other ways to help: what a team tells somebody whom it declines, by country and in each language.

One sealed paper a team; its coordinator keeps it.
"""

from collections.abc import Mapping
from typing import Final
from uuid import uuid4

import msgspec

from apps.accounts.models import User
from apps.cases.errors import PaperChanged
from apps.cases.models import Paper
from apps.cases.papers import read_team_paper, write_team_paper
from apps.crypto import Keyring
from apps.teams.models import Team

MOST_WAYS: Final = 200
MOST_CHARACTERS: Final = 1000


class OtherWay(msgspec.Struct, frozen=True):
    """One other way: ``countries`` (ISO 3166; none: everywhere), ``texts`` by language (BCP 47).

    The title is for colleagues alone.
    """

    ref: str
    title: str
    countries: list[str]
    texts: dict[str, str]

    def is_for(self, country: str) -> bool:
        """Tell whether it helps somebody who is in that country."""
        return not self.countries or country in self.countries

    def text(self, language: str) -> str:
        """Return the words in a language, be it in a plainer form of it, or ""."""
        return self.texts.get(language) or self.texts.get(language.split("-")[0]) or ""

    def meaning(self, language: str) -> str:
        """Return the words for a reader of that language, else in English, else in any."""
        others = (text for text in self.texts.values() if text)
        return self.text(language) or self.text("en") or next(others, "")


class OtherWays(msgspec.Struct, frozen=True):
    """What a team keeps, in its order."""

    ways: list[OtherWay] = []

    def find(self, ref: str) -> OtherWay | None:
        """Return the way of that ref, or None."""
        return next((one for one in self.ways if one.ref == ref), None)

    def near(self, country: str) -> list[OtherWay]:
        """Return those for a country: its own before those for everywhere."""
        found = [one for one in self.ways if one.is_for(country)]
        return sorted(found, key=lambda one: not one.countries)


def read_other_ways(*, team: Team, user: User, keyring: Keyring) -> tuple[OtherWays, int]:
    """Return what a team keeps and the version of its paper.

    Raises ``CannotOpen`` and a ``TeamClosed``.
    """
    kind = Paper.Kind.OTHER_WAYS
    return read_team_paper(kind, OtherWays, team=team, user=user, keyring=keyring)


def save_way(way: OtherWay, *, version: int, team: Team, user: User, keyring: Keyring) -> None:
    """Put a way in the place of the one of its ref, or behind all others; recorded.

    Raises ``PaperChanged`` where the paper is no longer the version that was read, ``ValueError``
    where a team has 200 already.
    """
    kept = _kept(version, team, user, keyring)
    new = [way if one.ref == way.ref else one for one in kept.ways]
    if way not in new:
        new.append(way)
    if len(new) > MOST_WAYS:
        raise ValueError("a team has no room for more")
    _write(new, version, team, user, keyring)


def delete_way(ref: str, *, version: int, team: Team, user: User, keyring: Keyring) -> None:
    """Take a way away; recorded. Raises ``PaperChanged`` where somebody was faster."""
    kept = _kept(version, team, user, keyring)
    _write([one for one in kept.ways if one.ref != ref], version, team, user, keyring)


def _kept(version: int, team: Team, user: User, keyring: Keyring) -> OtherWays:
    kept, now = read_other_ways(team=team, user=user, keyring=keyring)
    if now != version:
        raise PaperChanged
    return kept


def _write(ways: list[OtherWay], version: int, team: Team, user: User, keyring: Keyring) -> None:
    kind = Paper.Kind.OTHER_WAYS
    paper = OtherWays(ways)
    write_team_paper(kind, paper, version=version, team=team, user=user, keyring=keyring)


def with_ways(text: str, ways: Mapping[str, str]) -> str:
    """Return a message with the words of other ways (by ref) beneath it, each a paragraph."""
    return "\n\n".join(part for part in (text.strip(), *ways.values()) if part)


def new_ref() -> str:
    """Return a random ref for a new way."""
    return uuid4().hex
