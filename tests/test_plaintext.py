"""Every column in the clear stands in docs/plaintext.md with its reason."""

import re
from pathlib import Path

from django.apps import apps

PAGE = Path(__file__).parent.parent / "docs" / "plaintext.md"
# Ciphertext by another name.
SEALED = {"Submission.envelope", "Session.sealed"}


def columns_in_the_clear() -> set[str]:
    return {
        f"{model.__name__}.{column}"
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
        for column in [str(field.column) for field in model._meta.concrete_fields]
        if not column.startswith("sealed_")
    } - SEALED


def listed() -> dict[str, str]:
    rows = re.findall(r"^\| (\w+\.\w+) \| (.*) \|$", PAGE.read_text(), re.MULTILINE)
    return dict(rows)


def test_it_lists_every_column_in_the_clear_and_no_other() -> None:
    assert listed().keys() == columns_in_the_clear()


def test_it_gives_a_reason_for_each() -> None:
    assert all(reason.strip() for reason in listed().values())
