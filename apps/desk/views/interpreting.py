"""What an interpreter sees: the cases they were let into, and one of them with its translations."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases.actions import read_as_interpreter, write_translation
from apps.cases.interpreting import LetInto, names_of, rows_of
from apps.cases.models import Case
from apps.crypto import CannotOpen
from apps.desk.forms import TranslationForm
from apps.desk.interpreted import parts_of, teams_of_interpreter
from apps.desk.roles import interpreter_only
from apps.desk.unaware import unaware_of
from apps.teams.actions import confirm_from_outside, refuse_from_outside
from apps.teams.chain import checked_chain
from apps.teams.errors import TeamAlarm, TeamClosed
from apps.teams.models import Team
from apps.teams.spoken import spoken


@require_safe
@unlocked
@interpreter_only
def cases(request: DeskRequest) -> HttpResponse:
    """List the cases by the team that let this person in."""
    teams = teams_of_interpreter(user=request.user, keyring=request.keyring)
    return render(request, "desk/interpreting/cases.html", {"teams": teams})


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@interpreter_only
def one(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Show one case; a translation that is sent is kept, or shown again with what is odd."""
    try:
        opened = read_as_interpreter(ref=ref, user=request.user, keyring=request.keyring)
    except Case.DoesNotExist:
        raise Http404 from None
    except TeamClosed:
        return redirect("desk:interpreting")
    except CannotOpen:
        return render(request, "desk/interpreting/unopened.html", status=409)
    if request.method != "POST":
        return _case(request, opened)
    form = TranslationForm(request.POST, names=names_of(opened))
    if not form.is_valid():
        return _case(request, opened, bound=form, status=422)
    said: dict[str, Any] = form.cleaned_data
    write_translation(
        ref=ref,
        user=request.user,
        keyring=request.keyring,
        of=said["of"],
        language=said["language"],
        text=said["text"],
    )
    return redirect("desk:interpreted", ref)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@interpreter_only
def words(request: DeskRequest, team: UUID) -> HttpResponse:
    """Compare the team's words with those that a colleague of the team read aloud."""
    found = _team(request, team)
    user, keyring = request.user, request.keyring
    try:
        if request.method == "POST":
            confirmed = _hex(request.POST.get("confirmed", ""))
            confirm_from_outside(team=found, user=user, keyring=keyring, confirmed=confirmed)
            return redirect("desk:interpreting")
        chain = checked_chain(found)
    except (TeamAlarm, CannotOpen):
        return redirect("desk:interpreting")
    if chain is None:
        return redirect("desk:interpreting")
    digest = chain.first.digest
    shown = {"team": found, "confirmed": digest.hex(), "words": spoken(digest, user.language)}
    return render(request, "desk/interpreting/words.html", shown)


@require_POST
@unlocked
@interpreter_only
def refuse(request: DeskRequest, team: UUID) -> HttpResponse:
    """Keep closed what comes from a team whose words differ."""
    found = _team(request, team)
    with suppress(TeamAlarm):
        refuse_from_outside(team=found, user=request.user, keyring=request.keyring)
    return redirect("desk:interpreting")


def _team(request: DeskRequest, ref: UUID) -> Team:
    teams = {row.team_id for row in rows_of(request.user)}
    return get_object_or_404(Team.objects.filter(ref__in=teams), ref=ref)


def _case(
    request: DeskRequest,
    opened: LetInto,
    *,
    bound: TranslationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    parts = parts_of(opened, bound=bound, language=request.user.language)
    shown = {
        "grant": opened.grant,
        "case": opened.case,
        "parts": parts,
        "form": bound,
        "hush": unaware_of(opened.grant.people, opened.answers),
    }
    return render(request, "desk/interpreting/case.html", shown, status=status)


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
