"""A team's key: making the first, handing it over, comparing words, and what went wrong."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.doors import DeskRequest, passphrase_again, unlocked
from apps.accounts.models import User
from apps.teams.actions import (
    confirm_team,
    hand_over_key,
    make_first_epoch,
    refuse_words,
    report_differing_words,
    seal_record_again,
)
from apps.teams.errors import Refused, TeamAlarm, TeamClosed
from apps.teams.models import Team
from apps.teams.overview import first_digest, team_view
from apps.teams.queries import key_digest, open_roster_of, teams_with
from apps.teams.spoken import spoken


@require_http_methods(["GET", "HEAD", "POST"])
@passphrase_again
def first_key(request: DeskRequest, team: UUID) -> HttpResponse:
    found = _own_team(request, team)
    if request.method != "POST":
        view = team_view(team=found, user=request.user, keyring=request.keyring)
        if view.state != "keyless":
            return redirect("teams:page")
        return render(request, "teams/first_key.html", {"team": found})
    try:
        make_first_epoch(team=found, user=request.user, keyring=request.keyring)
    except TeamAlarm as closed:
        return _alarm(found, closed)
    except Refused:
        # A colleague was faster: the Team page shows what there is now.
        pass
    return redirect("teams:page")


@require_http_methods(["GET", "HEAD", "POST"])
@passphrase_again
def hand_over(request: DeskRequest, team: UUID, person: UUID) -> HttpResponse:
    found = _own_team(request, team)
    to = _joined(found, person)
    try:
        if request.method == "POST":
            hand_over_key(
                team=found,
                to=to,
                keyring=request.keyring,
                by=request.user,
                confirmed=_hex(request.POST.get("confirmed", "")),
            )
            return redirect("teams:page")
        opened = open_roster_of(team=found, user=request.user, keyring=request.keyring)
    except TeamAlarm as closed:
        return _alarm(found, closed)
    except (TeamClosed, Refused):
        return redirect("teams:page")
    digest = key_digest(to.key_pair.public_key)
    if not digest:
        return _alarm(found, TeamAlarm("key_changed"))
    return render(
        request,
        "teams/hand_over.html",
        {
            "team": found,
            "to": to,
            "anew": to.ref.bytes in opened.roster,
            "confirmed": digest.hex(),
            "their_words": spoken(digest, to.language),
            "team_words": spoken(opened.chain.first.digest, to.language),
        },
    )


@require_POST
@unlocked
def differ(request: DeskRequest, team: UUID, person: UUID) -> HttpResponse:
    found = _own_team(request, team)
    report_differing_words(about=_joined(found, person), by=request.user)
    return redirect("teams:alarm", found.ref, "words_differ")


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def confirm(request: DeskRequest, team: UUID) -> HttpResponse:
    found = _own_team(request, team)
    user, keyring = request.user, request.keyring
    try:
        if request.method == "POST":
            shown = _hex(request.POST.get("confirmed", ""))
            confirm_team(team=found, user=user, keyring=keyring, confirmed=shown)
            return redirect("teams:page")
        digest = first_digest(team=found, user=user, keyring=keyring)
    except TeamAlarm as closed:
        return _alarm(found, closed)
    except TeamClosed:
        return redirect("teams:page")
    return render(
        request,
        "teams/confirm.html",
        {"team": found, "confirmed": digest.hex(), "words": spoken(digest, user.language)},
    )


@require_POST
@unlocked
def refuse(request: DeskRequest, team: UUID) -> HttpResponse:
    found = _own_team(request, team)
    try:
        refuse_words(team=found, user=request.user, keyring=request.keyring)
    except TeamAlarm as closed:
        return _alarm(found, closed)
    except TeamClosed:
        pass
    return redirect("teams:page")


@require_POST
@passphrase_again
def seal_record(request: DeskRequest, team: UUID) -> HttpResponse:
    found = get_object_or_404(teams_with(request.user), ref=team, kind=Team.Kind.OVERSIGHT)
    try:
        seal_record_again(team=found, user=request.user, keyring=request.keyring)
    except TeamAlarm as closed:
        return _alarm(found, closed)
    except TeamClosed:
        pass
    return redirect("teams:page")


def _own_team(request: DeskRequest, ref: UUID) -> Team:
    if request.user.is_operator:
        raise Http404
    return get_object_or_404(teams_with(request.user), ref=ref)


def _joined(team: Team, ref: UUID) -> User:
    people = User.objects.filter(memberships__team=team, key_pair__isnull=False)
    return get_object_or_404(people, ref=ref)


def _alarm(team: Team, closed: TeamAlarm) -> HttpResponse:
    return redirect("teams:alarm", team.ref, closed.detail)


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
