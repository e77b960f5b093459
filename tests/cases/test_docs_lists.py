"""docs/lists.md names every list with its codes, labels and clocks; labels are translated."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from apps.cases import vocabulary, wayout
from apps.cases.vocabulary import Labels

DOCS: Final = Path(__file__).parents[2] / "docs" / "lists.md"
# Words that are the same in another language, by themselves.
ALIKE: Final = {
    *("Signal", "WhatsApp", "Telegram", "SMS"),
    *("Urgent", "Documents", "Transport", "Visa", "Original", "Spam"),
}


def lists_of(module: ModuleType) -> Iterator[tuple[str, Labels]]:
    """Every list of a module: codes with their labels."""
    for name, found in vars(module).items():
        if isinstance(found, Mapping) and all(isinstance(one, Promise) for one in found.values()):
            yield name, found


def every_list() -> dict[str, Labels]:
    """Return the lists by name."""
    return {**dict(lists_of(vocabulary)), **dict(lists_of(wayout))}


def said() -> list[list[list[str]]]:
    """Return the rows of each table of the page, code first."""
    tables = re.findall(r"(?m)^\|---.*\n((?:\|.*\n?)+)", DOCS.read_text())
    return [
        [[cell.strip(" `") for cell in row.strip("| ").split(" | ")] for row in rows.splitlines()]
        for rows in tables
    ]


@pytest.mark.parametrize("name", every_list())
def test_it_stands_in_the_docs_with_every_code(name: str) -> None:
    with override("en"):
        codes = [[code, str(label)] for code, label in every_list()[name].items()]
    assert codes in [[row[:2] for row in rows] for rows in said()]


def test_the_docs_name_no_list_that_is_not_there() -> None:
    assert len(said()) == len(every_list())


def clock(given: timedelta | None) -> str:
    """Write a clock as the page does."""
    if given is None:
        return "until a person decides"
    hours = int(given.total_seconds() // 3600)
    return f"{hours} h" if hours <= 72 else f"{hours // 24} days"


def test_the_docs_say_how_long_each_clock_runs() -> None:
    rows = {row[0]: row[2:] for table in said() for row in table if len(row) > 2}
    for code in vocabulary.RISKS:
        said_of_risk = [vocabulary.FIRST_ACTION[code], vocabulary.LOOK_AGAIN[code]]
        assert rows[code] == [clock(one) for one in said_of_risk]
    for code in vocabulary.REASONS:
        assert rows[code] == [clock(vocabulary.KEEP[code])]


@pytest.mark.parametrize("language", [code for code, _name in settings.DESK_LANGUAGES[1:]])
def test_every_label_is_translated(language: str) -> None:
    for name, labels in every_list().items():
        for code, label in labels.items():
            with override("en"):
                english = str(label)
            with override(language):
                assert english in ALIKE or str(label) != english, (name, code)
