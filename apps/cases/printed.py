"""How long papers as printed are kept: until 30 days after arrival, by the calendar. Pure."""

from datetime import UTC, date, datetime

from apps.cases.casefile import CaseFile, PapersSet, read_day


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
    return until is not None and _day(now) >= until and _goes(papers, file, until)


def printed_until(file: CaseFile) -> date | None:
    """Return the day on which something that is printed goes; None where nothing does."""
    until = papers_until(file)
    if until is None or not any(_goes(one, file, until) for one in file.way.household.printed):
        return None
    return until


def _goes(papers: PapersSet, file: CaseFile, until: date) -> bool:
    return _day(papers.at) < until or not file.way.travel.is_under_way


def _day(now: int) -> date:
    return datetime.fromtimestamp(now, UTC).date()
