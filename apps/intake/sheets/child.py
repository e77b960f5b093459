"""Reads a workbook in a process of its own: bytes in, JSON out, nothing else.

A workbook of a kilobyte can claim a billion cells, and the reader would ask for memory until its
process dies. Here that is this process, which may write no file, and not the one that serves.
"""

import io
import json
import resource
import sys
from typing import Final

MEMORY: Final = 768 * 1024 * 1024
SECONDS: Final = 20


def main() -> None:
    """Read the first sheet that has rows; at most as many rows as the argument says."""
    most = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC):
        resource.setrlimit(nothing, (0, 0))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for name in book.sheet_names:
        rows: list[list[str]] = []
        for row in book.get_sheet_by_name(name).iter_rows():
            rows.append([_text(cell) for cell in row])
            if len(rows) > most:
                break
        if any(any(row) for row in rows):
            json.dump(rows, sys.stdout)
            return
    json.dump([], sys.stdout)


def _text(cell: object) -> str:
    """Return what stands in a cell: a formula's last result, a day as 2026-11-30."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat()).removesuffix("T00:00:00")
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    main()
