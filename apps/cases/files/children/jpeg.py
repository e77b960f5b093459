"""Runs confined: pixels in, a JPEG out. It is told nothing else, so nothing else can be in it."""

import io
from collections.abc import Callable

from PIL import Image


def ready(width: str, height: str) -> Callable[[bytes], bytes]:
    """Load the encoder. Edges of letters are kept sharp: no colour is shared between pixels."""
    size = (int(width), int(height))
    _encoded(bytes(3), (1, 1))
    return lambda pixels: _encoded(pixels, size)


def _encoded(pixels: bytes, size: tuple[int, int]) -> bytes:
    written = io.BytesIO()
    Image.frombytes("RGB", size, pixels).save(written, "JPEG", quality=88, subsampling=0)
    return written.getvalue()
