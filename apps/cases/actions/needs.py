"""What somebody needs: each open, met, or not needed."""

from collections.abc import Mapping
from typing import Final

from apps.cases.actions.hand import Hand, one_of
from apps.cases.casefile import NeedsSet
from apps.cases.opened import OpenCase
from apps.cases.vocabulary import NEEDS
from apps.cases.writing import Change

STATES: Final = ("open", "met", "")


def set_needs(hand: Hand, changes: Mapping[str, str]) -> OpenCase:
    """Let needs be open, met, or "" for not needed; the others stay as they are."""

    def change(opened: OpenCase) -> Change:
        changed = needs_changed(hand, opened, changes)
        return Change([changed] if changed else [])

    return hand.write(change)


def needs_changed(hand: Hand, opened: OpenCase, changes: Mapping[str, str]) -> NeedsSet | None:
    """Return the event of needs that are otherwise now; None where they stand so already."""
    for need, state in changes.items():
        one_of(need, NEEDS)
        one_of(state, STATES)
    before = opened.file.work.needs
    merged = {**before, **changes}
    needs = {need: state for need, state in merged.items() if state}
    return None if needs == before else NeedsSet(by=hand.me, at=hand.now, needs=needs)
