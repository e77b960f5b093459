"""The yardstick of `list` and `search`: PostgreSQL over the same cases, in the clear."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import psycopg

from benchmarks.filling import Invented
from tests import postgresql

PAGE: Final = 50
TABLE: Final = """
    CREATE TABLE plain (
        ref uuid PRIMARY KEY, name text, reference text, stage text, aside text, risk text,
        owner text, language text, country text, safety text, promised date, arrived bigint,
        clock bigint, changed bigint, unread int, said text
    )
"""
INDEXES: Final = (
    "CREATE INDEX ON plain (language, risk, clock)",
    "CREATE INDEX ON plain (stage)",
    "CREATE INDEX ON plain (clock)",
)
WHERE: Final = "language = 'ru' AND risk = 'high'"
COUNTS: Final = f"SELECT stage, count(*) FROM plain WHERE {WHERE} GROUP BY stage"  # noqa: S608
ROWS: Final = f"""
    SELECT ref, name, reference, stage, aside, risk, owner, language, country, promised, clock,
    unread FROM plain WHERE {WHERE} AND stage <> 'closed' ORDER BY clock, ref LIMIT {PAGE}
"""  # noqa: S608
SEARCH: Final = f"""
    SELECT ref, name, reference, stage FROM plain
    WHERE (name ILIKE %(like)s OR reference ILIKE %(like)s OR said ILIKE %(like)s)
    ORDER BY clock, ref LIMIT {PAGE}
"""  # noqa: S608


class Plain:
    """A table of plain rows in a database of its own."""

    def __init__(self, cases: Sequence[Invented]) -> None:
        self.line = psycopg.connect(postgresql.address(), autocommit=True)
        self.line.execute("DROP TABLE IF EXISTS plain")
        self.line.execute(TABLE)
        with self.line.cursor().copy("COPY plain FROM STDIN") as copy:
            for one in cases:
                copy.write_row(_row(one))
        self.line.execute("VACUUM ANALYZE plain")

    def index(self) -> None:
        """Add the indexes that these questions would be given."""
        for statement in INDEXES:
            self.line.execute(statement)
        self.line.execute("VACUUM ANALYZE plain")

    def list(self) -> float:
        """Return how long a filtered, sorted page with counts takes, in milliseconds."""
        begun = time.perf_counter()
        self.line.execute(COUNTS).fetchall()
        self.line.execute(ROWS).fetchall()
        return 1000 * (time.perf_counter() - begun)

    def search(self, word: str) -> float:
        """Return how long a search takes, in milliseconds."""
        begun = time.perf_counter()
        self.line.execute(SEARCH, {"like": f"%{word}%"}).fetchall()
        return 1000 * (time.perf_counter() - begun)


@contextmanager
def plain(cases: Sequence[Invented]) -> Iterator[Plain]:
    """Keep the cases in the clear for a while."""
    made = Plain(cases)
    try:
        yield made
    finally:
        made.line.execute("DROP TABLE plain")
        made.line.close()


def _row(one: Invented) -> tuple[object, ...]:
    body = one.body
    facets = body.name, body.reference, body.stage, body.aside, body.risk, body.owner
    place = body.language, body.country, body.safety, body.promised
    return (
        one.ref,
        *facets,
        *place,
        body.arrived,
        body.clock,
        body.changed,
        body.unread,
        f"{one.name} {one.text}",
    )
