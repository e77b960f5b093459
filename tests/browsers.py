"""How real browsers are started, and what axe says of the pages they show."""

import re
import shutil
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# They fetch nothing and never call home.
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def found(*names: str) -> str:
    """Return the path of the first of these programs that is installed, or nothing."""
    return next(filter(None, map(shutil.which, names)), "")


def in_turn(first: object, *others: object) -> list[Any]:
    """Return what a test of a page goes through: the first in every run, all in `make soak`."""
    return [first, *(pytest.param(other, marks=pytest.mark.soak) for other in others)]


# Narrow from right to left is where a page breaks first.
looks: Final = pytest.mark.parametrize(
    ("width", "language"),
    [
        (360, "ar"),
        *(
            pytest.param(*look, marks=pytest.mark.soak)
            for look in ((1280, "en"), (360, "ru"), (360, "fr"), (360, "es"))
        ),
    ],
)

_AXE: Final = Axe()
_contrasted: set[tuple[str, str]] = set()


def faults(page: Page) -> list[str]:
    """Return what axe finds on the page: which rule, and where.

    Contrast takes more time than all else and hangs on colours alone: it is looked at once for each
    page, light and dark.
    """
    page.wait_for_load_state()
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    scheme = "(prefers-color-scheme: dark)"
    dark = page.evaluate(f"String(matchMedia('{scheme}').matches)")
    # The same page of another case, in another language.
    path = re.sub(r"/[0-9a-f-]{8,}|//[^/]+(/[a-z]{2}(?=/))?", "/…", page.url)
    if (path, dark) in _contrasted:
        options["rules"] = {"color-contrast": {"enabled": False}}
    _contrasted.add((path, dark))
    found = _AXE.run(page, options=options).response["violations"]
    return [f"{page.url} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
