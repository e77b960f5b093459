"""What each section of a case page shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.cases import vocabulary
from apps.cases.casefile import (
    AnyEvent,
    ItemDropped,
    ItemMoved,
    ItemSet,
    MessageRead,
    MessageSent,
    NeedsSet,
    Noted,
    TaskDone,
    TaskDropped,
    has_words,
)
from apps.cases.gates import level_of, newest_approval
from apps.cases.messages import Entry, plain
from apps.cases.opened import OpenCase, OpenEvent
from apps.cases.tasksets import sets_of
from apps.desk import (
    acts,
    choosing,
    documents,
    files,
    following,
    gates,
    history,
    household,
    plan,
    tasks,
)
from apps.desk.answers import answers_shown, came_by, version_answered, written_on
from apps.desk.forms import ActForm, DropForm, TaskChangeForm
from apps.desk.forms.plan import item_name
from apps.desk.happened import needs_line
from apps.desk.labels import label
from apps.desk.saying import let_change, put_in_words
from apps.desk.section import Reading
from apps.desk.threads import Conversation
from apps.desk.times import moment
from apps.web.addresses import address

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Past:
    """One line of the history."""

    number: int
    at: datetime | None
    who: str
    what: str
    why: str
    struck: str = ""
    has_words: bool = False


def overview(reading: Reading) -> dict[str, Any]:
    """Facts, then the stories."""
    shown = answers_shown(reading.opened, language=reading.request.LANGUAGE_CODE)
    return {
        "facts": [one for one in shown if not one.long],
        "stories": [one for one in shown if one.long],
        "written": written_on(reading.opened.answers),
        "version": version_answered(reading.opened.answers),
        "came_by": came_by(reading.opened.answers),
        "unread": len(reading.opened.unread),
        "needs": following.need_lines(reading.opened.file),
        "needs_named": following.needs_named(reading.opened),
        "needs_unnoted": following.needs_unnoted(reading.opened),
    }


def spoken(reading: Reading) -> dict[str, Any]:
    """The last fifty entries, and all that this page marks as read."""
    events = (event.body for event in reading.opened.events)
    just_read = frozenset(
        (body.mailbox, body.number)
        for body in events
        if isinstance(body, MessageRead) and body.by == reading.me and body.at >= reading.now
    )
    talk = Conversation(reading.opened, just_read=just_read, now=reading.now)
    end = reading.until(len(talk))
    begin = max(0, end - SHOWN)
    begin = min(begin, talk.first_fresh) if end == len(talk) else begin
    shown = talk.said(begin, end)
    put_in_words(reading, shown)
    if not reading.opened.damaged and not reading.opened.case.withdrawn_on:
        let_change(reading.opened, shown)
    return {
        "thread": shown,
        "unsend_url": address("desk:unsend", reading.opened.case.ref),
        "older": begin,
        "newer": end < len(talk),
        "reachable": acts.is_reachable(reading.opened),
        "send_form": _sending(reading),
        **_writing(reading),
    }


def _sending(reading: Reading) -> ActForm | None:
    """Return the form that sends files, where an answer can be written."""
    if "answer" not in reading.open_acts:
        return reading.bound.get("send")
    return reading.bound.get("send") or files.send_form(reading.opened)


def _writing(reading: Reading) -> dict[str, Any]:
    """Return what stands beside the field for an answer: templates, and how a draft will look."""
    request, opened = reading.request, reading.opened
    if not acts.is_reachable(opened):
        return {}
    draft = reading.draft
    templates = choosing.choices_for(request, opened)
    put = next((one for one in templates if one.ref == draft.get("template")), None)
    return {
        "templates": templates,
        "put": put if put is not None and put.text in draft.get("text", "") else None,
        "seen": choosing.as_they_see(opened, draft) if draft else "",
    }


def checked(reading: Reading) -> dict[str, Any]:
    """Each check's newest result, the approval, and what a second person still looks at."""
    file, named = reading.opened.file, reading.named
    asked = newest_approval(file)
    return {
        "checks": gates.check_lines(file, named),
        "level": label(vocabulary.LEVELS, level_of(file)),
        "owed": gates.owed_looks(file, named, me=reading.me),
        "asked": asked,
        "asked_at": moment(asked.at) if asked else None,
        "asked_by": named(asked.by) if asked else "",
        "asked_words": gates.approval_words(asked, named, now=reading.now),
        "asked_mode": reading.opened.rules.mode("travel"),
    }


def to_do(reading: Reading) -> dict[str, Any]:
    """Every open task with the forms that change it, what was done, and the sets to add."""
    opened, today = reading.opened, moment(reading.now).date()
    team, user, keyring = opened.case.team, reading.request.user, reading.request.keyring
    # Once for all of them: whose a task may be is asked of the database.
    given = acts.ACTS["task_change"].given(opened)
    return {
        "task_lines": [
            _task_forms(reading, line, given)
            for line in tasks.task_lines(opened.file, reading.named, today=today)
        ],
        "finished": tasks.finished_lines(opened.file, reading.named, today=today)[:SHOWN],
        "task_sets": [
            one
            for one in sets_of(team=team, user=user, keyring=keyring)
            if one.ref not in opened.file.work.brought
        ],
    }


