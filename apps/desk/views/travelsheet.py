"""The travel sheet: to read and to act on, and as a page to print."""

import time
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.audit.actions import record
from apps.cases.casefile import PapersSet, has_words
from apps.cases.opened import OpenCase
from apps.cases.printed import is_over
from apps.cases.travelsheet import CROSSING
from apps.cases.wayout import DOCUMENTS
from apps.desk.acts.checking import SHEET, sheet_shown
from apps.desk.casepage import page_context
from apps.desk.labels import label
from apps.desk.opening import look_into, opens_case
from apps.desk.roles import caseworker_only
from apps.desk.times import full_date, moment

# What may go onto paper beside what always does: left out until somebody chooses it.
CHOICES: Final[Mapping[str, Promise]] = {
    "names": _("Names: who travels, who is on watch"),
    "numbers": _("Numbers: tickets, papers as printed"),
    "addresses": _("Who meets them, and notes: they may hold addresses"),
    "words": _("Words to say, and what is done when nothing comes"),
    "knows": _("Who belongs to whom, and who does not know the reason"),
    "costs": _("Costs and funds"),
}


@require_safe
@unlocked
@caseworker_only
@opens_case
def sheet(request: DeskRequest, ref: UUID) -> HttpResponse:
    """The travel sheet, with the act that it takes from this person now."""
    opened = look_into(request, ref, "sheet")
    context = page_context(request, opened, "checks", now=int(time.time()), bound={})
    return render(request, SHEET, {**context, **sheet_shown(opened)})


@require_safe
@unlocked
@caseworker_only
@opens_case
def print_sheet(request: DeskRequest, ref: UUID) -> HttpResponse:
    """What of the sheet goes onto paper; every look is recorded, at numbers by another verb too."""
    opened = look_into(request, ref, "sheet")
    now = int(time.time())
    context = page_context(request, opened, "checks", now=now, bound={})
    chosen = [name for name in CHOICES if name in request.GET.getlist("show")]
    papers = _papers(opened, now) if "numbers" in chosen else {}
    with transaction.atomic():
        for verb in ("sheet_printed", *(("papers_shown",) if papers else ())):
            record(person=request.user.ref, verb=verb, kind="case", ref=ref, head=opened.head)
    shown = {
        "as_of": full_date(moment(now).date()),
        "show": dict.fromkeys(chosen, True),
        "choices": [(name, words, name in chosen) for name, words in CHOICES.items()],
        "left_out": [words for name, words in CHOICES.items() if name not in chosen],
        "papers": papers,
        "crossing": [label(DOCUMENTS, kind) for kind in (*sorted(CROSSING), "ticket")],
    }
    return render(
        request, "desk/case/sheet_print.html", {**context, **sheet_shown(opened), **shown}
    )


def _papers(opened: OpenCase, now: int) -> dict[str, PapersSet]:
    """Return what papers print, by person, as long as it is kept."""
    found: dict[str, Any] = opened.file.way.household.papers
    return {
        ref: papers
        for ref, papers in found.items()
        if has_words(papers) and not is_over(papers, opened.file, now=now)
    }
