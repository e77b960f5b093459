"""How long papers as printed are kept: until 30 days after arrival, by the calendar. Pure."""

from datetime import UTC, date, datetime

from apps.cases.casefile import AnyEvent, CaseFile, PapersSet, has_words, read_day


def papers_until(file: CaseFile) -> date | None:
    """Return the day on which papers as printed go; None before anybody has arrived."""
    arrived = file.way.travel.arrived
    return None if arrived is None else read_day(arrived.papers_until)


def papers_are_over(file: CaseFile, *, now: int) -> bool:
    """Tell whether papers are neither shown nor taken any more: the day came, nobody is under way.

    Whoever sets out again needs theirs again.
    """
    until = papers_until(file)
    return until is not None and _day(now) >= until and not file.way.travel.is_under_way


def is_over(papers: PapersSet, file: CaseFile, *, now: int) -> bool:
    """Tell whether these very papers go: what was written for the next journey stays for it."""
    until = papers_until(file)
    if until is None or _day(now) < until:
        return False
    return _day(papers.at) < until or not file.way.travel.is_under_way


def papers_that_go(
    events: list[tuple[int, AnyEvent | None]], file: CaseFile, *, now: int
) -> list[tuple[int, PapersSet]]:
    """Return the numbered events whose printed words are to go by now, superseded ones as well."""
    return [
        (number, body)
        for number, body in events
        if isinstance(body, PapersSet) and has_words(body) and is_over(body, file, now=now)
    ]


def _day(now: int) -> date:
    return datetime.fromtimestamp(now, UTC).date()
