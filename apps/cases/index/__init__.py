"""The sealed index: lists, counts, boards and searches over every case, opened in memory.

    index = open_index(user=user, keyring=keyring)          # apps.cases.admission
    found = index.find(Filters(stage="planning", owners=frozenset({me})))
    found.count, found.groups, found.page(1, "clock")

How it works, grows and what it costs: docs/index.md.
"""

from apps.cases.index.filters import CLOSED, Filters
from apps.cases.index.found import PAGE, Found, Index
from apps.cases.index.opening import open_some, open_teams, read_index
from apps.cases.index.segments import empty_segments

__all__ = [
    "CLOSED",
    "PAGE",
    "Filters",
    "Found",
    "Index",
    "empty_segments",
    "open_some",
    "open_teams",
    "read_index",
]
