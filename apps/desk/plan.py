"""What the section Plan shows: items on a line of time, their sums, and what can be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.cases.casefile import CaseFile, Item, Leg, read_day
from apps.cases.gates import PLAN_BEGINS, lacks_guardian
from apps.cases.opened import OpenCase
from apps.cases.partners import Offered, partners_for
from apps.cases.plans import Sum, sums_of, totals_of
from apps.cases.plansets import plan_sets_of
from apps.cases.wayout import BLOCKED_BY, ITEM_STATUSES
from apps.desk import acts, journeys
from apps.desk.acts.plan import person_name
from apps.desk.forms import ActForm
from apps.desk.forms.plan import (
    MONEY,
    DropItemForm,
    ItemForm,
    MoveItemForm,
    initial_of,
    item_name,
)
from apps.desk.labels import label
from apps.desk.money import money_words
from apps.desk.partners import choices_of, named, why_none
from apps.desk.section import Reading
from apps.desk.timeline import Bar, Line, line_of
from apps.desk.times import moment

# As many stand beside every section, and so many days before they are due.
BESIDE: Final = 4
SOON: Final = 7
LAST: Final = date.max
# What one press makes of an item.
NEXT: Final = {
    "planned": ("in_progress", "done"),
    "approved": ("in_progress", "done"),
    "in_progress": ("done",),
    "blocked": ("in_progress", "done"),
}


@dataclass(slots=True)
class Row:
    """One item as the line of time shows it; ``state`` is what colours it.

    ``too_soon`` says that it is due before something that it waits for;
    ``presses`` are the statuses that one press gives it, with their words.
    """

    ref: str
    name: str
    state: str
    status: str
    why: str
    due: date | None
    too_soon: bool
    whose: str
    partner: str
    person: str
    waits: list[str]
    costs: list[str]
    note: str
    bars: list[Bar]
    presses: list[tuple[str, str]]
    forms: dict[str, ActForm] | None = None


@dataclass(frozen=True, slots=True)
class LegRow:
    """One leg of the journey on the same line; the hour is that of the place."""

    origin: str
    to: str
    day: date
    clock: str
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class SumRow:
    """Sums of one currency and one fund in words; ``total`` is that of all its funds."""

    currency: str
    fund: str
    planned: str
    approved: str
    paid: str
    open: str
    total: bool


def state_of(item: Item, today: date) -> str:
    """Tell how an item stands: *late* comes before all else that is open."""
    due = read_day(item.said.due)
    if item.is_open and due is not None and due < today:
        return "late"
    return item.status


def planned(reading: Reading) -> dict[str, Any]:
    """Every item on a line of time, the legs among them, the sums, and the forms."""
    opened, today = reading.opened, moment(reading.now).date()
    file, plan = opened.file, opened.file.way.plan
    may_act = "item" in reading.open_acts
    book = partners_for(opened, keyring=reading.request.keyring)
    given = acts.ACTS["item"].given(opened)
    line = line_of(_days(file, today), today=today)
    rows = [_row(reading, one, line, book) for one in _in_order(file)]
    if may_act:
        _open_one(reading, rows, given, book)
    sums = sums_of(plan.items.values())
    return {
        **journeys.shown(reading),
        "rows": _with_legs([row for row in rows if plan.items[row.ref].is_open], file, line),
        "ended": [row for row in rows if not plan.items[row.ref].is_open],
        "line": line,
        "sums": _sum_rows(sums),
        "guardian_first": lacks_guardian(file, opened.answers, to=PLAN_BEGINS),
        "may_act": may_act,
        "add": _adding(reading, given, book) if may_act else None,
        "adding": reading.request.GET.get("add") == "1",
        "plan_sets": _sets(reading) if may_act else [],
        "why_no_partners": why_none(book),
        "left_over": _left_over(reading),
    }


def _left_over(reading: Reading) -> list[str]:
    """Return the words that were written of an item that is gone meanwhile."""
    items = reading.opened.file.way.plan.items
    forms = [reading.bound[name] for name in ("item_move", "item_drop") if name in reading.bound]
    gone = [form for form in forms if form.data.get("item", "") not in items]
    return [words for form in gone if (words := form.data.get("why", "").strip())]


def _in_order(file: CaseFile) -> list[Item]:
    def order(item: Item) -> tuple[object, ...]:
        return read_day(item.said.due) or LAST, item.begun

    return sorted(file.way.plan.items.values(), key=order)


def _days(file: CaseFile, today: date) -> Iterable[date]:
    """Yield the days that the line has to show."""
    for item in file.way.plan.items.values():
        if item.is_open:
            yield moment(item.begun).date()
            yield read_day(item.said.due) or today
    for leg in file.way.travel.legs:
        yield _leg_day(leg)


def _leg_day(leg: Leg) -> date:
    return read_day(leg.leaves[:10]) or moment(leg.departs).date()


def _row(reading: Reading, item: Item, line: Line, book: Offered) -> Row:
    file, said, today = reading.opened.file, item.said, line.today
    person = file.way.household.people.get(said.person)
    why = label(BLOCKED_BY, item.blocked) if item.blocked else ""
    waits, due = [*file.way.plan.waits_for(said.item)], read_day(said.due)
    ends = [day for one in waits if (day := read_day(one.said.due)) is not None]
    return Row(
        ref=said.item,
        name=item_name(said),
        state=state_of(item, today),
        status=label(ITEM_STATUSES, item.status),
        why=" · ".join(filter(None, (why, item.why))),
        due=due,
        too_soon=due is not None and any(day > due for day in ends),
        whose=reading.named(said.owner) if said.owner else "",
        partner=named(book, said.partner) if said.partner else "",
        person=person_name(person) if person else "",
        waits=[item_name(one.said) for one in waits],
        costs=_costs(item),
        note=said.note,
        bars=_bars(file, item, line),
        presses=[(code, label(ITEM_STATUSES, code)) for code in NEXT.get(item.status, ())],
    )


def _costs(item: Item) -> list[str]:
    said = item.said
    words = {"planned": _("planned %(money)s"), "approved": _("approved %(money)s")}
    words["paid"] = _("paid %(money)s")
    return [
        # Kept apart from the words around it, which may run from right to left.
        words[name] % {"money": f"\u2066{money_words(amount, said.currency)}\u2069"}
        for name in MONEY
        if (amount := getattr(said, name))
    ]


def _bars(file: CaseFile, item: Item, line: Line) -> list[Bar]:
    """Draw an open item from when it can begin to when it is due, and on to today where late."""
    due = read_day(item.said.due)
    if due is None or not item.is_open:
        return []
    waits = [read_day(one.said.due) for one in file.way.plan.waits_for(item.said.item)]
    begin = max([moment(item.begun).date(), *filter(None, waits)])
    bars = [line.bar(min(begin, due), due, item.status)]
    return [*bars, line.bar(due, line.today, "late")] if due < line.today else bars


def _with_legs(rows: list[Row], file: CaseFile, line: Line) -> list[Row | LegRow]:
    legs = [
        LegRow(
            leg.origin,
            leg.to,
            _leg_day(leg),
            leg.leaves[11:16],
            [line.bar(_leg_day(leg), read_day(leg.arrives[:10]) or _leg_day(leg), "leg")],
        )
        for leg in file.way.travel.legs
    ]

    def day(one: Row | LegRow) -> date:
        return one.day if isinstance(one, LegRow) else one.due or LAST

    return sorted([*legs, *rows], key=day)


def _sum_rows(sums: list[Sum]) -> list[SumRow]:
    found = []
    for total in totals_of(sums):
        parts = [one for one in sums if one.currency == total.currency]
        found += [_sum_row(one, total=False) for one in parts]
        found += [_sum_row(total, total=True)] if len(parts) > 1 else []
    return found


def _sum_row(one: Sum, *, total: bool) -> SumRow:
    return SumRow(
        currency=one.currency,
        fund=one.fund,
        planned=money_words(one.planned),
        approved=money_words(one.approved),
        paid=money_words(one.paid),
        open=money_words(one.open),
        total=total,
    )


def _adding(reading: Reading, given: dict[str, Any], book: Offered) -> ActForm:
    refused, items = reading.bound.get("item"), reading.opened.file.way.plan.items
    # What was said of an item that is gone meanwhile can be added once more.
    if refused is not None and refused.data.get("item", "") not in items:
        return _with_partners(refused, book)
    rules = reading.opened.rules
    first = {
        "seen": reading.opened.sequence,
        "at": "plan",
        "status": "planned",
        "currency": rules.money_in()[0],
        "fund": rules.funds[0] if len(rules.funds) == 1 else "",
    }
    return _with_partners(ItemForm(initial=first, auto_id="add-%s", **given), book)


def _open_one(reading: Reading, rows: list[Row], given: dict[str, Any], book: Offered) -> None:
    """Give the row that was asked for, or refused, the forms that change it."""
    names = {"item": "item", "move": "item_move", "drop": "item_drop"}
    refused = {
        part: reading.bound[name]
        for part, name in names.items()
        if name in reading.bound and reading.bound[name].data.get("item")
    }
    asked = {str(form.data["item"]) for form in refused.values()}
    asked = asked or {reading.request.GET.get("item", "")}
    for row in rows:
        if row.ref in asked:
            row.forms = {**_forms_of(reading, row.ref, given), **refused}
            _with_partners(row.forms["item"], book)


def _forms_of(reading: Reading, ref: str, given: dict[str, Any]) -> dict[str, ActForm]:
    item = reading.opened.file.way.plan.items[ref]
    carried = {"seen": reading.opened.sequence, "at": "plan", "item": ref}
    first = {"currency": reading.opened.rules.money_in()[0], **initial_of(item), **carried}
    return {
        "item": ItemForm(initial=first, auto_id="change-%s", **given),
        "move": MoveItemForm(initial=carried, auto_id="move-%s"),
        "drop": DropItemForm(initial=carried, auto_id="drop-%s"),
    }


def _with_partners(form: ActForm, book: Offered) -> ActForm:
    before = getattr(form, "before", None)
    chosen = [before.said.partner] if before and before.said.partner else []
    form.fields["partner"].widget.choices = choices_of(book, chosen)
    return form


def _sets(reading: Reading) -> list[tuple[str, str]]:
    opened, request = reading.opened, reading.request
    found = plan_sets_of(team=opened.case.team, user=request.user, keyring=request.keyring)
    brought = opened.file.way.plan.brought
    return [(one.ref, one.title) for one in found if one.ref not in brought]


@dataclass(frozen=True, slots=True)
class Beside:
    """One item beside every section: blocked, late, or due within a week."""

    ref: str
    name: str
    state: str
    why: str
    due: date | None


def beside(opened: OpenCase, *, today: date) -> list[Beside]:
    """Return what of the plan stands beside every section: blocked and late before what is due."""
    found = []
    for item in _in_order(opened.file):
        due, state = read_day(item.said.due), state_of(item, today)
        soon = item.is_open and due is not None and (due - today).days < SOON
        if item.status == "blocked" or soon:
            why = label(BLOCKED_BY, item.blocked) if item.blocked else ""
            found.append(Beside(item.said.item, item_name(item.said), state, why, due))
    found.sort(key=lambda one: not (one.why or one.state == "late"))
    return found[:BESIDE]
