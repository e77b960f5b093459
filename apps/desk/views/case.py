"""The case page: its sections, each with its address."""

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.audit.actions import record
from apps.desk.casepage import page_context
from apps.desk.forms import ActForm
from apps.desk.opening import look_into, opens_case, take_up
from apps.desk.roles import caseworker_only


@require_safe
@unlocked
@caseworker_only
@opens_case
def overview(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Answers, facts before story."""
    return show(request, ref, "overview")


@require_safe
@unlocked
@caseworker_only
@opens_case
def conversation(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Everything said; showing what the applicant wrote marks it as read."""
    return show(request, ref, "conversation")


@require_safe
@unlocked
@caseworker_only
@opens_case
def plan(request: DeskRequest, ref: UUID) -> HttpResponse:
    """What is planned, by when, and what it costs."""
    return show(request, ref, "plan")


@require_safe
@unlocked
@caseworker_only
@opens_case
def documents(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Which documents there are, until when, how they are held; and the case's files."""
    return show(request, ref, "documents")


@require_safe
@unlocked
@caseworker_only
@opens_case
def people(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Who belongs to the person, and what each of them knows."""
    return show(request, ref, "people")


@require_POST
@unlocked
@caseworker_only
@opens_case
def papers_shown(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Show what one person's papers print; that somebody looked is recorded."""
    opened = take_up(request, ref)
    with transaction.atomic():
        record(person=request.user.ref, verb="papers_shown", kind="case", ref=ref, head=opened.head)
    return show(request, ref, "people", shown=request.POST.get("shown", ""))


@require_safe
@unlocked
@caseworker_only
@opens_case
def checks(request: DeskRequest, ref: UUID) -> HttpResponse:
    """What was checked, what a second person approved, and what waits to be looked at."""
    return show(request, ref, "checks")


@require_safe
@unlocked
@caseworker_only
@opens_case
def notes(request: DeskRequest, ref: UUID) -> HttpResponse:
    """What colleagues wrote for each other."""
    return show(request, ref, "notes")


@require_safe
@unlocked
@caseworker_only
@opens_case
def past(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Who did what, when."""
    return show(request, ref, "history")


@require_safe
@unlocked
@caseworker_only
@opens_case
def tasks(request: DeskRequest, ref: UUID) -> HttpResponse:
    """What is to be done, by whom and when."""
    return show(request, ref, "tasks")


def show(
    request: DeskRequest,
    ref: UUID,
    section: str,
    *,
    bound: Mapping[str, ActForm] | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    """Show a section of a case, with the refused form in its place where there is one."""
    now = int(time.time())
    opened = look_into(request, ref, section)
    context = page_context(request, opened, section, now=now, bound=bound or {})
    return render(request, f"desk/case/{section}.html", {**context, **extra}, status=status)
