"""A machine on which nothing can be confined."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PER_LINUX32: Final = 8


@contextmanager
def unconfinable() -> Iterator[None]:
    """Let the kernel tell children that they run on a machine whose numbers nobody knows."""
    libc = ctypes.CDLL(None)
    before = libc.personality(ctypes.c_ulong(PER_LINUX32))
    try:
        yield
    finally:
        libc.personality(ctypes.c_ulong(before))
