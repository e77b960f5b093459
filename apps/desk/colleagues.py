"""Colleagues at their work: load, languages, who is away and who covers, who is on watch.

What stands here is sealed in the team's paper or summed up from the cases that the viewer can
open: whoever opens no case of the team learns none of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.cases.absences import Absence, Absences, absences_of, today
from apps.cases.index import Filters, Index, read_index
from apps.crypto import Keyring
from apps.desk.labels import listed
from apps.desk.people import members
from apps.desk.places import language_name
from apps.desk.times import day_words
from apps.lookups import Lookup
from apps.teams.models import Team
from apps.teams.queries import on_watch

# By owner (ref in hex; "" for nobody): how many open cases.
Loads = Counter[str]


@dataclass(frozen=True, slots=True)
class Colleague:
    """One member of a team. ``absence`` is the one of now, or the next; ``cover`` a handle."""

    user: User
    cases: int = 0
    languages: list[str] = field(default_factory=list)
    absence: Absence | None = None
    is_away: bool = False
    cover: str = ""
    covers: list[str] = field(default_factory=list)
    watching: bool = False

    @property
    def ref(self) -> str:
        """Their ref in hex, as cases name them."""
        return self.user.ref.hex

    @property
    def load(self) -> str:
        """How many open cases they have, in words."""
        said = ngettext("%(n)d open case", "%(n)d open cases", self.cases)
        return said % {"n": self.cases}

    @property
    def speaks(self) -> str:
        """The languages by name."""
        return listed(language_name(code) for code in self.languages)

    @property
    def away(self) -> str:
        """When they are away, and who covers; "" where they are not."""
        return "" if self.absence is None else away_words(self.absence, self.cover)

    @property
    def said(self) -> str:
        """All of it in one line, for a choice in a list."""
        said = [self.user.handle, self.load, self.speaks, self.away]
        return " · ".join(words for words in said if words)


def away_words(absence: Absence, cover: str) -> str:
    """Say when somebody is away and who covers (a handle, or "")."""
    now = today()
    first, last = day_words(absence.first_day, now), day_words(absence.last_day, now)
    if absence.holds_on(now):
        said = _("away until %(last)s") % {"last": last}
    elif absence.first == absence.last:
        said = _("away on %(first)s") % {"first": first}
    else:
        said = _("away from %(first)s until %(last)s") % {"first": first, "last": last}
    if cover:
        return _("%(away)s, %(cover)s covers") % {"away": said, "cover": cover}
    return _("%(away)s, nobody covers") % {"away": said}


def away_of(ref: str, *, team: Team, user: User, keyring: Keyring) -> str:
    """Say that a colleague (ref in hex) is away today and who covers; "" where they are here."""
    absence = absences_of(team=team, user=user, keyring=keyring).on(today()).get(ref)
    if absence is None:
        return ""
    covering = User.objects.filter(ref=UUID(hex=absence.cover)).first() if absence.cover else None
    return away_words(absence, covering.handle if covering else "")


def read_loads(*, user: User, keyring: Keyring) -> Loads:
    """Count the open cases of each owner over all that a person can open."""
    return loads_in(read_index(user=user, keyring=keyring))


def loads_in(index: Index) -> Loads:
    """Count the open cases of each owner in an opened index; practice aside."""
    return index.find(Filters(no=frozenset({"practice"}))).counts("owner")


def members_at_work(*, team: Team, user: User, keyring: Keyring, loads: Loads) -> list[Colleague]:
    """Return everyone to whom a case of the team can be given, by handle."""
    paper = absences_of(team=team, user=user, keyring=keyring)
    found = _MEMBERS.all(team.ref)
    watching = {one.ref for one in _WATCHING.all(team.ref)}
    names = {one.ref.hex: one.handle for one in found}
    return [
        _colleague(
            one,
            paper,
            names,
            cases=loads[one.ref.hex],
            watching=one.ref in watching,
            day=today(),
        )
        for one in found
    ]


def _colleague(
    user: User,
    paper: Absences,
    names: Mapping[str, str],
    *,
    cases: int,
    watching: bool,
    day: date,
) -> Colleague:
    ref = user.ref.hex
    absence = paper.away.get(ref)
    if absence is not None and absence.is_over(day):
        absence = None
    return Colleague(
        user=user,
        cases=cases,
        languages=paper.languages.get(ref, []),
        absence=absence,
        is_away=absence is not None and absence.holds_on(day),
        cover=names.get(absence.cover, "") if absence else "",
        covers=[names[one] for one in paper.covering(ref, day) if one in names],
        watching=watching,
    )


def proposed_for(
    languages: Iterable[str], people: Iterable[Colleague], *, given: Counter[str] | None = None
) -> list[str]:
    """Propose who takes each case, by its language: who speaks it, is here, and has least to do.

    Returns refs in hex in the order of the cases, "" where nobody is left to propose. ``given``
    counts what people have taken on beside their load, and goes on being counted.
    """
    people, given = list(people), Counter() if given is None else given
    proposed = []
    for language in languages:
        order = sorted(people, key=lambda one: _fitness(one, language, given))
        proposed.append(order[0].ref if order else "")
        given[proposed[-1]] += 1
    return proposed


def _fitness(one: Colleague, language: str, given: Counter[str]) -> tuple[object, ...]:
    base = language.split("-")[0]
    speaks = any(code.split("-")[0] == base for code in one.languages)
    return one.is_away, not speaks, one.cases + given[one.ref], one.user.handle


_MEMBERS: Final = Lookup(members)
_WATCHING: Final = Lookup(lambda team: on_watch(team).only("ref"))
