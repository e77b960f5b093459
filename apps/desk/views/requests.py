"""Requests: the queue, and the opened request beside it."""

import time
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.audit.actions import record
from apps.cases import actions, vocabulary
from apps.cases.actions import Hand
from apps.cases.admission import open_index
from apps.cases.errors import CaseDamaged, ChangedMeanwhile
from apps.cases.writing import refuse_changes
from apps.desk import history
from apps.desk.forms.requests import TakeRequestForm, order_of
from apps.desk.opening import look_into, opens_case, take_up
from apps.desk.people import by_name
from apps.desk.queue import ORDERS, Queue, queue_of, waiting_lines
from apps.desk.reading import request_context
from apps.desk.roles import caseworker_only
from apps.desk.times import moment
from apps.desk.undoing import offer_of, seal_done
from apps.desk.unopened import not_shown

MOST_SAID: Final = 5


@require_safe
@unlocked
@caseworker_only
def requests(request: DeskRequest) -> HttpResponse:
    """Show the queue; what is new is taken in on the way."""
    return show_queue(request)


@require_safe
@unlocked
@caseworker_only
@opens_case
def one(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Show a request beside the queue; the reading is recorded and told to colleagues."""
    return show_request(request, ref)


@require_POST
@unlocked
@caseworker_only
@opens_case
def take(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Take it: owner, risk and screening in one act; then go on with the next."""
    opened = take_up(request, ref)
    form = TakeRequestForm(request.POST)
    if not form.is_valid():
        return show_request(request, ref, take_form=form, errors=True, status=422)
    data, before = form.cleaned_data, opened.sequence
    hand = Hand(opened, request.user, request.keyring, seen=data["seen"])
    try:
        if _taken_before(hand, data["risk"]):
            before = min(hand.seen, before)
        else:
            refuse_changes(opened, by=hand.by, seen=hand.seen)
            if not opened.file.is_waiting:
                return show_request(request, ref, status=409)
            actions.take_request(hand, risk=data["risk"])
    except ChangedMeanwhile as changed:
        said = [history.overtaken(event) for event in changed.events[-MOST_SAID:]]
        return show_request(request, ref, status=409, changed=said, was_changed=True)
    except CaseDamaged:
        return show_request(request, ref, status=409)
    token = seal_done(by=request.user, act="take", cases=[(ref, before)])
    return go_on(data["following"], order=data["order"], token=token)


def _taken_before(hand: Hand, risk: str) -> bool:
    """Tell whether this page was sent before: the case is theirs, with this very risk."""
    file = hand.opened.file
    return (file.owner, file.risk) == (hand.me, risk)


def go_on(following: UUID | None, *, order: str, token: str) -> HttpResponse:
    """Go to the next request, or back to the queue, with the offer to take back."""
    address = reverse("desk:request", args=[following]) if following else reverse("desk:requests")
    said = {"order": order, "done": token}
    query = urlencode({name: value for name, value in said.items() if value})
    return redirect(f"{address}?{query}" if query else address)


def show_queue(request: DeskRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Show the queue alone."""
    context = {**queue_context(request, None), **extra}
    return render(request, "desk/requests/queue.html", context, status=status)


def show_request(
    request: DeskRequest, ref: UUID, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """Show the queue and a request beside it."""
    now = int(time.time())
    opened = look_into(request, ref, "request")
    # After the reading, so that the row says that it was read.
    context = queue_context(request, ref)
    queue: Queue = context["queue"]
    form = extra.pop("take_form", None) or TakeRequestForm(
        initial={
            "seen": opened.sequence,
            "order": context["order"],
            "following": queue.after(ref) or "",
        }
    )
    context |= request_context(request, opened, people=context["people"], now=now)
    context |= {"take": form, "following": queue.after(ref), **extra}
    return render(request, "desk/requests/request.html", context, status=status)


def queue_context(request: DeskRequest, ref: UUID | None) -> dict[str, Any]:
    """Return what the pane of the queue shows."""
    user, now = request.user, int(time.time())
    index = open_index(user=user, keyring=request.keyring)
    with transaction.atomic():
        record(person=user.ref, verb="list_read")
    people, me = by_name(), user.ref.hex
    order, page = order_of(request.GET.get("order", "")), _page(request)
    queue = queue_of(index, me=me, order=order, page=page, opened=ref)
    last = index.greatest("arrived")
    return {
        "queue": queue,
        "requests_waiting": queue.count,
        "lines": waiting_lines(queue.rows, people=people, me=me, now=now),
        "opened_ref": ref,
        "order": order,
        "previous_url": _address(order, queue.page - 1) if queue.page > 1 else "",
        "next_url": _address(order, queue.page + 1) if queue.page < queue.pages else "",
        "orders": [
            (str(label), _address(code, 1), code == order) for code, label in ORDERS.items()
        ],
        "people": people,
        "risks": list(vocabulary.RISKS.items()),
        "now": moment(now),
        "today": moment(now).date(),
        "last": moment(last) if last else None,
        "offer": offer_of(request.GET.get("done", ""), by=user),
        **not_shown(user, index, again=reverse("desk:requests")),
    }


def _page(request: DeskRequest) -> int:
    said = request.GET.get("page", "")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _address(order: str, page: int) -> str:
    said = {"order": order, "page": page if page > 1 else ""}
    query = urlencode({name: value for name, value in said.items() if value})
    return reverse("desk:requests") + (f"?{query}" if query else "")
