"""The index, whose columns are integers, answers as a plain list over opened rows would."""

import uuid
from collections import Counter
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.index import PAGE, Filters
from apps.cases.index.columns import Columns, encode
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody
from apps.crypto import CannotOpen
from tests.cases.index.plain import bodies, fitting, groups, index_of, rows, sorts, wishes


@given(rows, wishes, sorts, st.integers(1, 4))
def test_it_finds_and_sorts_as_a_plain_list_does(
    found: list[Row], asked: Filters, sort: str, parts: int
) -> None:
    wanted = [row.ref for row in fitting(found, asked, sort)]
    assert index_of(found, parts=parts).find(asked).refs(sort) == wanted


@given(rows, wishes, st.integers(1, 4))
def test_it_counts_as_a_plain_list_does(found: list[Row], asked: Filters, parts: int) -> None:
    answer = index_of(found, parts=parts).find(asked)
    assert answer.count == len(fitting(found, asked, "clock"))
    assert +answer.groups == Counter(
        {group: many for group, many in groups(found, asked).items() if group}
    )


@given(rows, wishes, sorts, st.integers(1, 9))
def test_it_shows_every_fitting_case_once_over_all_pages(
    found: list[Row], asked: Filters, sort: str, size: int
) -> None:
    answer = index_of(found).find(asked)
    pages = range(1, answer.pages(size=size) + 1)
    shown = [row for page in pages for row in answer.page(page, sort, size=size)]
    assert shown == fitting(found, asked, sort)


@given(rows, wishes)
def test_it_tells_the_values_of_what_it_shows(found: list[Row], asked: Filters) -> None:
    answer = index_of(found, parts=3).find(asked)
    shown = [row.body for row in fitting(found, asked, "clock") if row.body is not None]
    if len(shown) == answer.count:
        assert answer.counts("safety") == Counter(body.safety for body in shown)
        assert answer.least("arrived") == min((b.arrived for b in shown if b.arrived), default=0)


@given(rows)
def test_it_knows_which_languages_there_are(found: list[Row]) -> None:
    spoken = {row.body.language for row in found if row.body is not None} - {""}
    assert index_of(found, parts=2).values("language") == sorted(spoken)


@given(st.lists(bodies, min_size=1, max_size=5), st.data())
def test_it_reads_no_columns_that_were_cut_off(
    found: list[SummaryBody], data: st.DataObject
) -> None:
    written = encode([(bytes(15) + bytes([place]), body) for place, body in enumerate(found)])
    short = data.draw(st.integers(0, len(written) - 1))
    with pytest.raises(CannotOpen):
        Columns(written[:short])


@given(st.binary(max_size=200))
def test_it_refuses_columns_that_nobody_wrote(junk: bytes) -> None:
    with pytest.raises(CannotOpen):
        Columns(junk)


def test_it_keeps_more_owners_than_a_byte_can_name() -> None:
    body = SummaryBody("Blue kettle", "K7-1", "screening", 1, 2, 3)
    found = [Row(ref=_ref(n), team=_ref(0), body=_owned(body, f"{n:032x}")) for n in range(1, 301)]
    asked = Filters(owners=frozenset({f"{299:032x}"}))
    assert index_of(found).find(asked).refs() == [_ref(299)]


def test_it_opens_no_more_than_a_page() -> None:
    body = SummaryBody("Blue kettle", "K7-1", "screening", 1, 2, 3)
    found = [Row(ref=_ref(n), team=_ref(0), body=body) for n in range(1, 2 * PAGE)]
    index = index_of(found)
    opened: list[int] = []
    rows_of = index.open_rows

    def count(refs: Sequence[uuid.UUID]) -> list[Row]:
        opened.append(len(refs))
        return rows_of(refs)

    index.open_rows = count
    index.find(Filters()).page(1)
    assert opened == [PAGE]


def _ref(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


def _owned(body: SummaryBody, owner: str) -> SummaryBody:
    return msgspec.structs.replace(body, owner=owner)
