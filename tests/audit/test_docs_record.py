"""Every verb of the record stands in docs/record.md."""

import re
from pathlib import Path

from apps.audit.vocabulary import VERBS

PAGE = Path(__file__).parent.parent.parent / "docs" / "record.md"


def test_it_lists_every_verb_and_no_other() -> None:
    listed = re.findall(r"^\| ([a-z_]+) \| \S.* \|$", PAGE.read_text(), re.MULTILINE)
    assert [verb for verb in listed if verb != "verb"] == list(VERBS)
