"""The list's arithmetic: filters combine, nothing is lost between pages, addresses come back."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from apps.cases import vocabulary
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody
from apps.desk.listing import PAGE, SORTS, Asked, listed

ME = "a" * 32
NOW = 1_800_000_000

bodies = st.builds(
    SummaryBody,
    name=st.just("Blue kettle"),
    reference=st.integers(0, 9999).map(lambda number: f"K7-{number:04}"),
    stage=st.sampled_from(vocabulary.ORDER),
    arrived=st.integers(NOW - 10**7, NOW),
    clock=st.integers(0, NOW * 2),
    changed=st.integers(0, NOW),
    aside=st.sampled_from(["", *vocabulary.ASIDES]),
    risk=st.sampled_from(["", *vocabulary.RISKS]),
    owner=st.sampled_from(["", ME, "b" * 32]),
    language=st.sampled_from(["", "ru", "ar"]),
    country=st.sampled_from(["", "GE", "TR"]),
    promised=st.sampled_from(["", "2020-01-01", "2040-01-01", "junk"]),
    unread=st.integers(0, 3),
)
rows = st.lists(
    st.builds(Row, ref=st.uuids(version=4), team=st.just(uuid.UUID(int=1)), body=bodies),
    max_size=130,
)
words = {
    "group": st.sampled_from(["", "closed", *vocabulary.GROUPS]),
    "stage": st.sampled_from(["", *vocabulary.STAGES, *vocabulary.ASIDES]),
    "risk": st.sampled_from(["", "unset", *vocabulary.RISKS]),
    "owner": st.sampled_from(["", "mine", "nobody", "b" * 32]),
    "language": st.sampled_from(["", "ru"]),
    "unread": st.sampled_from(["", "1"]),
    "over": st.sampled_from(["", "1"]),
    "sort": st.sampled_from(["", *SORTS]),
}
asked = st.builds(Asked, **words)


@given(rows, asked)
def test_it_shows_every_fitting_case_once_over_all_pages(found: list[Row], wish: Asked) -> None:
    shown: list[uuid.UUID] = []
    page, pages = 1, 1
    while page <= pages:
        one = listed(found, Asked(**{**_words(wish), "page": page}), me=ME, now=NOW)  # type: ignore[arg-type]
        assert len(one.rows) <= PAGE
        shown += [row.ref for row in one.rows]
        page, pages = page + 1, one.pages
    assert len(shown) == len(set(shown)) == one.count


def _words(wish: Asked) -> dict[str, str]:
    return {name: getattr(wish, name) for name in words}


@given(rows, asked)
def test_it_never_shows_more_when_a_filter_is_added(found: list[Row], wish: Asked) -> None:
    fewer = listed(found, wish, me=ME, now=NOW)
    without = {**_words(wish), "risk": "", "unread": ""}
    more = listed(found, Asked(**without), me=ME, now=NOW)  # type: ignore[arg-type]
    assert fewer.count <= more.count


@given(rows)
def test_it_counts_each_case_in_one_group(found: list[Row]) -> None:
    assert sum(listed(found, Asked(), me=ME, now=NOW).groups.values()) == len(found)


@given(asked)
def test_it_reads_back_the_address_that_it_wrote(wish: Asked) -> None:
    from django.http import QueryDict

    assert Asked.read(QueryDict(wish.address()[1:]).dict()) == wish


@given(st.dictionaries(st.sampled_from([*words, "page", "x"]), st.text(max_size=80)))
def test_it_reads_any_address(given_words: dict[str, str]) -> None:
    read = Asked.read(given_words)
    assert 1 <= read.page <= 99999
    assert len(read.address()) < 4000


def test_it_puts_rows_that_do_not_open_first_where_nothing_is_asked() -> None:
    broken = Row(ref=uuid.uuid4(), team=uuid.UUID(int=1), body=None)
    assert listed([broken], Asked(), me=ME, now=NOW).rows == [broken]
    assert not listed([broken], Asked(risk="high"), me=ME, now=NOW).rows
