"""Runs confined: a PDF in, the pixels of one page out. Nothing in it is run or followed.

The engine is built without scripts and without XFA; pages, annotations and filled-in fields are
drawn as a printer would.
"""

from collections.abc import Callable
from typing import Final

import pypdfium2
from pypdfium2 import raw

# At most this many pixels for each of a page's points: a stamp is not blown up to a poster.
SCALE: Final = 4.0


def ready(page: str, most_pages: str, longest: str) -> Callable[[bytes], bytes]:
    """Draw an empty page, so that all that the engine loads late is there."""
    trial = pypdfium2.PdfDocument.new()
    _drawn(trial.new_page(10, 10), 10)
    return lambda data: _shown(data, int(page), int(most_pages), int(longest))


def _shown(data: bytes, number: int, most_pages: int, longest: int) -> bytes:
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
        if not 1 <= pages <= most_pages:
            return b"no pages\n" if pages else b"no broken\n"
        if not 1 <= number <= pages:
            return b"no page\n"
        document.init_forms()
        width, height, rows = _drawn(document[number - 1], longest)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        return b"no locked\n" if locked else b"no broken\n"
    return b"ok %d %d %d\n" % (width, height, pages) + rows


def _drawn(page: pypdfium2.PdfPage, longest: int) -> tuple[int, int, bytes]:
    width, height = page.get_size()
    # Sizes in pixels are rounded up; half a pixel less keeps the longer side within.
    scale = min(SCALE, (longest - 0.5) / max(width, height))
    drawn = page.render(scale=scale, rev_byteorder=True, force_bitmap_format=raw.FPDFBitmap_BGR)
    rows = memoryview(drawn.buffer).cast("B")
    starts = range(0, drawn.height * drawn.stride, drawn.stride)
    wide = drawn.width * 3
    return drawn.width, drawn.height, b"".join(rows[start : start + wide] for start in starts)
