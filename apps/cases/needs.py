"""Needs beyond their events: which of them the person named in the answers. Pure."""

from collections.abc import Mapping
from typing import Final

from apps.cases.answers import Answers
from apps.cases.vocabulary import NEEDS

# The question of what is needed first, and what its answers are called in the list of needs.
ASKED: Final = "needs"
CALLED: Final[Mapping[str, str]] = {"talk": "mental_health"}


def needs_answered(answers: Answers | None) -> list[str]:
    """Return the needs that the person named themself, in the order of the list."""
    answer = answers.get(ASKED) if answers is not None else None
    said = answer.value if answer is not None and isinstance(answer.value, list) else []
    named = {CALLED.get(code, code) for code in said}
    return [need for need in NEEDS if need in named]
