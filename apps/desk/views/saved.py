"""Saved views: keeping, renaming and forgetting one."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.desk.listing import Asked
from apps.desk.roles import caseworker_only
from apps.desk.saved import (
    NameForm,
    View,
    asked_by,
    drop_view,
    rename_view,
    save_view,
    shown,
    views_of,
)


@require_safe
@unlocked
@caseworker_only
def saved_views(request: DeskRequest) -> HttpResponse:
    """Show a person's own views, to rename or forget them."""
    return _page(request)


@require_POST
@unlocked
@caseworker_only
def save(request: DeskRequest) -> HttpResponse:
    """Keep the filters of a list under a name, and go back to it."""
    asked = asked_by(request.POST.get("query", ""))
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, query=asked.saved, status=422)
    name = form.cleaned_data["name"]
    save_view(name, asked, user=request.user, keyring=request.keyring)
    return redirect(reverse("desk:cases") + asked.address(q=""))


@require_POST
@unlocked
@caseworker_only
def rename(request: DeskRequest, ref: str) -> HttpResponse:
    """Give a view another name."""
    others = {one.name for one in _insist(request, ref) if one.ref != ref}
    form = NameForm(request.POST)
    if form.is_valid() and form.cleaned_data["name"] in others:
        form.add_error("name", _("Another view has this name."))
    if not form.is_valid():
        return _page(request, form=form, ref=ref, status=422)
    name = form.cleaned_data["name"]
    return _done(lambda: rename_view(ref, name, user=request.user, keyring=request.keyring))


@require_POST
@unlocked
@caseworker_only
def drop(request: DeskRequest, ref: str) -> HttpResponse:
    """Forget a view; no case is touched."""
    _insist(request, ref)
    return _done(lambda: drop_view(ref, user=request.user, keyring=request.keyring))


def _insist(request: DeskRequest, ref: str) -> list[View]:
    views = views_of(user=request.user, keyring=request.keyring)
    if ref not in {one.ref for one in views}:
        raise Http404
    return views


def _done(act: Callable[[], None]) -> HttpResponse:
    act()
    return redirect("desk:views")


def _page(
    request: DeskRequest,
    *,
    form: NameForm | None = None,
    query: str = "",
    ref: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "query": query, "ref": ref, **shown(request, Asked())}
    return render(request, "desk/views.html", context, status=status)
