"""The list's arithmetic: filters combine, nothing is lost between pages, addresses come back."""

from hypothesis import given
from hypothesis import strategies as st

from apps.cases import vocabulary
from apps.cases.index import PAGE
from apps.cases.queries import Row
from apps.desk.listing import SORTS, Asked, listed
from tests.cases.index.plain import ME, NOW, index_of, rows

words = {
    "group": st.sampled_from(["", "closed", *vocabulary.GROUPS]),
    "stage": st.sampled_from(["", *vocabulary.STAGES, *vocabulary.ASIDES]),
    "risk": st.sampled_from(["", "unset", *vocabulary.RISKS]),
    "owner": st.sampled_from(["", "mine", "nobody", "b" * 32]),
    "language": st.sampled_from(["", "ru"]),
    "need": st.sampled_from(["", "shelter"]),
    "due": st.sampled_from(["", "over", "today", "week"]),
    "practice": st.sampled_from(["", "1"]),
    "unread": st.sampled_from(["", "1"]),
    "over": st.sampled_from(["", "1"]),
    "sort": st.sampled_from(["", *SORTS]),
}
asked = st.builds(Asked, **words)


@given(rows, asked)
def test_it_shows_every_fitting_case_once_over_all_pages(found: list[Row], wish: Asked) -> None:
    shown: list[object] = []
    page, pages = 1, 1
    index = index_of(found)
    while page <= pages:
        one = listed(index, Asked(**{**_words(wish), "page": page}), me=ME, now=NOW)  # type: ignore[arg-type]
        assert len(one.rows) <= PAGE
        shown += [row.ref for row in one.rows]
        page, pages = page + 1, one.pages
    assert len(shown) == len(set(shown)) == one.count


def _words(wish: Asked) -> dict[str, str]:
    return {name: getattr(wish, name) for name in words}


@given(rows, asked)
def test_it_never_shows_more_when_a_filter_is_added(found: list[Row], wish: Asked) -> None:
    fewer = listed(index_of(found), wish, me=ME, now=NOW)
    without = {**_words(wish), "risk": "", "unread": ""}
    more = listed(index_of(found), Asked(**without), me=ME, now=NOW)  # type: ignore[arg-type]
    assert fewer.count <= more.count


@given(asked)
def test_it_reads_back_the_address_that_it_wrote(wish: Asked) -> None:
    from django.http import QueryDict

    assert Asked.read(QueryDict(wish.address()[1:]).dict()) == wish


@given(st.dictionaries(st.sampled_from([*words, "page", "x"]), st.text(max_size=80)))
def test_it_reads_any_address(given_words: dict[str, str]) -> None:
    read = Asked.read(given_words)
    assert 1 <= read.page <= 99999
    assert len(read.address()) < 4000


@given(rows)
def test_it_puts_rows_that_do_not_open_first_where_nothing_is_asked(found: list[Row]) -> None:
    broken = [row for row in found if row.body is None]
    first = listed(index_of(found), Asked(), me=ME, now=NOW).rows[: len(broken)]
    assert {row.ref for row in first} <= {row.ref for row in broken}
    assert not any(
        row.body is None for row in listed(index_of(found), Asked(risk="high"), me=ME, now=NOW).rows
    )
