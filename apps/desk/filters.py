"""The filters of the case list in words: tabs, choices, and which to take away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from apps.cases import vocabulary
from apps.cases.index import CLOSED
from apps.cases.queries import Row
from apps.cases.rules import Rules
from apps.desk import places
from apps.desk.labels import label
from apps.desk.listing import (
    MINE,
    NOBODY,
    OVER,
    TODAY,
    UNSET,
    WEEK,
    Asked,
    Listed,
)
from apps.desk.rows import Line
from apps.desk.stages import stage_names

Choices = Sequence[tuple[str, object]]


DUE: Final[Mapping[str, Promise]] = {
    OVER: pgettext_lazy("due", "over"),
    TODAY: pgettext_lazy("due", "by tonight"),
    WEEK: pgettext_lazy("due", "within 7 days"),
}


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


@dataclass(frozen=True, slots=True)
class Column:
    """One group on the board; ``more`` is how many of its cases are not shown."""

    name: str
    label: str
    url: str
    count: int
    lines: list[Line]
    more: int


def board(asked: Asked, page: Listed, lines: Callable[[list[Row]], list[Line]]) -> list[Column]:
    """Return the groups side by side, each with its first cases and the way to all of them."""
    return [
        Column(
            name=group,
            label=str(vocabulary.GROUP_LABELS[group]),
            url=asked.address(group=group, stage="", look=""),
            count=page.groups[group],
            lines=lines(rows),
            more=page.groups[group] - len(rows),
        )
        for group, rows in page.board.items()
    ]


def shown(
    asked: Asked, page: Listed, people: Mapping[str, str], me: str, rules: Rules
) -> dict[str, Any]:
    """Return what the page says of its filters."""
    return {
        "ticks": ticks(asked),
        "selects": selects(asked, page, people, me, rules),
        "tabs": tabs(asked, page),
        **away(asked, people, rules),
    }


def tabs(asked: Asked, page: Listed) -> list[Tab]:
    every_label = _("All found") if asked.q else _("All open")
    groups = [("", every_label), *vocabulary.GROUP_LABELS.items(), (CLOSED, _("Closed"))]
    every = sum(n for group, n in page.groups.items() if asked.q or group != CLOSED)
    return [
        Tab(
            label=str(name),
            url=asked.address(group=group, stage=""),
            count=page.groups[group] if group else every,
            current=asked.group == group,
        )
        for group, name in groups
    ]


def ticks(asked: Asked) -> list[Select]:
    return [
        Select("unread", _("Unread"), asked.unread, []),
        Select("over", _("Promised day over"), asked.over, []),
        Select("practice", pgettext("filter", "Practice"), asked.practice, []),
    ]


def selects(
    asked: Asked, page: Listed, people: Mapping[str, str], me: str, rules: Rules
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
        ("need", _("Need"), asked.need, list(vocabulary.NEEDS.items())),
        ("due", pgettext("filter", "Due"), asked.due, list(DUE.items())),
    ]
    return [
        *(
            Select(name, title, value, [("", every), *found])
            for name, title, value, found in selects
        ),
        Select("sort", _("Order"), asked.sort, sorts),
    ]


def away(asked: Asked, people: Mapping[str, str], rules: Rules) -> dict[str, Any]:
    """Say which filters leave nothing, each with the address that does without it."""
    owners = {MINE: _("mine"), NOBODY: _("nobody’s"), **people}
    stages = {**stage_names(rules), **vocabulary.ASIDES}
    said = {
        "stage": label(stages, asked.stage),
        "risk": label({**vocabulary.RISKS, UNSET: _("risk not yet set")}, asked.risk),
        "owner": owners.get(asked.owner, asked.owner),
        "language": places.language_name(asked.language),
        "country": places.country_name(asked.country),
        "need": label(vocabulary.NEEDS, asked.need),
        "due": label(DUE, asked.due),
        "unread": _("unread"),
        "practice": _("practice"),
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
