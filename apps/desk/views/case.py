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
def section(request: DeskRequest, ref: UUID, section: str) -> HttpResponse:
    """Show one section; showing what the applicant wrote marks it as read."""
    return show(request, ref, section)


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
