"""A new code for somebody who lost theirs, after a safe contact."""

import time
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.views.decorators.http import require_http_methods

from apps.accounts.doors import DeskRequest, passphrase_again
from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.answers import LANGUAGE
from apps.cases.casefile import MailboxAdded
from apps.cases.errors import CaseDamaged, ChangedMeanwhile
from apps.cases.opened import OpenCase
from apps.crypto.code import SECRET, code_digits, code_words
from apps.desk import history
from apps.desk.acts import acts_open
from apps.desk.casepage import page_context
from apps.desk.forms import CodeForm
from apps.desk.opening import look_into, opens_case, take_up
from apps.desk.roles import caseworker_only
from apps.mailbox.actions import TakenBack, give_new_code

MOST_SAID = 5


@require_http_methods(["GET", "HEAD", "POST"])
@passphrase_again
@caseworker_only
@opens_case
def new_code(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Ask how it is known who asks; then show the new code, once."""
    if request.method != "POST":
        return _asking(request, ref)
    opened = take_up(request, ref)
    form = CodeForm(request.POST, initial={"seen": opened.sequence})
    if not form.is_valid():
        return _asking(request, ref, form=form, status=422)
    hand = Hand(opened, request.user, request.keyring, seen=form.cleaned_data["seen"])
    if _already_given(hand):
        return _asking(request, ref, status=409, repeated=True)
    try:
        secret = _give(hand, form)
    except ChangedMeanwhile as changed:
        said = [history.overtaken(event, opened.rules) for event in changed.events[-MOST_SAID:]]
        fresh = _with_newest(request, ref)
        return _asking(request, ref, form=fresh, status=409, changed=said, was_changed=True)
    except (CaseDamaged, TakenBack):
        return _asking(request, ref, status=409)
    return show_code(request, opened, secret)


def _already_given(hand: Hand) -> bool:
    """Tell whether this page was sent before: a reload must not end the code it has just shown."""
    later = [event.body for event in hand.opened.events[hand.seen :]]
    return any(isinstance(body, MailboxAdded) and body.by == hand.me for body in later)


def _give(hand: Hand, form: CodeForm) -> bytes:
    data = form.cleaned_data
    how = dict(form.fields["confirmed"].choices)[data["confirmed"]]  # type: ignore[attr-defined]
    # Why the code was given stands in the history before the code itself does.
    opened = actions.add_note(hand, text=f"{form.fields['confirmed'].label} {how}.")
    hand = Hand(opened, hand.by, hand.keyring, hand.seen, hand.at)
    ending = data["others"] == "end"
    return give_new_code(hand, end_others=ending, show_earlier=data["earlier"] == "all")


def _with_newest(request: DeskRequest, ref: UUID) -> CodeForm:
    data = request.POST.copy()
    data["seen"] = str(take_up(request, ref).sequence)
    return CodeForm(data)


def show_code(
    request: DeskRequest,
    opened: OpenCase,
    secret: bytes,
    *,
    again: bool = False,
    alone: bool = False,
) -> HttpResponse:
    """Show the code in the applicant's language, and as digits; it stands nowhere else.

    ``again``: the page that was sent holds it for a day, so that sending it twice is one case.
    ``alone``: it was to be linked with another case, and could not be.
    """
    language = opened.answers.value(LANGUAGE) or opened.answers.language if opened.answers else ""
    language = language.split("-")[0]
    secret, second = secret[:SECRET], secret[SECRET:]
    words = code_words(secret, language) or code_words(secret, "en")
    try:
        side = "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        side = "ltr"
    shown = {
        "case": opened.case,
        "file": opened.file,
        "words": words if code_words(secret, language) else None,
        "digits": code_digits(secret).split(" "),
        "second_words": code_words(second, language) if second else None,
        "second_digits": code_digits(second).split(" ") if second else None,
        "language": language,
        "side": side,
        "again": again,
        "alone": alone,
        "opened": opened,
    }
    return render(request, "desk/case/new_code.html", shown)


def _asking(
    request: DeskRequest,
    ref: UUID,
    *,
    form: CodeForm | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    opened = look_into(request, ref, "code")
    if "code" not in acts_open(opened) and request.method != "POST":
        raise Http404
    context = page_context(request, opened, "overview", now=int(time.time()), bound={})
    form = form or CodeForm(initial={"seen": opened.sequence, "others": "end", "earlier": "new"})
    return render(request, "desk/case/code.html", {**context, "form": form, **extra}, status=status)
