"""What a case page shows around its sections."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.accounts.doors import DeskRequest
from apps.cases import vocabulary
from apps.cases.casefile import Blanked
from apps.cases.days import days_after, hour_of
from apps.cases.messages import Text
from apps.cases.opened import OpenCase
from apps.desk import acts, contact, following, plan, sections, tasks
from apps.desk.answers import must_not_say
from apps.desk.forms import ActForm
from apps.desk.gates import gates_ahead
from apps.desk.head import head_of
from apps.desk.people import by_name, colleagues_of
from apps.desk.sections import Reading
from apps.desk.times import moment
from apps.desk.undoing import offer_of
from apps.desk.ways import changed_behind_us
from apps.web.addresses import address
from apps.web.queries import organisation

# Section, the name of its URL, and its label.
SECTIONS: Final = {
    "overview": ("desk:case", _("Overview")),
    "conversation": ("desk:conversation", _("Conversation")),
    "plan": ("desk:plan", _("Plan")),
    "people": ("desk:people", _("People")),
    "documents": ("desk:documents", _("Documents")),
    "checks": ("desk:checks", _("Checks")),
    "notes": ("desk:notes", _("Notes")),
    "history": ("desk:history", _("History")),
    "tasks": ("desk:tasks", _("Tasks")),
}
# Reached from beside every section, and so no tab of its own.
BESIDE: Final = frozenset({"tasks"})
# The key of an act that stands in one section alone and is pressed in any.
LENDS: Final = {"conversation": "r", "documents": "d", "checks": "k", "notes": "n"}


@dataclass(frozen=True, slots=True)
class Tab:
    """One section, by its address; ``lends`` is the key of its act, for every other section."""

    label: str
    url: str
    current: bool
    count: int
    lends: str


class _Forms(Mapping[str, ActForm]):
    """The forms that stand on the page, each made when the page asks for it."""

    def __init__(self, reading: Reading, section: str) -> None:
        opened, bound = reading.opened, reading.bound
        # A refused form is shown with its words even where the act is no longer offered.
        names = {*reading.open_acts, *(() if opened.damaged else bound)}
        self._names = {name for name in names if acts.stands_in(name, section)}
        self._reading, self._section = reading, section
        self._made = {name: form for name, form in bound.items() if name in self._names}

    def __getitem__(self, name: str) -> ActForm:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._made:
            draft = self._reading.draft if name == "answer" else None
            made = acts.form_for(name, self._reading.opened, self._section, draft=draft)
            self._made[name] = made
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def page_context(
    request: DeskRequest,
    opened: OpenCase,
    section: str,
    *,
    now: int,
    bound: Mapping[str, ActForm],
) -> dict[str, Any]:
    """Return what every section shows, and what this one does. ``bound`` are refused forms."""
    people = by_name()
    reading = Reading(request, opened, people, now, bound)
    names, draft = reading.open_acts, reading.draft
    # Who has left can open it no more, whatever was written when it was restricted.
    restricted = opened.file.restricted
    forms = _Forms(reading, section)
    return {
        "case": opened.case,
        "opened": opened,
        "file": opened.file,
        "section": section,
        "section_url": address(SECTIONS[section][0], opened.case.ref),
        "head": head_of(opened, people=people, now=now),
        "tabs": _tabs(opened, section),
        "now": moment(now),
        "today": moment(now).date(),
        "me": reading.me,
        "open_acts": names,
        "acts": forms,
        "draft": draft,
        "safe_contact": contact.panel_of(opened, me=reading.me, named=reading.named, now=now),
        "outcomes": list(vocabulary.OUTCOMES.items()),
        "errors": any(form.errors for form in bound.values()),
        "refused": next((form for form in bound.values() if form.errors), None),
        "next_act": _next_act(opened, section),
        "not_say": must_not_say(opened),
        "tasks_beside": tasks.task_lines(opened.file, reading.named, today=moment(now).date())[
            : tasks.BESIDE
        ],
        "plan_beside": plan.beside(opened, today=moment(now).date()),
        "tasks_count": len(opened.file.work.tasks),
        "gates_ahead": gates_ahead(opened, reading.named, now=now),
        "says_changed": _says_changed(opened),
        "changed_behind_us": changed_behind_us(opened),
        "named": [handle for ref, handle in colleagues_of(opened).items() if ref in restricted],
        "struck": "struck" in request.GET and _just_struck(opened, reading.me),
        "offer": offer_of(request.GET.get("done", ""), by=request.user),
        "withdrawn_until": withdrawn_until(opened),
        "following": following.following_of(opened, reading.named, today=moment(now).date()),
        **sections.SECTIONS[section](reading),
    }


def _tabs(opened: OpenCase, section: str) -> list[Tab]:
    counts = {"conversation": len(opened.unread), "notes": opened.file.notes}
    counts["people"] = len(opened.file.way.household.people)
    return [
        Tab(
            label=str(label),
            url=address(name, opened.case.ref),
            current=code == section,
            count=counts.get(code, 0),
            lends="" if code == section else LENDS.get(code, ""),
        )
        for code, (name, label) in SECTIONS.items()
        if code not in BESIDE
    ]


def _next_act(opened: OpenCase, section: str) -> str:
    """Name the one act that stands out beside this section; its own form may stand out instead."""
    if opened.damaged or section in {"conversation", "notes", "people"}:
        return ""
    if opened.file.stage == "closed" or opened.case.withdrawn_on:
        return ""
    if not opened.file.risk:
        return "risk"
    return "" if opened.file.owner else "take"


def _just_struck(opened: OpenCase, me: str) -> bool:
    """Tell whether this person struck words out among the last things that happened."""
    last = [event.body for event in opened.events[-3:]]
    return any(isinstance(body, Blanked) and body.by == me for body in last)


def _says_changed(opened: OpenCase) -> bool:
    """Tell whether the person pressed that something has changed, and the case is over still."""
    if not opened.file.is_over or opened.case.withdrawn_on:
        return False
    since = hour_of(max(opened.file.stage_at, opened.file.aside_at))
    bodies = (entry.body for thread in opened.threads for entry in thread.entries)
    return any(
        isinstance(body, Text) and body.by == "applicant" and body.changed and body.at >= since
        for body in bodies
    )


def withdrawn_until(opened: OpenCase) -> date | None:
    """Return the day on which what we wrote goes, where the request was taken back."""
    if opened.case.withdrawn_on is None:
        return None
    site = organisation()
    return days_after(opened.case.withdrawn_on, site.withdraw_days if site else 0)
