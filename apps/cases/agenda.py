"""What Today may have to say of a case, and from when on. Pure: no database, no clock.

Written into the summary whenever the case changes, so that a day's page opens no case. Whatever
depends on the hour is told apart by ``since``: the hour from which it stands on the page.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import msgspec

from apps.cases import vocabulary
from apps.cases.answers import DANGER_NOW
from apps.cases.casefile import CaseFile, read_day
from apps.cases.ending import endings
from apps.cases.following import is_followed, next_follow_up
from apps.cases.going import going_of, silence_of
from apps.cases.wayout import ENDS_SOON, LEAVES_SOON

# Worst first, within the blocks of the page in their order.
NOW: Final = (
    "forced",
    "missed",
    "code_failed",
    "contact_lost",
    "withdrew",
    "travelling",
    "danger",
    "first_action",
)
PEOPLE: Final = (
    "changed",
    "unread",
    "promised",
    "call",
    "confirm",
    "outcome",
    "approval",
    "question",
)
DUE: Final = (*("blocked", "item", "task", "follow_up", "look_again", "aside", "gate", "papers"),)
QUIET: Final = ("papers_later", "silent", "unopened", "erasing", "review", "followed", "stale")
BLOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    "now": NOW,
    "people": PEOPLE,
    "due": DUE,
    "quiet": QUIET,
}
BLOCK_OF: Final = {kind: block for block, kinds in BLOCKS.items() for kind in kinds}
RANK: Final = {kind: place for place, kind in enumerate((*NOW, *PEOPLE, *DUE, *QUIET))}

# Whose it is: not the owner's alone.
EVERYBODY: Final = "**"
# So many characters of unread words stand on the page.
MOST_SAID: Final = 120
DAY: Final = 24 * 60 * 60
SILENT: Final = timedelta(days=30)
UNOPENED: Final = timedelta(days=14)
REVIEW: Final = timedelta(days=90)
STALE: Final = timedelta(days=182)
ERASING: Final = timedelta(days=31)


class Item(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """One reason: its kind, the hour it is about, from when on it is shown, whose, in what words.

    ``who`` is a colleague's ref in hex, "" for the case's owner, "*" for anybody but who asked, a
    "!" before a ref for anybody but them, or ``EVERYBODY``; ``ref`` is that of a task, a check-in
    or an item of the plan, ``code`` the type of that item. Times are Unix seconds.
    """

    kind: str
    at: int
    since: int = 0
    who: str = ""
    words: str = ""
    ref: str = ""
    code: str = ""
    blocked: str = ""


class Seen(msgspec.Struct, frozen=True):
    """What the threads and the answers tell beside the case file; times are Unix seconds.

    ``said`` are the newest unread words.
    """

    unread: int = 0
    unread_since: int = 0
    changed_since: int = 0
    said: str = ""
    safety: str = ""
    withdrawn: bool = False
    waits_unopened: int = 0
    forced_at: int = 0


def agenda_of(file: CaseFile, seen: Seen) -> list[Item]:
    """Return everything that Today may say of the case, worst first."""
    found = [*_closed(file, seen)] if file.is_over else [*_open(file, seen)]
    if seen.forced_at:
        # Whoever sees it first must know what not to do, whoever owns the case.
        found.append(Item("forced", seen.forced_at, who=EVERYBODY))
    return sorted(found, key=lambda item: (RANK[item.kind], item.since, item.at))


def _open(file: CaseFile, seen: Seen) -> Iterator[Item]:
    yield from _now(file, seen)
    yield from _people(file, seen)
    yield from _due(file)
    yield from _papers(file)
    if seen.withdrawn:
        return
    if is_followed(file.way.travel):
        yield Item("followed", file.changed, file.changed)
    yield Item("silent", file.changed, file.changed + int(SILENT.total_seconds()))
    yield Item("stale", file.changed, file.changed + int(STALE.total_seconds()))
    if seen.waits_unopened:
        yield Item(
            "unopened", seen.waits_unopened, seen.waits_unopened + int(UNOPENED.total_seconds())
        )


def _now(file: CaseFile, seen: Seen) -> Iterator[Item]:
    contacts = file.contacts
    if contacts.code_failed_at:
        yield Item("code_failed", contacts.code_failed_at)
    elif contacts.lost_at:
        yield Item("contact_lost", contacts.lost_at)
    if seen.withdrawn:
        yield Item("withdrew", file.changed)
    yield from _on_the_way(file)
    if not file.risk and not file.owner and seen.safety == DANGER_NOW:
        yield Item("danger", file.due)
    if file.risk == "emergency" and file.acted_at <= file.risk_at:
        yield Item("first_action", file.act_by)


def _on_the_way(file: CaseFile) -> Iterator[Item]:
    """Everybody's: each check-in from its minute on, and the journey from 72 hours before it."""
    travel = file.way.travel
    if travel.journey is None or not travel.is_under_way:
        return
    awaited = list(travel.awaited)
    for one in awaited:
        words = silence_of(travel.journey, one)
        yield Item("missed", one.due, one.due, EVERYBODY, words, one.check_in)
    if travel.legs:
        leaves = travel.legs[0].departs
        since = leaves - int(LEAVES_SOON.total_seconds())
        following = awaited[0].check_in if awaited else ""
        yield Item("travelling", leaves, since, EVERYBODY, going_of(file).encoded(), following)


