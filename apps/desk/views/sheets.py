"""A spreadsheet brought in: the file, its columns, every odd row in words, then the cases.

Each step keeps the file sealed under the person's key and the boot key, and leads to the next by
its address. The last page makes some cases each time that it is opened, and opens itself again.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final
from uuid import UUID

import msgspec
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases.errors import PaperChanged
from apps.desk.forms.sheets import ColumnsForm, FileForm, odd_words
from apps.desk.people import members_of
from apps.desk.roles import caseworker_only
from apps.desk.views.bringing import team_for
from apps.intake.actions import Refused
from apps.intake.queries import questionnaire
from apps.intake.sheets.bringing import (
    Sheet,
    bring_some,
    deadline,
    drop_sheet,
    keep_sheet,
    kept_sheet,
    read_brought,
    remember_match,
)
from apps.intake.sheets.fields import KEEP, guess
from apps.intake.sheets.rows import Row, Setting, rows_of
from apps.intake.sheets.tables import MOST_BYTES, OddTable
from apps.teams.models import Team
from apps.teams.queries import teams_of
from apps.web.uploads import InMemory

UNPROCESSABLE: Final = 422
EXAMPLES: Final = 3
EXAMPLE: Final = 60
# How long one opening of the last page works before it shows how far it is.
SECONDS: Final = 2.0
MOST_TOLD: Final = 200

View = Callable[..., HttpResponse]


def in_memory(
    *, most: int, files: int = 1
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let a page take files, without a byte of them on a disk; the form is checked as ever."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @wraps(view)
        def taken(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Before anything reads what was posted, as the check for forged forms does; a form that
            # was carried through the passphrase has been read, and its files are gone.
            if not hasattr(request, "_files"):
                request.upload_handlers = [InMemory(request, most=most, files=files)]
            answer: HttpResponseBase = csrf_protect(view)(request, *args, **kwargs)
            return answer

        return taken

    return decorate


@in_memory(most=MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
def choose_file(request: DeskRequest) -> HttpResponse:
    """Take the file, if its rows can be read."""
    team = team_for(request)
    if request.method != "POST":
        return _asking_file(request, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _asking_file(request, form, status=UNPROCESSABLE)
    sheet = Sheet(data=form.cleaned_data["file"].read(), team=team.ref.hex)
    try:
        headings = sheet.table.headings
    except OddTable as odd:
        form.add_error("file", odd_words(odd))
        return _asking_file(request, form, status=UNPROCESSABLE)
    brought, _ = read_brought(team=team, user=request.user, keyring=request.keyring)
    sheet = msgspec.structs.replace(sheet, match=guess(headings, brought.match))
    keep_sheet(sheet, user=request.user, keyring=request.keyring)
    return redirect("desk:sheet_columns")


def _asking_file(
    request: DeskRequest, form: FileForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    teams = teams_of(request.user).filter(kind=Team.Kind.CASEWORK).order_by("name", "ref")
    context = {"form": form, "teams": teams, "team": team_for(request), **more}
    return render(request, "desk/new/sheet.html", context, status=status)


def with_sheet(view: View) -> View:
    """Give a view the sheet and its team; without one, ask for the file once more."""

    @wraps(view)
    def given(request: DeskRequest) -> HttpResponse:
        team_for(request)
        sheet = kept_sheet(user=request.user, keyring=request.keyring)
        teams = teams_of(request.user).filter(kind=Team.Kind.CASEWORK)
        team = teams.filter(ref=UUID(hex=sheet.team)).first() if sheet else None
        if sheet is None or team is None:
            return _asking_file(request, FileForm(), gone=True)
        return view(request, sheet, team)

    return given


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
@with_sheet
def columns(request: DeskRequest, sheet: Sheet, team: Team) -> HttpResponse:
    """Match the columns, once for all rows."""
    if request.method != "POST":
        return _asking_columns(request, sheet)
    table = sheet.table
    form = ColumnsForm(request.POST, headings=table.headings, match=sheet.match)
    if not form.is_valid():
        return _asking_columns(request, sheet, form, status=UNPROCESSABLE)
    chosen = msgspec.structs.replace(
        sheet, match=form.chosen, encoding=form.cleaned_data["encoding"], running=False
    )
    if chosen.encoding != sheet.encoding:
        return _read_anew(request, sheet, chosen, form, team)
    keep_sheet(chosen, user=request.user, keyring=request.keyring)
    return redirect("desk:sheet_check")


def _read_anew(
    request: DeskRequest, sheet: Sheet, chosen: Sheet, form: ColumnsForm, team: Team
) -> HttpResponse:
    """Read the same bytes as other letters: the headings are others then, too."""
    try:
        headings = chosen.table.headings
    except OddTable as odd:
        form.add_error("encoding", odd_words(odd))
        return _asking_columns(request, sheet, form, status=UNPROCESSABLE)
    brought, _ = read_brought(team=team, user=request.user, keyring=request.keyring)
    anew = msgspec.structs.replace(chosen, match=guess(headings, brought.match))
    keep_sheet(anew, user=request.user, keyring=request.keyring)
    return redirect("desk:sheet_columns")


def _asking_columns(
    request: DeskRequest, sheet: Sheet, form: ColumnsForm | None = None, *, status: int = 200
) -> HttpResponse:
    table = sheet.table
    match = (sheet.match + [KEEP] * len(table.headings))[: len(table.headings)]
    initial = {"encoding": sheet.encoding}
    form = form or ColumnsForm(headings=table.headings, match=match, initial=initial)
    examples = [
        [row[place].strip()[:EXAMPLE] for _, row in table.rows if row[place].strip()][:EXAMPLES]
        for place in range(len(table.headings))
    ]
    fields = [form[name] for name in form.columns]
    context = {
        "form": form,
        "columns": list(zip(fields, examples, strict=True)),
        "rows": len(table.rows),
    }
    return render(request, "desk/new/columns.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
@with_sheet
def check(request: DeskRequest, sheet: Sheet, team: Team) -> HttpResponse:
    """Say of each odd row what is odd, before anything is made; then begin."""
    setting = _setting(request, team)
    if setting is None:
        return render(request, "desk/new/not_yet.html")
    if not sheet.match:
        return redirect("desk:sheet_columns")
    rows = list(rows_of(sheet.table, sheet.match, setting))
    ready = [row for row in rows if not row.left_out]
    if request.method == "POST" and ready:
        running = msgspec.structs.replace(sheet, running=True, total=len(ready))
        remember_match(
            sheet.table.headings,
            sheet.match,
            team=team,
            user=request.user,
            keyring=request.keyring,
        )
        keep_sheet(running, user=request.user, keyring=request.keyring)
        return redirect("desk:sheet_running")
    odd = [row for row in rows if row.odd or row.left_out]
    context = {
        "ready": len(ready),
        "left_out": len(rows) - len(ready),
        "odd": odd[:MOST_TOLD],
        "more": max(0, len(odd) - MOST_TOLD),
        "team": team,
    }
    return render(request, "desk/new/check.html", context)


@require_safe
@unlocked
@caseworker_only
@with_sheet
def running(request: DeskRequest, sheet: Sheet, team: Team) -> HttpResponse:
    """Make some of the cases, say how far it is, and come again until all are made."""
    setting = _setting(request, team)
    if setting is None or not sheet.running:
        return redirect("desk:sheet_check")
    left = _pending(sheet, setting)
    refused = False
    try:
        made = bring_some(
            left,
            setting,
            team=team,
            user=request.user,
            keyring=request.keyring,
            until=deadline(SECONDS),
        )
    except PaperChanged:
        made = 0
    except Refused:
        made, refused = 0, True
    todo = len(left) - made
    context = {
        "total": sheet.total,
        "done": max(0, sheet.total - todo),
        "over": not todo,
        "refused": refused,
    }
    if not todo:
        drop_sheet(user=request.user)
    answer = render(request, "desk/new/running.html", context)
    if todo and not refused:
        answer.headers["Refresh"] = "1"
    return answer


def _pending(sheet: Sheet, setting: Setting) -> list[Row]:
    return [row for row in rows_of(sheet.table, sheet.match, setting) if not row.left_out]


@require_POST
@unlocked
@caseworker_only
def drop(request: DeskRequest) -> HttpResponse:
    """Forget the file; cases that were made stay."""
    team_for(request)
    drop_sheet(user=request.user)
    return redirect("desk:new")


def _setting(request: DeskRequest, team: Team) -> Setting | None:
    published = questionnaire()
    if published is None:
        return None
    brought, _ = read_brought(team=team, user=request.user, keyring=request.keyring)
    return Setting(
        people=members_of(team),
        definition=published.definition,
        version=published.version,
        language=get_language() or "en",
        today=datetime.now(UTC).date(),
        marks=brought.marks,
    )
