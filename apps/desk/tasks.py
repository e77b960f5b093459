"""Tasks of a case as its page shows them: soonest first, whose, how often."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.cases.casefile import CaseFile, Task, read_day
from apps.desk.times import moment

Named = Callable[[str], str]
# As many stand beside every section; a page of their own has all.
BESIDE = 5
LAST = date.max


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One open task; ``over`` where its day has gone by, ``whose`` only where not the owner's."""

    ref: str
    title: str
    due: date | None
    over: bool
    whose: str
    call: bool
    often: str
    done_at: datetime | None


def task_lines(file: CaseFile, named: Named, *, today: date) -> list[TaskLine]:
    """Return the open tasks, those due soonest first and those without a day last."""
    lines = [_line(task, named, today) for task in file.work.tasks.values()]
    return sorted(lines, key=lambda line: (line.due or LAST, line.title))


def finished_lines(file: CaseFile, named: Named, *, today: date) -> list[TaskLine]:
    """Return the tasks that were done, newest first."""
    lines = [_line(task, named, today) for task in file.work.finished.values()]
    return sorted(lines, key=lambda line: line.done_at or moment(0), reverse=True)


def _line(task: Task, named: Named, today: date) -> TaskLine:
    due = read_day(task.due)
    return TaskLine(
        ref=task.task,
        title=task.title,
        due=due,
        over=due is not None and due < today,
        whose=named(task.owner) if task.owner else "",
        call=task.kind == "call",
        often=often_words(task.repeats),
        done_at=moment(task.done_at) if task.done_at else None,
    )


def often_words(days: int) -> str:
    """Say how often a task comes again; "" for once."""
    if days <= 0:
        return ""
    if days % 7 == 0 and days < 90:
        weeks = days // 7
        return ngettext("every week", "every %(n)d weeks", weeks) % {"n": weeks}
    if days == 91:
        return _("every three months")
    return ngettext("every day", "every %(n)d days", days) % {"n": days}
