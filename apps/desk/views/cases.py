"""The cases: list, board, and what a search finds."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.admission import open_index
from apps.cases.errors import NotAdmitted
from apps.cases.index import Index
from apps.cases.models import Case
from apps.cases.queries import Row, cases_visible_to, open_case
from apps.cases.rules import Rules
from apps.crypto import CannotOpen
from apps.desk import filters, saved
from apps.desk.forms.several import GiveSeveralForm
from apps.desk.listing import BOARD, Asked, Listed, listed
from apps.desk.people import by_name, people_of
from apps.desk.queue import how_many
from apps.desk.roles import caseworker_only
from apps.desk.rows import Line, line_of
from apps.desk.searching import MOST_CHARACTERS, Place, Search, open_words, seal_words
from apps.desk.several import Chosen, outcome, takers
from apps.desk.stages import SHIPPED, common, rules_by_team
from apps.desk.times import moment
from apps.desk.unopened import not_shown
from apps.teams.errors import TeamClosed

# What a case that cannot be opened just now raises.
SHUT: Final = (Case.DoesNotExist, CannotOpen, NotAdmitted, TeamClosed)


@dataclass(frozen=True, slots=True)
class Liner:
    """Draws rows for one reader at one time."""

    me: str
    people: Mapping[str, str]
    now: int
    rules: Mapping[str, Rules]

    def lines(self, rows: Iterable[Row]) -> list[Line]:
        """Return the lines of some rows."""
        return [
            line_of(
                row,
                people=self.people,
                me=self.me,
                now=self.now,
                rules=self.rules.get(row.team.hex, SHIPPED),
            )
            for row in rows
        ]


@require_safe
@unlocked
@caseworker_only
def case_list(request: DeskRequest) -> HttpResponse:
    """Show the cases of the person's teams; what is new is taken in on the way."""
    return show_cases(request, Asked.read(request.GET.dict()))


def show_cases(
    request: DeskRequest, asked: Asked, *, several: GiveSeveralForm | None = None, status: int = 200
) -> HttpResponse:
    """Show what is asked for; ``several`` is the form under the list, where it was refused."""
    user, now = request.user, int(time.time())
    words = open_words(asked.q, user)
    over = bool(asked.q and not words)
    asked = replace(asked, q="") if over else asked
    index = open_index(user=user, keyring=request.keyring, words=words)
    with transaction.atomic():
        record(person=user.ref, verb="search_read" if words else "list_read")
    by_team = rules_by_team(user=user, keyring=request.keyring)
    liner = Liner(user.ref.hex, by_name(), now, by_team)
    page = listed(index, asked, me=liner.me, now=now)
    last = index.greatest("arrived")
    context = {
        "asked": asked,
        "requests_waiting": 0 if words else how_many(index, me=liner.me),
        "sought": words,
        "search_over": over,
        "looked_through": _looked_through(user) if words else 0,
        "listed": page,
        "lines": _with_places(request, liner.lines(page.rows), words),
        "board": filters.board(asked, page, liner.lines) if asked.look == BOARD else [],
        "now": moment(now),
        "today": moment(now).date(),
        "last": moment(last) if last else None,
        **_addresses(asked, page),
        **filters.shown(asked, page, people_of(user), liner.me, common(by_team.values())),
        **saved.shown(request, asked),
        **not_shown(user, index, again=reverse("desk:cases")),
        **_giving(request, asked, index, several),
    }
    return render(request, "desk/cases.html", context, status=status)


def _giving(
    request: DeskRequest, asked: Asked, index: Index, refused: GiveSeveralForm | None
) -> dict[str, object]:
    """Return the form that gives several, and how the last giving went."""
    # A search has opened a part of the index alone, and loads are counted over all of it.
    whole = None if asked.q else index
    people = takers(user=request.user, keyring=request.keyring, index=whole)
    back = {"back": asked.address(page=asked.page)}
    several = refused or GiveSeveralForm(people=people, initial=back)
    went = {} if refused else outcome(request.GET, index)
    return {"several": several, "form": several, "ticked": _ticked(request), **went}


def _ticked(request: DeskRequest) -> set[str]:
    return {str(one.ref) for one in Chosen.read(request.POST.getlist("chosen"))}


@require_POST
@unlocked
@caseworker_only
def search(request: DeskRequest) -> HttpResponse:
    """Look for words in everything the team holds; the address carries them sealed."""
    words = " ".join(request.POST.get("words", "").split())[:MOST_CHARACTERS]
    cases = reverse("desk:cases")
    if not words:
        return redirect(cases)
    return redirect(cases + Asked(q=seal_words(words, request.user)).address())


def _addresses(asked: Asked, page: Listed) -> dict[str, str]:
    return {
        "all_url": Asked(group=asked.group, sort=asked.sort, look=asked.look, q=asked.q).address(),
        "no_search_url": asked.address(q=""),
        "list_url": asked.address(look=""),
        "board_url": asked.address(look=BOARD),
        "previous_url": asked.address(page=page.page - 1) if page.page > 1 else "",
        "next_url": asked.address(page=page.page + 1) if page.page < page.pages else "",
    }


def _looked_through(user: User) -> int:
    return cases_visible_to(user).filter(withdrawn_on__isnull=True).count()


def _with_places(request: DeskRequest, lines: list[Line], words: str) -> list[Line]:
    """Open the cases of a page of a search, and add where in them its words stand."""
    if words:
        search = Search(words)
        for line in lines:
            line.places = _places(request, line, search)
    return lines


def _places(request: DeskRequest, line: Line, search: Search) -> list[Place]:
    try:
        opened = open_case(ref=line.ref, user=request.user, keyring=request.keyring)
    except SHUT:
        return []
    return search.places(opened)
