"""How one person's desk works: a paper of their own, sealed to them alone."""

from collections.abc import Mapping
from typing import Final

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.models import Paper
from apps.cases.papers import change_own_paper, read_own_paper
from apps.crypto import CannotOpen, Keyring

# Every key that can be switched off, where it works, and what it does.
KEYS: Final[Mapping[str, tuple[str, Promise]]] = {
    "g": ("g t · g r · g c", _("Today, Requests, Cases")),
    "/": ("/", _("search")),
    "?": ("?", _("this page")),
    "j": ("j ↓", _("next row")),
    "k": ("k ↑", _("row before; case: record a check")),
    "x": ("x", _("choose the row")),
    "z": ("z", _("take back what was just done, for a minute")),
    "t": ("t 1 … t 4", _("Requests: take with a risk; case: a task")),
    "m": ("m", _("Requests: ask for more")),
    "d": ("d", _("Requests: decline; case: a document")),
    "o": ("o", _("Requests: other team")),
    "s": ("s", _("Requests: same person")),
    "1": ("1 … 9", _("case: its sections")),
    "r": ("r", _("case: reply")),
    "n": ("n", _("case: note")),
    "p": ("p", _("case: a plan item")),
    "c": ("c", _("case: safe contact")),
    "a": ("a", _("case: assign")),
    ".": (".", _("case: stage")),
}


class Own(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a person has set for their desk; ``keys_off`` are keys that do nothing for them."""

    stories_folded: bool = False
    keys_off: list[str] = []


def read_own(*, user: User, keyring: Keyring) -> Own:
    """Return what a person has set; where it does not open, what everybody begins with."""
    try:
        return read_own_paper(Paper.Kind.DESK, Own, user=user, keyring=keyring)[0]
    except CannotOpen:
        return Own()


def set_own(*, user: User, keyring: Keyring, stories_folded: bool, keys_off: list[str]) -> Own:
    """Set how a person's desk works."""
    new = Own(stories_folded=stories_folded, keys_off=sorted(set(keys_off) & set(KEYS)))
    return change_own_paper(Paper.Kind.DESK, Own, lambda _: new, user=user, keyring=keyring)
