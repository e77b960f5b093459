"""What a caseworker can do with a case: every act by its name, and which a case takes now."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from apps.cases.actions import Hand
from apps.cases.opened import OpenCase
from apps.desk.acts import (
    checking,
    circle,
    contact,
    deciding,
    documents,
    following,
    household,
    moving,
    plan,
    tasks,
    travelling,
    writing,
)
from apps.desk.acts.base import Act, AskFirst, Data, NotOffered, is_reachable
from apps.desk.forms import ActForm

ACTS: Final[Mapping[str, Act]] = {
    **deciding.ACTS,
    **moving.ACTS,
    **checking.ACTS,
    **documents.ACTS,
    **tasks.ACTS,
    **household.ACTS,
    **plan.ACTS,
    **writing.ACTS,
    **circle.ACTS,
    **contact.ACTS,
    **following.ACTS,
    **travelling.ACTS,
}
# Acts that ask on a page of their own.
OWN_PAGE: Final = frozenset(name for name, act in ACTS.items() if act.own_page)
# Asked on pages of their own, in steps: the new code, who interprets, a linked case.
BESIDE: Final = ("code", "interpreters", "link")
# Words that go with a decision, each on a page of its own, and when a case takes it.
LETTERS: Final[Mapping[str, Callable[[OpenCase], bool]]] = {
    "decline": lambda opened: opened.file.aside != "declined",
    "more": lambda opened: opened.file.aside != "declined" and is_reachable(opened),
}


def stands_in(name: str, section: str) -> bool:
    """Tell whether the form of an act stands on the case page, where this section is open."""
    act = ACTS.get(name)
    if act is None or (name in OWN_PAGE and not act.beside):
        return False
    return not act.here or act.section == section


def form_for(
    name: str,
    opened: OpenCase,
    section: str,
    data: Any = None,
    *,
    draft: Mapping[str, str] | None = None,
) -> ActForm:
    """Return an act's form for a page that shows the case as it is opened here.

    ``draft`` is what its writer keeps for later, by field.
    """
    act = ACTS[name]
    initial = {"seen": opened.sequence, "at": section, **act.initial(opened), **(draft or {})}
    form = act.form(data, initial=initial, auto_id=f"{name}-%s", **act.given(opened))
    form.address = f"desk:{name}"
    return form


def acts_open(opened: OpenCase) -> list[str]:
    """Name the acts that this case takes now. What was taken back is only seen to its end."""
    if opened.damaged:
        return []
    withdrawn = opened.case.withdrawn_on is not None
    closed = opened.file.stage == "closed"
    names = [
        name
        for name, act in ACTS.items()
        if (act.when_withdrawn or not withdrawn)
        and (act.when_closed or not closed)
        and act.offered(opened)
    ]
    if withdrawn or closed:
        return names
    return [*names, *BESIDE, *(name for name, takes in LETTERS.items() if takes(opened))]


def is_repeated(name: str, hand: Hand, data: Data) -> bool:
    """Tell whether this very person did this very thing since their page was shown.

    A page sent twice, or sent again after a lost reply, is one note and one message.
    """
    return ACTS[name].repeated(hand, data)


__all__ = [
    "ACTS",
    "OWN_PAGE",
    "Act",
    "AskFirst",
    "NotOffered",
    "acts_open",
    "form_for",
    "is_reachable",
    "is_repeated",
    "stands_in",
]
