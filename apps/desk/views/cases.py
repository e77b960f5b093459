"""The case list."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.audit.actions import record
from apps.cases import vocabulary
from apps.cases.admission import open_index
from apps.cases.index import CLOSED
from apps.cases.rules import Rules
from apps.desk import places
from apps.desk.labels import label
from apps.desk.listing import MINE, NOBODY, UNSET, Asked, Listed, listed
from apps.desk.people import people_of
from apps.desk.roles import caseworker_only
from apps.desk.rows import line_of
from apps.desk.stages import SHIPPED, common, rules_by_team, stage_names
from apps.desk.times import moment
from apps.desk.unopened import not_shown

Choices = Sequence[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Tab:
    """A group of stages above the list, and how many stand there."""

    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Select:
    """One filter; the first of its choices is no wish."""

    name: str
    label: str
    value: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class Away:
    """A filter in force and the address without it."""

    label: str
    url: str


@require_safe
@unlocked
@caseworker_only
def case_list(request: DeskRequest) -> HttpResponse:
    """Show the cases of the person's teams; what is new is taken in on the way."""
    user, now = request.user, int(time.time())
    index = open_index(user=user, keyring=request.keyring)
    with transaction.atomic():
        record(person=user.ref, verb="list_read")
    people = people_of(user)
    asked = Asked.read(request.GET.dict())
    page = listed(index, asked, me=user.ref.hex, now=now)
    by_team = rules_by_team(user=user, keyring=request.keyring)
    lines = [
        line_of(
            row,
            people=people,
            me=user.ref.hex,
            now=now,
            rules=by_team.get(row.team.hex, SHIPPED),
        )
        for row in page.rows
    ]
    rules = common(by_team.values())
    last = index.greatest("arrived")
    context = {
        "asked": asked,
        "listed": page,
        "lines": lines,
        "now": moment(now),
        "today": moment(now).date(),
        "last": moment(last) if last else None,
        "all_url": Asked(group=asked.group, sort=asked.sort).address() or ".",
        "previous_url": asked.address(page=page.page - 1) if page.page > 1 else "",
        "next_url": asked.address(page=page.page + 1) if page.page < page.pages else "",
        "ticks": _ticks(asked),
        "selects": _selects(asked, page, people, user.ref.hex, rules),
        "tabs": _tabs(asked, page),
        **_away(asked, people, rules),
        **not_shown(user, index, again=reverse("desk:cases")),
    }
    return render(request, "desk/cases.html", context)


def _tabs(asked: Asked, page: Listed) -> list[Tab]:
    groups = [("", _("All open")), *vocabulary.GROUP_LABELS.items(), (CLOSED, _("Closed"))]
    every = sum(count for group, count in page.groups.items() if group != CLOSED)
    return [
        Tab(
            label=str(name),
            url=asked.address(group=group, stage=""),
            count=page.groups[group] if group else every,
            current=asked.group == group,
        )
        for group, name in groups
    ]


def _ticks(asked: Asked) -> list[Select]:
    return [
        Select("unread", _("Unread"), asked.unread, []),
        Select("over", _("Promised day over"), asked.over, []),
    ]


def _selects(
    asked: Asked, page: Listed, people: dict[str, str], me: str, rules: Rules
) -> list[Select]:
    every = pgettext("filter", "All")
    others = [(ref, name) for ref, name in people.items() if ref != me]
    inside = vocabulary.GROUPS.get(asked.group, vocabulary.ORDER[:-1])
    shown = [] if rules.groups_only else rules.offered()
    # What is hidden can still be asked for by who followed a link to it.
    stages = [
        (code, name)
        for code, name in stage_names(rules).items()
        if code in inside and (code in shown or code == asked.stage)
    ]
    risks = [*vocabulary.RISKS.items(), (UNSET, _("Not yet set"))]
    owners = [(MINE, _("Mine")), (NOBODY, _("Nobody’s")), *others]
    languages = [
        (code, places.language_name(code)) for code in page.languages if places.is_language(code)
    ]
    countries = [
        (code, places.country_name(code)) for code in page.countries if places.is_country(code)
    ]
    sorts: Choices = [
        ("", _("Clock")),
        ("promised", _("Promised day")),
        ("activity", _("Newest activity")),
        ("stage", _("Stage")),
        ("risk", _("Risk")),
    ]
    selects: list[tuple[str, str, str, Choices]] = [
        ("stage", _("Stage"), asked.stage, [*stages, *vocabulary.ASIDES.items()]),
        ("risk", _("Risk"), asked.risk, risks),
        ("owner", _("Owner"), asked.owner, owners),
        ("language", _("Language"), asked.language, languages),
        ("country", _("Country"), asked.country, countries),
    ]
    return [
        *(
            Select(name, title, value, [("", every), *found])
            for name, title, value, found in selects
        ),
        Select("sort", _("Order"), asked.sort, sorts),
    ]


def _away(asked: Asked, people: dict[str, str], rules: Rules) -> dict[str, Any]:
    """Say which filters leave nothing, each with the address that does without it."""
    owners = {MINE: _("mine"), NOBODY: _("nobody’s"), **people}
    stages = {**stage_names(rules), **vocabulary.ASIDES}
    said = {
        "stage": label(stages, asked.stage),
        "risk": label({**vocabulary.RISKS, UNSET: _("risk not yet set")}, asked.risk),
        "owner": owners.get(asked.owner, asked.owner),
        "language": places.language_name(asked.language),
        "country": places.country_name(asked.country),
        "unread": _("unread"),
        "over": _("promised day over"),
    }
    count = len(asked.filters)
    words = {2: _("two"), 3: _("three"), 4: _("four"), 5: _("five"), 6: _("six"), 7: _("seven")}
    none_fits = ngettext(
        "No case fits this filter. Take it away:",
        "No case fits these %(count)s filters. Take one away:",
        count,
    )
    return {
        "none_fits": none_fits % {"count": words.get(count, count)},
        "away": [Away(said[name], asked.address(**{name: ""})) for name in asked.filters],
    }
