"""Handles: the short names by which people sign in and colleagues know each other."""

import re
import unicodedata
from typing import Final

from apps.accounts.errors import HandleOdd

HANDLE: Final = re.compile(r"[a-z][a-z0-9.-]{1,39}")


def normal_handle(text: str) -> str:
    """Return a typed handle as it is looked up: NFKC, small letters, no spaces around it."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def new_handle(text: str) -> str:
    """Return a handle that may be given to somebody, or raise ``HandleOdd``."""
    handle = normal_handle(text)
    if not HANDLE.fullmatch(handle):
        raise HandleOdd
    return handle


def known_shape(text: str) -> str:
    """Return a handle that could exist, else "", for which nobody is ever found."""
    handle = normal_handle(text)
    return handle if HANDLE.fullmatch(handle) else ""
