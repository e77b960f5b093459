"""The page that tells which keys work names every key that a page of the desk has."""

import re
from pathlib import Path

from django.conf import settings

from apps.desk.own import KEYS

PAGES = Path(settings.BASE_DIR) / "templates" / "desk"


def keys_in(folder: Path) -> set[str]:
    pages = [path.read_text("utf-8") for path in folder.rglob("*.html")]
    return {key for page in pages for key in re.findall(r'data-key="([^"{ ]+)', page)}


def test_it_names_every_key() -> None:
    assert keys_in(PAGES) <= KEYS.keys()


def test_it_says_which_keys_work_on_a_case() -> None:
    for key in keys_in(PAGES / "case"):
        assert "case" in str(KEYS[key][1]), key