def _task_forms(reading: Reading, line: tasks.TaskLine, given: dict[str, Any]) -> dict[str, Any]:
    """Return one open task with the forms that change and drop it; a refused one stands open."""
    opened, ref = reading.opened, line.ref
    task = opened.file.work.tasks[ref]
    carried = {"seen": opened.sequence, "at": "tasks", "task": ref}
    said = {"title": task.title, "due": task.due, "owner": task.owner, "repeats": task.repeats}
    names = {"change": "task_change", "drop": "task_drop"}
    bound = {
        part: reading.bound[name]
        for part, name in names.items()
        if name in reading.bound and reading.bound[name].data.get("task") == ref
    }
    change = TaskChangeForm(initial={**carried, **said}, auto_id=f"change-{ref[:12]}-%s", **given)
    drop = DropForm(initial=carried, auto_id=f"drop-{ref[:12]}-%s")
    return {"task": line, "open": bool(bound), "change": change, "drop": drop, **bound}


def noted(reading: Reading) -> dict[str, Any]:
    """What colleagues wrote for each other, newest first."""
    events = reading.opened.events
    bodies = [(event.number, event.body) for event in events if isinstance(event.body, Noted)]
    end = reading.until(len(bodies))
    begin = max(0, end - SHOWN)
    notes = [
        (number, moment(body.at), reading.named(body.by), body.text)
        for number, body in reversed(bodies[begin:end])
    ]
    return {"notes": notes, "older": begin, "newer": end < len(bodies)}


def past(reading: Reading) -> dict[str, Any]:
    """Every event in words, newest first."""
    events = reading.opened.events
    end = reading.until(len(events))
    begin = max(0, end - SHOWN)
    lines = [_line(reading, event) for event in reversed(events[begin:end])]
    return {"lines": lines, "older": begin, "newer": end < len(events)}


def _line(reading: Reading, event: OpenEvent) -> Past:
    body, struck = event.body, _struck(reading, event)
    if body is None:
        return Past(event.number, None, "", _("Struck out"), "", struck)
    what = history.line(
        body, reading.named, _entry(reading.opened, body), rules=reading.opened.rules
    )
    if isinstance(body, NeedsSet):
        what = needs_line(_needs_before(reading.opened, event.number), body.needs)
    if title := _title(reading.opened, body):
        what = _("%(what)s: %(title)s") % {"what": what, "title": title}
    return Past(
        event.number,
        moment(body.at),
        reading.named(body.by),
        what,
        history.why(body),
        struck,
        has_words(body) and event.struck is None,
    )


def _needs_before(opened: OpenCase, number: int) -> dict[str, str]:
    """Return the needs as they stood before an event."""
    earlier = (event.body for event in reversed(opened.events[: number - 1]))
    return next((body.needs for body in earlier if isinstance(body, NeedsSet)), {})


def _title(opened: OpenCase, body: AnyEvent) -> str:
    """Name the task or the item of the plan that an event speaks of by its ref alone."""
    if isinstance(body, TaskDone | TaskDropped):
        return opened.file.work.titles.get(body.task, "")
    if isinstance(body, ItemMoved | ItemDropped):
        said = (one.body for one in reversed(opened.events))
        return next(
            (item_name(one) for one in said if isinstance(one, ItemSet) and one.item == body.item),
            "",
        )
    return ""


def _struck(reading: Reading, event: OpenEvent) -> str:
    """Say who struck the words out and why; "" where nothing was."""
    if event.struck is None:
        return ""
    if event.struck.calendar:
        return _("Struck out by itself, 30 days after arrival")
    said = _("Words struck out by %(person)s: %(why)s")
    return said % {"person": reading.named(event.struck.by), "why": event.struck.why}


def _entry(opened: OpenCase, body: AnyEvent) -> Entry | None:
    """Return the entry of a thread that an event about a message names, as far as it opens."""
    if not isinstance(body, MessageRead | MessageSent):
        return None
    for thread in opened.threads:
        if thread.mailbox.hex == body.mailbox and 0 < body.number <= len(thread.entries):
            return plain(thread.entries[body.number - 1].body)
    return None


SECTIONS: Final[Mapping[str, Callable[[Reading], dict[str, Any]]]] = {
    "overview": overview,
    "conversation": spoken,
    "plan": plan.planned,
    "people": household.people,
    "documents": documents.documented,
    "checks": checked,
    "notes": noted,
    "history": past,
    "tasks": to_do,
}

__all__ = ["SECTIONS", "Past", "Reading"]
