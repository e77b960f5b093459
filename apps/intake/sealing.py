"""A request that was sealed before it came: the keys and words for it, and the way in.

The server sees ciphertext and a locator. See docs/spec/submission.md.
"""

import logging
import time
from functools import partial
from typing import Any, Final

import msgspec
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from apps.cases.answers import Party
from apps.cases.days import hour_of
from apps.crypto import CannotOpen
from apps.crypto.sent import LARGEST, read_sent
from apps.crypto.submission import SealedSubmission
from apps.crypto.wordlists import BIP39
from apps.intake import pages, sending
from apps.intake.actions import TakenBack, arrived
from apps.intake.entrances import Entered, entered, entered_at, no_form, state_of
from apps.intake.forms import QuestionForm, consent_form
from apps.intake.given import MOST, consent_given, keys_given, parts_given
from apps.intake.queries import questionnaire
from apps.intake.receiving import is_received, take_turn
from apps.intake.views import not_taken
from apps.teams.chain import Chain
from apps.teams.queries import current_chain
from apps.web import crowds, errors, puzzles
from apps.web.addresses import word_of
from apps.web.bundle import stretching, word_list
from apps.web.compressing import compressed
from apps.web.crowds import swelling
from apps.web.doors import front_door
from apps.web.models import Organisation
from apps.web.queries import Standing, organisation_of, standing

STATE: Final = "Page-State"
RECEIVED: Final = 204
STALE: Final = 409

log = logging.getLogger("farshore")


@front_door("GET")
@entered
def keys(request: HttpRequest, at: Entered) -> HttpResponseBase:
    """All that a browser needs to seal the form that it shows: keys, questions, words."""
    party, version = _asked(request)
    founded = organisation_of(request)
    refused = not_taken(request, at, party)
    if refused is not None:
        return refused
    published = questionnaire(version, form=at.word)
    chain = current_chain(at.team, to_receive=True) if at.team is not None else None
    if chain is None or founded is None or published is None:
        return errors.not_received(request)
    if version not in {None, published.version}:
        return errors.not_received(request)
    form = pages.question_form(published, party=party, posted=None, founded=founded)
    with crowds.sealed.at_work():
        return _words(request, founded, at, form, chain)


def _asked(request: HttpRequest) -> tuple[Party, int | None]:
    named = request.GET
    version = pages.known_version(named.get("version", ""))
    return pages.known_party(named.get("party", "")), version


@compressed
def _words(
    request: HttpRequest, founded: Organisation, at: Entered, form: QuestionForm, chain: Chain
) -> HttpResponse:
    consent = consent_form(form.definition, {})
    context = {
        "form": consent,
        "given": _given(founded, at, form, chain),
        "listed": get_language() in BIP39,
        "four": get_language() in pages.FOUR_LETTERS,
        "second": founded.second_codes,
        "warned": pages.warned_of(founded, at),
        **pages.promise(founded),
    }
    return render(request, "intake/sealing.html", context)


def _given(founded: Organisation, at: Entered, form: QuestionForm, chain: Chain) -> dict[str, Any]:
    return {
        **keys_given(founded, chain),
        "slow": stretching(),
        "state": sending.seal_shown(at.word),
        "now": int(time.time()),
        "language": get_language(),
        "list": word_list(get_language() or ""),
        "second": founded.second_codes,
        "untouched": _untouched(founded, form),
        "consent": consent_given(form),
        "parts": parts_given(form),
        "most": MOST,
        "tooLong": form.too_long,
    }


def _untouched(founded: Organisation, form: QuestionForm) -> Any:
    return msgspec.to_builtins(pages.untouched(form, founded)) if founded.second_codes else []


@front_door("POST", cap=LARGEST, sealed=True)
def receive(request: HttpRequest, /, **_named: str) -> HttpResponseBase:
    """Store what a browser sealed: 204, however often it comes; else the reason, in words.

    Where the queue has swollen, the answer sets a puzzle, and whoever solves it has a turn.
    """
    # Before all else, as it costs nothing: whoever sends without it must not keep the others away.
    steps = swelling.steps()
    # Read whole in any case: a server closes the line behind an answer to what it did not read.
    sent = request.body
    if steps and not puzzles.is_solved(request.headers.get(puzzles.HEADER, ""), sent):
        return _crowded(steps)
    try:
        with crowds.sealed.at_work():
            return _received(request)
    except crowds.Busy:
        swelling.turn_away()
        return _crowded(swelling.steps())


def _crowded(steps: int) -> HttpResponse:
    answer = _said(503, gettext("Many people are here right now. Try again in a minute."))
    answer.headers[puzzles.HEADER] = puzzles.set_puzzle(max(1, steps))
    return errors.unlogged(answer)


def _received(request: HttpRequest) -> HttpResponse:
    # Nothing is shown: less of the organisation is fetched than for a page.
    founded = standing()
    at = entered_at(word_of(request), founded)
    if at is None:
        return no_form(request)
    stale = gettext(
        "This page had been open for long, and the keys may have changed. It has the new ones now: "
        "press Send once more."
    )
    shown = sending.was_shown(request.headers.get(STATE, ""), at.word)
    if founded is None or not shown or state_of(founded, at) == "not_yet":
        return _said(STALE, stale)
    try:
        submission = read_sent(request.body)
    except CannotOpen:
        words = gettext("What arrived here is not what this page sends. Nothing was kept.")
        return _said(422, words)
    try:
        if not _is_stored(submission, at, founded):
            return _said(STALE, stale)
    except TakenBack:
        return _said(410, gettext("You have taken this request back. It is not kept again."))
    return HttpResponse(status=RECEIVED)


def _is_stored(submission: SealedSubmission, at: Entered, founded: Standing) -> bool:
    sealed = partial(
        arrived,
        submission=submission,
        hour=hour_of(int(time.time())),
        to=at.team,
        second_codes=founded.second_codes,
    )
    try:
        return is_received(
            sealed,
            locator_hash=submission.mailboxes[0].locator_hash,
            first=lambda: swelling.leave(take_turn(at, sealed=True)),
        )
    except IntegrityError:
        # Rows made to meet somebody else's: whoever makes them has read the database.
        log.warning("a sealed request that meets rows of another one was refused")
        return False


def _said(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