def _people(file: CaseFile, seen: Seen) -> Iterator[Item]:
    if seen.unread:
        yield Item("unread", seen.unread_since, words=_beginning(seen.said))
    promised = read_day(file.promised)
    if promised is not None and not file.is_new:
        yield Item("promised", _end_of(promised), _start_of(promised))
    arrived, agreed = file.way.travel.arrived, file.contacts.agreed
    if arrived is not None and (agreed is None or agreed.at < arrived.at):
        yield Item("confirm", arrived.at)
    for call, (by, at) in file.contacts.waiting.items():
        yield Item("outcome", at, who=by, words=call)
    for task in file.work.tasks.values():
        if task.kind == "call":
            day = read_day(task.due)
            at = _end_of(day) if day else task.at
            yield Item("call", at, _start_of(day), task.owner, task.title, task.task)
    for one in file.work.approvals.values():
        if one.void:
            continue
        if not one.answer:
            yield Item("approval", one.at, who=one.of or "*", words=one.by)
        elif one.answer == "question":
            yield Item("question", one.answered_at, who=one.by, words=one.answered_by)


def _due(file: CaseFile) -> Iterator[Item]:
    for task in file.work.tasks.values():
        day = read_day(task.due)
        if day is not None and task.kind != "call":
            yield Item("task", _end_of(day), _start_of(day), task.owner, task.title, task.task)
    following = next_follow_up(file.way.travel)
    if following is not None:
        yield Item("follow_up", _end_of(following.day), _start_of(following.day))
    yield from _plan(file)
    day = read_day(file.aside_until)
    if file.aside and day is not None:
        yield Item("aside", _end_of(day), _start_of(day), words=file.aside)
    if file.risk and file.clock:
        yield Item("look_again", file.clock, file.clock - DAY)
    for gate, (by, at) in file.work.to_look_at.items():
        until = at + int(vocabulary.LOOK_AFTERWARDS.total_seconds())
        # Whoever passed it does not look at it themself.
        yield Item("gate", until, at, f"!{by}", gate)


def _papers(file: CaseFile) -> Iterator[Item]:
    """Yield what ends: before the journey does, at once; else from 30 days before, and earlier."""
    for one in endings(file.way):
        end, kind = _end_of(one.ends), one.document.kind
        if one.before_arrival:
            yield Item("papers", end, words=kind)
        elif not one.was_over:
            yield Item("papers", end, end - ENDS_SOON[-1] * DAY, words=kind)
            yield Item("papers_later", end, end - ENDS_SOON[0] * DAY, words=kind)


def _plan(file: CaseFile) -> Iterator[Item]:
    for ref, one in file.way.plan.items.items():
        said, day = one.said, read_day(one.said.due)
        if one.status == "blocked":
            yield Item("blocked", one.since, 0, said.owner, said.title, ref, said.kind, one.blocked)
        elif one.is_open and day is not None:
            yield Item("item", _end_of(day), _start_of(day), said.owner, said.title, ref, said.kind)


def _closed(file: CaseFile, seen: Seen) -> Iterator[Item]:
    # Whoever is on the way is so in a closed case too.
    yield from _on_the_way(file)
    if seen.changed_since:
        yield Item("changed", seen.changed_since, words=_beginning(seen.said))
    elif seen.unread:
        yield Item("unread", seen.unread_since, words=_beginning(seen.said))
    day = read_day(file.keep_until or "")
    if day is not None:
        end = _start_of(day)
        yield Item("erasing", end, end - int(ERASING.total_seconds()))
    elif file.keep_until is None:
        again = file.changed + int(REVIEW.total_seconds())
        yield Item("review", again, again)


def _beginning(words: str) -> str:
    """Return as much as one line shows, cut between words."""
    line = " ".join(words.split())
    if len(line) <= MOST_SAID:
        return line
    return (line[: MOST_SAID + 1].rpartition(" ")[0] or line[:MOST_SAID]) + "…"


def _start_of(day: date | None) -> int:
    if day is None:
        return 0
    return int(datetime.combine(day, time(), UTC).timestamp())


def _end_of(day: date) -> int:
    return _start_of(day) + DAY
