"""Runs confined (`apps.web.confined`): a workbook in, the rows of its first sheet out as JSON.

A workbook of a kilobyte can claim a billion cells, and the reader would ask for memory until its
process dies. Here that is this process, and not the one that serves.
"""

import io
import json
from collections.abc import Callable

from python_calamine import CalamineWorkbook


def ready(most: str) -> Callable[[bytes], bytes]:
    """Load what is needed; at most so many rows will be read, of the first sheet that has any."""
    return lambda data: json.dumps(_rows(data, int(most))).encode()


def _rows(data: bytes, most: int) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        rows: list[list[str]] = []
        for row in book.get_sheet_by_name(name).iter_rows():
            rows.append([_text(cell) for cell in row])
            if len(rows) > most:
                break
        if any(any(row) for row in rows):
            return rows
    return []


def _text(cell: object) -> str:
    """Return what stands in a cell: a formula's last result, a day as 2026-11-30."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat()).removesuffix("T00:00:00")
    return "" if cell is None else str(cell)
