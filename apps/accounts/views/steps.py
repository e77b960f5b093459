"""Leads somebody through the pages of a kit, one POST a page, and writes only at the end."""

from collections.abc import Callable, Mapping
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from apps.accounts.factors import seed_address
from apps.accounts.kit import Kit, drawn, drawn_again, form_of, noted, open_kit, seal_kit
from apps.web.forms import PageForm

Finish = Callable[[Kit], HttpResponseBase]


def lead(
    request: HttpRequest, start: Kit, *, handle: str, finish: Finish, begun: bool = False
) -> HttpResponseBase:
    """Show the next page of a way; ``finish`` is called once, with all that was kept.

    ``begun`` means that this POST has just been answered by the beginning of the way.
    """
    if request.method != "POST" or begun:
        return show(request, drawn(start), handle=handle)
    kit = open_kit(request.POST.get("state", ""), way=start.way, subject=start.subject)
    if kit is None:
        return show(request, drawn(start), handle=handle, stale=True)
    press = request.POST.get("press", "")
    if press == "back":
        return show(request, drawn(kit.moved(-1)), handle=handle)
    if press == "again":
        return show(request, drawn_again(kit), handle=handle)
    form = form_of(kit, request.POST)
    if form is not None and not form.is_valid():
        return show(request, kit, handle=handle, form=form)
    kit = noted(kit, form).moved(1)
    return finish(kit) if kit.is_done else show(request, drawn(kit), handle=handle)


def show(
    request: HttpRequest,
    kit: Kit,
    *,
    handle: str,
    form: PageForm | None = None,
    stale: bool = False,
) -> HttpResponse:
    """Show one page of a way."""
    context: dict[str, Any] = {
        "kit": kit,
        "state": seal_kit(kit),
        "form": form or form_of(kit),
        "stale": stale,
        "number": kit.at + (kit.way != "join"),
        "count": len(kit.steps) - (kit.way == "join"),
        "last": kit.at == len(kit.steps) - 1,
        **_seen(kit, handle),
    }
    return render(request, f"accounts/steps/{kit.step}.html", context)


def _seen(kit: Kit, handle: str) -> Mapping[str, Any]:
    if kit.step != "phone":
        return {"words": (kit.passphrase if kit.step == "passphrase" else kit.sheet).split()}
    # Inside the page: an address or a file of it could be kept by a browser, a proxy or a log.
    picture = segno.make(seed_address(kit.seed, handle=handle), error="m", micro=False)
    groups = [kit.seed[start : start + 4] for start in range(0, len(kit.seed), 4)]
    return {"picture": picture.png_data_uri(scale=5, border=2), "groups": groups}
