"""`python -m benchmarks [NAME …] [--json]`: measure, each question in a process of its own."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import psycopg

from benchmarks.environment import ROOT, environment
from benchmarks.figures import Figure
from tests import postgresql

# These are compared with rows in the clear, in a PostgreSQL from the wheel of the tests.
PLAIN: Final = frozenset({"list", "search"})
NAMES: Final = (
    *("page", "slow", "submit", "seal", "flood", "unlock", "case", "list", "search", "doubles"),
    *("file", "memory"),
)


def main() -> None:
    asked = _asked()
    if not asked.json:
        _print(("", "metric", "value", "", "yardstick", "ratio"))
    for name in asked.names or NAMES:
        for line in _figures(name, asked):
            if asked.json:
                sys.stdout.write(line)
            else:
                _print(_row(msgspec.json.decode(line, type=Figure)))
            sys.stdout.flush()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--toy", action="store_true", help="everything once: whether it runs")
    parser.add_argument(
        "--database",
        default="",
        help="for case, list, search and unlock: an empty postgresql://…, or “wheel” to start one",
    )
    parser.add_argument(
        "--sizes",
        nargs="*",
        default=[],
        type=int,
        help="for list, search and doubles: how many cases",
    )
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in NAMES]:
        parser.error(f"no benchmark is called {unknown[0]}; there are {', '.join(NAMES)}")
    return asked


def _figures(name: str, asked: argparse.Namespace) -> Iterator[str]:
    if name in PLAIN:
        # Started from here: the measured process lets nobody else read what it writes.
        postgresql.address()
    database = _own_database() if asked.database == "wheel" else asked.database
    settings = {"FARSHORE_DATABASE": database} if database else {}
    if asked.toy:
        settings["FARSHORE_CHEAP_KDF"] = "1"
    # /tmp may lie in memory, where a commit costs nothing.
    with tempfile.TemporaryDirectory(prefix="farshore-bench-", dir="/var/tmp") as home:
        with subprocess.Popen(
            [sys.executable, "-m", "benchmarks.ask", name, home, *_flags(asked)],
            cwd=ROOT,
            env=environment(Path(home), **settings),
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            yield from process.stdout or ()
        if process.returncode:
            raise SystemExit(f"{name} did not come to its end")


def _flags(asked: argparse.Namespace) -> list[str]:
    return ["--toy"] * asked.toy + [str(size) for size in sorted(asked.sizes)]


def _own_database() -> str:
    """Start the server of the tests, unless it runs, and make an empty database there."""
    name = f"bench_{os.urandom(4).hex()}"
    with psycopg.connect(postgresql.address(), autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")
    return postgresql.address().replace("/postgres?", f"/{name}?")


def _row(figure: Figure) -> Sequence[str]:
    return (
        figure.bench,
        figure.metric,
        _said(figure.value),
        figure.unit,
        _said(figure.yardstick),
        _said(figure.ratio),
    )


def _said(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _print(cells: Sequence[str]) -> None:
    widths = (8, 30, -10, 5, -10, -8)
    sys.stdout.write(
        "".join(
            f"{cell:<{width}}" if width > 0 else f"{cell:>{-width}} "
            for cell, width in zip(cells, widths, strict=True)
        ).rstrip()
        + "\n"
    )


if __name__ == "__main__":
    main()
