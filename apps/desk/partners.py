"""The team's partners in words: why a case is offered none, and how each stands in a list."""

from collections.abc import Collection, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases.partners import Offered, Shut

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
