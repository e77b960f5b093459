"""Possible doubles of a case, two cases side by side, and joining or parting them."""

import time
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.audit.actions import record
from apps.cases.actions import Hand
from apps.cases.casefile import Parted
from apps.cases.errors import CaseDamaged, ChangedMeanwhile
from apps.cases.models import Case
from apps.cases.opened import OpenCase
from apps.cases.queries import read_list
from apps.desk import history
from apps.desk.doubles import possible
from apps.desk.forms import ActForm
from apps.desk.forms.joining import (
    OTHER,
    THIS,
    ApartForm,
    JoinForm,
    PartForm,
    ReferenceForm,
    SamePersonForm,
)
from apps.desk.opening import look_into, opens_case, take_up, typed_words
from apps.desk.pairs import side_by_side, side_of
from apps.desk.roles import caseworker_only
from apps.desk.times import moment
from apps.mailbox.carrying import CannotJoin
from apps.mailbox.joining import came_after, join_cases, open_earlier
from apps.mailbox.parting import part_cases

MOST_SAID: Final = 5
UNPROCESSABLE: Final = 422
CONFLICT: Final = 409


@require_safe
@unlocked
@caseworker_only
@opens_case
def doubles(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Cases that may be about the same person, with reasons; and those that were joined."""
    return _doubles(request, ref, ReferenceForm())


@require_POST
@unlocked
@caseworker_only
@opens_case
def find(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Lead to the comparison with a case named by its reference."""
    form = ReferenceForm(request.POST)
    if form.is_valid():
        wanted = form.cleaned_data["reference"].replace(" ", "").upper()
        rows = read_list(user=request.user, keyring=request.keyring).rows
        known = [row.ref for row in rows if row.body and row.body.reference == wanted]
        others = [one for one in known if one != ref]
        if others:
            return redirect("desk:pair", ref, others[0])
        said = _("That is this very case.") if known else _("No case has this reference.")
        form.add_error("reference", said)
    return _doubles(request, ref, form, status=UNPROCESSABLE)


def _doubles(
    request: DeskRequest, ref: UUID, form: ReferenceForm, *, status: int = 200
) -> HttpResponse:
    opened = look_into(request, ref, "same")
    with transaction.atomic():
        record(person=request.user.ref, verb="list_read")
    found = possible(opened, keyring=request.keyring)
    context = {
        "case": opened.case,
        "opened": opened,
        "side": side_of(opened),
        "possible": [(one, moment(one.arrived)) for one in found],
        "joined": list(opened.file.joined.values()),
        "form": form,
        "now": moment(int(time.time())),
    }
    return render(request, "desk/case/same.html", context, status=status)


@require_safe
@unlocked
@caseworker_only
@opens_case
def pair(request: DeskRequest, ref: UUID, other: UUID) -> HttpResponse:
    """Two cases side by side, and what can be done with them."""
    return _pair(request, ref, other)


def _pair(
    request: DeskRequest,
    ref: UUID,
    other: UUID,
    *,
    pressed: str = "",
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    """Show both; ``pressed`` names the act whose form comes back as it was filled in."""
    if ref == other:
        raise Http404
    one = look_into(request, ref, "same")
    try:
        two = look_into(request, other, "same")
    except Case.DoesNotExist:
        return _without_other(request, one, other, pressed=pressed, status=status, **extra)
    forms = _forms(one, two)
    if pressed in forms:
        data = request.POST.copy()
        data["seen"], data["seen_other"] = str(one.sequence), str(two.sequence)
        forms[pressed] = _forms(one, two, data)[pressed]
        forms[pressed].is_valid()
    context = {
        "case": one.case,
        "first": one,
        "second": two,
        "one": side_of(one),
        "two": side_of(two),
        "one_and_two": [side_of(one), side_of(two)],
        "rows": side_by_side(one, two, language=request.LANGUAGE_CODE),
        "forms": forms,
        "refused": next((form for form in forms.values() if form.errors), None),
        "errors": any(form.errors for form in forms.values()),
        "joined": one.file.joined.get(other.hex),
        "opened_earlier": other.hex in one.file.earlier,
        "apart": other.hex in one.file.apart or ref.hex in two.file.apart,
        "section_url": reverse("desk:pair", args=[ref, other]),
        "damaged": one.damaged or two.damaged,
        "now": moment(int(time.time())),
        **extra,
    }
    return render(request, "desk/case/pair.html", context, status=status)


def _without_other(
    request: DeskRequest,
    one: OpenCase,
    other: UUID,
    *,
    pressed: str,
    status: int,
    **extra: Any,
) -> HttpResponse:
    """The other case of a joining was erased, or is not open to this person; its code lives on."""
    form = _form_without_other(one, other, request.POST if pressed else None)
    if form is None and not _leads(one, other):
        raise Case.DoesNotExist
    context = {
        "case": one.case,
        "first": one,
        "one": side_of(one),
        "joined": one.file.joined[other.hex],
        "opened_earlier": other.hex in one.file.earlier,
        "form": form,
        "other": other,
        "section_url": reverse("desk:pair", args=[one.case.ref, other]),
        **extra,
    }
    return render(request, "desk/case/pair_gone.html", context, status=status)


def _leads(one: OpenCase, other: UUID) -> bool:
    joined = one.file.joined.get(other.hex)
    return joined is not None and not joined.lead


def _form_without_other(one: OpenCase, other: UUID, data: Any = None) -> SamePersonForm | None:
    """Return the form that records *same person*, which needs the case that leads alone."""
    if not _leads(one, other) or other.hex in one.file.earlier or one.damaged:
        return None
    initial = {"seen": one.sequence}
    if data is not None:
        data = data.copy()
        data["seen"] = str(one.sequence)
    return SamePersonForm(data, initial=initial, auto_id="confirm-%s")


def _forms(one: OpenCase, two: OpenCase, data: Any = None) -> dict[str, ActForm]:
    """Return the forms of what these two cases take now, by act."""
    if one.damaged or two.damaged:
        return {}
    first = {"seen": one.sequence, "seen_other": two.sequence}
    joined = one.file.joined.get(two.case.ref.hex)
    if joined is None:
        lead = _lead(one, two)
        wishes = {"lead": lead, "close": "close", "earlier": "keep", **first}
        forms: dict[str, ActForm] = {
            "join": JoinForm(data, initial=wishes, auto_id="join-%s", cases=_named(one, two)),
            "apart": ApartForm(data, initial=first, auto_id="apart-%s"),
        }
        return forms
    if joined.lead:
        return {}
    part = PartForm(data, initial=first, auto_id="part-%s")
    if two.case.ref.hex in one.file.earlier:
        return {"part": part}
    return {"confirm": SamePersonForm(data, initial=first, auto_id="confirm-%s"), "part": part}


def _lead(one: OpenCase, two: OpenCase) -> str:
    """Propose the earlier request, unless it is closed: more stands in it."""
    if one.file.stage == "closed":
        return OTHER
    if two.file.stage == "closed":
        return THIS
    return OTHER if came_after(one, two) else THIS


def _named(one: OpenCase, two: OpenCase) -> list[tuple[str, str]]:
    said = _("%(name)s, %(reference)s (%(age)s)")
    later = came_after(one, two)
    ages = {True: _("the later request"), False: _("the earlier request")}
    return [
        (code, said % {"name": side.name, "reference": side.reference, "age": ages[is_later]})
        for code, side, is_later in (
            (THIS, side_of(one), later),
            (OTHER, side_of(two), not later),
        )
    ]


def _join(one: Hand, two: Hand, data: dict[str, Any]) -> HttpResponse:
    lead, other = (one, two) if data["lead"] == THIS else (two, one)
    close, end = data["close"] == "close", data["earlier"] == "end"
    opened = join_cases(lead, other, end_earlier=end, close=close)
    return redirect("desk:case", opened.case.ref)


def _tell_apart(one: Hand, two: Hand, data: dict[str, Any]) -> HttpResponse:
    del data
    one.add(Parted(by=one.me, at=one.now, other=two.opened.case.ref.hex))
    return redirect("desk:same", one.opened.case.ref)


def _part(one: Hand, two: Hand, data: dict[str, Any]) -> HttpResponse:
    part_cases(one, two, why=data["why"])
    return redirect("desk:pair", one.opened.case.ref, two.opened.case.ref)


def _confirm(one: Hand, two: Hand, data: dict[str, Any]) -> HttpResponse:
    return _made_sure(one, two.opened.case.ref, data)


def _made_sure(one: Hand, other: UUID, data: dict[str, Any]) -> HttpResponse:
    how = str(dict(SamePersonForm.base_fields["how"].choices)[data["how"]])  # type: ignore[attr-defined]
    words = f"{how}. {data['why']}".strip()
    open_earlier(one, other=other.hex, how=words)
    return redirect("desk:conversation", one.opened.case.ref)


DO: Final[dict[str, Callable[[Hand, Hand, dict[str, Any]], HttpResponse]]] = {
    "join": _join,
    "apart": _tell_apart,
    "part": _part,
    "confirm": _confirm,
}


@require_POST
@unlocked
@caseworker_only
@opens_case
def act(request: DeskRequest, ref: UUID, other: UUID, name: str) -> HttpResponse:
    """Do one of the acts on two cases, or show them again and say why not."""
    if ref == other:
        raise Http404
    one = take_up(request, ref)
    try:
        two = take_up(request, other)
    except Case.DoesNotExist:
        return _act_without_other(request, one, other, name)
    form = _forms(one, two, request.POST).get(name)
    if form is None:
        # Sent twice, or a colleague was faster: the page says how things stand.
        return redirect("desk:pair", ref, other)
    if not form.is_valid():
        return _pair(request, ref, other, pressed=name, status=UNPROCESSABLE)
    data = form.cleaned_data
    mine = Hand(one, request.user, request.keyring, seen=data["seen"])
    theirs = Hand(two, request.user, request.keyring, seen=data["seen_other"])
    return _tried(request, ref, other, name, lambda: DO[name](mine, theirs, data))


def _act_without_other(request: DeskRequest, one: OpenCase, other: UUID, name: str) -> HttpResponse:
    form = _form_without_other(one, other, request.POST)
    if form is None or name != "confirm":
        raise Case.DoesNotExist
    ref = one.case.ref
    if not form.is_valid():
        return _pair(request, ref, other, pressed=name, status=UNPROCESSABLE)
    said = str(request.POST.get("seen", ""))
    seen = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
    mine = Hand(one, request.user, request.keyring, seen=seen)
    data = form.cleaned_data
    return _tried(request, ref, other, name, lambda: _made_sure(mine, other, data))


def _tried(
    request: DeskRequest, ref: UUID, other: UUID, name: str, do: Callable[[], HttpResponse]
) -> HttpResponse:
    try:
        return do()
    except ChangedMeanwhile as changed:
        rules = take_up(request, ref).rules
        said = [history.overtaken(event, rules) for event in changed.events[-MOST_SAID:]]
        told = {"changed": said, "was_changed": True, "typed": typed_words(request)}
        return _pair(request, ref, other, pressed=name, status=CONFLICT, **told)
    except (CannotJoin, CaseDamaged):
        return _pair(request, ref, other, status=CONFLICT, cannot=True)
