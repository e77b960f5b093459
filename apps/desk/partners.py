"""The team's partners in words: how each stands in a list, and why a case is offered none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.cases.partners import Offered, Partner, Shut
from apps.cases.wayout import PLAN_ITEMS
from apps.desk.labels import day, label, listed
from apps.desk.places import country_name, language_name

SHUT: Final[Mapping[Shut, Promise]] = {
    "unverified": gettext_lazy("Partners are shown once this case is verified."),
    "concern": gettext_lazy("Partners are not shown while a concern stands on this case."),
    "damaged": gettext_lazy("Partners are not shown while a part of this case does not open."),
    "unopened": gettext_lazy("The team’s partners do not open just now. The Team page says why."),
}


def why_none(offered: Offered) -> str:
    """Say why a case is offered no partner; "" where it is offered some, or could be."""
    return str(SHUT[offered.shut]) if offered.shut else ""


def named(offered: Offered, ref: str) -> str:
    """Name a partner chosen on a case; say so where the address book no longer holds them."""
    if offered.shut == "unopened":
        return _("a partner whose name does not open")
    return offered.named(ref) or _("a partner no longer in the address book")


def choices_of(offered: Offered, chosen: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return a field's choices, nobody first; whoever was chosen stays, be it without a name."""
    listed = dict(offered.choices(chosen))
    kept = {ref: named(offered, ref) for ref in chosen if ref}
    return [("", _("Nobody")), *{**listed, **kept}.items()]


DOES: Final = PLAN_ITEMS


@dataclass(frozen=True, slots=True)
class Line:
    """How the address book shows one partner."""

    one: Partner
    does: Sequence[str]
    countries: Sequence[str]
    languages: Sequence[str]
    vouched: str

    @property
    def said(self) -> list[str]:
        """What they can do, where, in which languages: each in a line of names."""
        parts = (self.does, self.countries or [_("everywhere")], self.languages)
        return [listed(part) for part in parts if part]


def line_of(one: Partner) -> Line:
    """Return a partner's line."""
    return Line(
        one=one,
        does=[label(DOES, code) for code in one.does],
        countries=[country_name(code) for code in one.countries],
        languages=[language_name(code) for code in one.languages],
        vouched=_vouched(one),
    )


def _vouched(one: Partner) -> str:
    """Say who vouches for a partner and since when; "" where nobody does."""
    said = {"person": handle_of(one.vouched_by) if one.vouched_by else "", "day": day(one.since)}
    if one.vouched_by and one.since:
        return _("%(person)s has vouched for them since %(day)s.") % said
    if one.vouched_by:
        return _("%(person)s vouches for them.") % said
    if one.vouched and one.since:
        return _("Others have vouched for them since %(day)s.") % said
    return _("Others vouch for them.") if one.vouched else ""


def handle_of(ref: str) -> str:
    """Return a colleague's handle, be it of one who has left the team."""
    found = User.objects.filter(ref=UUID(hex=ref)).first()
    return found.handle if found else _("somebody who has left")
