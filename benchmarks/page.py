"""How many bytes must arrive before somebody sees the whole form, on a first visit?"""

import gzip
import re
from collections.abc import Iterator
from typing import Final

from django.conf import settings

from benchmarks.figures import Figure
from benchmarks.house import House
from benchmarks.service import Service, fetch

# One round trip: the ten segments that TCP sends before it waits for the first answer.
ROUND_TRIP: Final = 14_600
STYLE_SHEETS: Final = re.compile(rb'<link rel="stylesheet" href="([^"]+)">')
SCRIPTS: Final = re.compile(rb'<script[^>]* src="([^"]+)"')


def measure(house: House) -> Iterator[Figure]:
    """Yield the bytes of page, style sheet, script and all headers, in the longest language."""
    with Service(house.home) as service:
        found = {code: _bytes_of(service, f"/{code}/form/") for code, _name in settings.LANGUAGES}
    for place, way in enumerate(("no_scripts", "with_scripts")):
        yield _figure(way, max(sizes[place] for sizes in found.values()))
        for code, sizes in found.items():
            yield _figure(f"{way}_{code}", sizes[place])


def _bytes_of(service: Service, path: str) -> tuple[int, int]:
    """Return what is sent to a browser without scripts, and to one with them."""
    page = fetch(service, path)
    # Read as it was sent, counted as it was packed.
    sheets = STYLE_SHEETS.findall(_unpacked(page))
    if not page.startswith(b"HTTP/1.1 20") or len(sheets) != 1:
        raise SystemExit(f"{path} is no page with its one style sheet")
    plain = len(page) + sum(len(fetch(service, sheet.decode())) for sheet in sheets)
    scripts = SCRIPTS.findall(_unpacked(page))
    return plain, plain + sum(len(fetch(service, script.decode())) for script in scripts)


def _unpacked(answer: bytes) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    return gzip.decompress(body) if b"content-encoding: gzip" in head.lower() else body


def _figure(metric: str, size: int) -> Figure:
    return Figure("page", metric, size, "B", ROUND_TRIP, round(size / ROUND_TRIP, 3))
