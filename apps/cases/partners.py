"""Partners: whom a team can ask for help for a case, and who vouches for them.

One sealed paper a team; everybody who can open the team keeps it. What a case is offered of it, and
from when on, is said here alone: nothing of a partner goes to an applicant.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from apps.cases.gates import level_of
from apps.cases.kept import KeptList, KeptPaper
from apps.cases.models import Paper
from apps.cases.opened import OpenCase
from apps.crypto import CannotOpen, Keyring
from apps.teams.errors import TeamClosed

MOST_PARTNERS: Final = 300
MOST_NAME: Final = 80
MOST_WORDS: Final = 1000
MOST_CHOSEN: Final = 60
# Why a case is offered none: a fault in it, a concern, no check yet, a book that does not open.
Shut = Literal["", "damaged", "concern", "unverified", "unopened"]
_CONCERN: Final = frozenset({"concern_raised", "rejected"})


class Partner(msgspec.Struct, frozen=True, omit_defaults=True):
    """One partner: ``does`` holds types of plan items; no country or language means any.

    Who vouches is a colleague (ref in hex), words, or both, since a day (ISO 8601). One that rests
    is not to be asked now.
    """

    ref: str
    name: str
    does: list[str] = []
    countries: list[str] = []
    languages: list[str] = []
    contact: str = ""
    vouched_by: str = ""
    vouched: str = ""
    since: str = ""
    notes: str = ""
    resting: bool = False

    @property
    def title(self) -> str:
        """The name, as every list that a team keeps calls it."""
        return self.name

    def can(self, what: str) -> bool:
        """Tell whether they do it; nobody is said to do what was not written down."""
        return what in self.does

    def is_in(self, country: str) -> bool:
        """Tell whether they work in that country."""
        return not self.countries or country in self.countries

    def speaks(self, language: str) -> bool:
        """Tell whether they speak a language, be it another form of it."""
        base = language.split("-")[0]
        return not self.languages or base in {one.split("-")[0] for one in self.languages}


class Partners(KeptPaper[Partner]):
    """A team's address book."""

    items: list[Partner] = msgspec.field(default_factory=list, name="partners")

    def found(self, *, does: str = "", country: str = "", language: str = "") -> list[Partner]:
        """Return those that fit all that is asked, by name."""
        fitting = [
            one
            for one in self.items
            if (not does or one.can(does))
            and (not country or one.is_in(country))
            and (not language or one.speaks(language))
        ]
        return sorted(fitting, key=lambda one: one.name.casefold())


PARTNERS: Final = KeptList[Partners, Partner](Paper.Kind.PARTNERS, Partners, MOST_PARTNERS)
read_partners, save_partner, delete_partner = PARTNERS.read, PARTNERS.save, PARTNERS.delete


@dataclass(frozen=True, slots=True)
class Offered:
    """What a case may be given of the address book: those that fit best first.

    ``shut`` says why there are none. Who was chosen already is named whatever became of the case.
    """

    book: Partners
    partners: Sequence[Partner] = ()
    shut: Shut = ""

    def named(self, ref: str) -> str:
        """Return the name of a partner; "" where the address book no longer holds them."""
        found = self.book.find(ref)
        return found.name if found else ""

    def choices(self, chosen: Collection[str] = ()) -> list[tuple[str, str]]:
        """Return ref and name for a field's list; who was chosen already stays in it."""
        kept = [one for ref in chosen if (one := self.book.find(ref))]
        named = {one.ref: one.name for one in (*self.partners, *kept)}
        return list(named.items())


def partners_for(
    opened: OpenCase, *, keyring: Keyring, does: str = "", country: str = "", language: str = ""
) -> Offered:
    """Return whom a case may be given, those first who do that, there, in that language.

    Without a language it is the person's own. Nobody before the case is verified, nor while a
    concern stands or a part of it does not open.
    """
    try:
        book, _version = read_partners(team=opened.case.team, user=opened.user, keyring=keyring)
    except (CannotOpen, TeamClosed):
        return Offered(Partners(), shut="unopened")
    if shut := _shut(opened):
        return Offered(book, shut=shut)
    if not language and (answers := opened.answers):
        language = answers.language

    def fitness(one: Partner) -> tuple[object, ...]:
        elsewhere = bool(country) and not one.is_in(country)
        return not one.can(does), elsewhere, not one.speaks(language), one.name.casefold()

    return Offered(book, sorted((one for one in book.items if not one.resting), key=fitness))


def _shut(opened: OpenCase) -> Shut:
    if opened.damaged:
        return "damaged"
    level = level_of(opened.file)
    if level in _CONCERN:
        return "concern"
    return "unverified" if level == "unverified" else ""
