"""Words not sent yet: kept sealed for who wrote them, shown again on the page of their act."""

from collections.abc import Mapping
from typing import Final

from apps.cases.casefile import MOST_CHARACTERS
from apps.cases.opened import OpenCase
from apps.cases.papers import keep_draft, read_draft
from apps.crypto import Keyring

# Acts that keep drafts, and which of their fields.
KEPT: Final[Mapping[str, tuple[str, ...]]] = {
    "answer": ("text", "day", "vanish", "template"),
}
MOST: Final = 2 * MOST_CHARACTERS


def draft_of(opened: OpenCase, act: str, *, keyring: Keyring) -> dict[str, str]:
    """Return what this person keeps for an act of the case, by field."""
    begin = f"{act}."
    kept = read_draft(opened, keyring=keyring)
    return {name.removeprefix(begin): text for name, text in kept.items() if name.startswith(begin)}


def keep(opened: OpenCase, act: str, words: Mapping[str, str], *, keyring: Keyring) -> None:
    """Keep the words of an act in the place of those kept before; none forgets them."""
    begin = f"{act}."
    kept = read_draft(opened, keyring=keyring)
    others = {name: text for name, text in kept.items() if not name.startswith(begin)}
    mine = {f"{begin}{name}": words.get(name, "")[:MOST] for name in KEPT[act]}
    if not words.get("text", "").strip():
        mine = {}
    keep_draft(opened, {**others, **mine}, keyring=keyring)


def forget(opened: OpenCase, act: str, *, keyring: Keyring) -> None:
    """Forget what was kept for an act: it is done."""
    if act in KEPT and draft_of(opened, act, keyring=keyring):
        keep(opened, act, {}, keyring=keyring)
