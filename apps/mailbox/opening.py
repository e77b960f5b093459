"""The words and numbers with which a browser shows the mailbox that it opened by itself."""

import time
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import formats
from django.utils.dateformat import format as in_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from apps.cases.files.kinds import KINDS
from apps.cases.messages import MOST_CHARACTERS
from apps.cases.statuses import STATUSES
from apps.crypto.wordlists import BIP39
from apps.mailbox.days import DIGITS
from apps.mailbox.forms import MISTAKES, ChangedForm, CodeForm, WriteForm
from apps.mailbox.limits import OPENING_MINUTES
from apps.web import crowds, errors
from apps.web.bundle import as_text, word_list
from apps.web.compressing import compressed
from apps.web.costs import code_cost
from apps.web.doors import front_door
from apps.web.models import Organisation
from apps.web.queries import organisation_of

# Stands where a day is filled in; nobody types it.
BLANK: Final = "\u2063"
# Every language says 100 to 199 as all later hundreds.
COUNTED: Final = 200
MONTH_LETTERS: Final = "FEMNb"
DAY_LETTERS: Final = "lD"


@front_door("GET")
def words(request: HttpRequest) -> HttpResponseBase:
    """All that a browser needs to open a mailbox by itself and to show it."""
    founded = organisation_of(request)
    if founded is None:
        return errors.not_received(request)
    with crowds.code.at_work():
        return _words(request, founded)


@compressed
def _words(request: HttpRequest, founded: Organisation) -> HttpResponse:
    context = {
        "given": _given(founded),
        "days": founded.withdraw_days,
        "code": CodeForm(),
        "write": WriteForm(),
        "change": ChangedForm(auto_id="id_change_%s"),
        "blank": BLANK,
    }
    return render(request, "mailbox/opening.html", context)


def _given(founded: Organisation) -> dict[str, Any]:
    cost = code_cost()
    return {
        "now": int(time.time()),
        "language": get_language(),
        "salt": as_text(bytes(founded.site_salt)),
        "cost": [cost.memory, cost.passes, cost.lanes],
        "lists": {one: word_list(one) for one in BIP39},
        "minutes": OPENING_MINUTES,
        "promise": founded.promise_days,
        "mistakes": {name: str(said) for name, said in MISTAKES.items()},
        "statuses": {name: str(said) for name, said in STATUSES.items()},
        "texts": _texts(),
        "counts": _counts(),
        "dates": _dates(),
        "endings": {name: kind.endings[0] for name, kind in KINDS.items()},
        "longest": MOST_CHARACTERS,
    }


def _texts() -> Mapping[str, str]:
    """Single sentences, as apps/mailbox/pages.py says them."""
    return {
        "ours": _("From us"),
        "yours": _("From you"),
        "read": _("read: %(day)s"),
        "onceFile": _("It disappears once you have opened it. Nobody can bring it back."),
        "onceWords": _("It disappears when you leave this page. Nobody can bring it back."),
        "until": _("It disappears on %(day)s."),
        "news": _("News from us by %(day)s"),
        "late": _(
            "You should have heard from us by %(day)s. We are late. Your request is not lost."
        ),
        "takenOut": _("(taken out)"),
        "fileForYou": _("A file for you:"),
        "file": _("A file:"),
        "aFile": _("(a file: %(name)s)"),
        "nothing": _("There is nothing here yet."),
        "somethingChanged": _("Something has changed."),
        "empty": _("Write something, then press Send."),
        "long": _("Shorten this. The most that fits, in characters: %(most)d"),
        "lost": _("This file is lost on our side. Tell us, and we send it again."),
        "damaged": _("This file is damaged on our side. Tell us, and we send it again."),
        "away": _("It did not come. Try once more in a minute."),
    }


def _counts() -> dict[str, Any]:
    """How a number of messages is said, in every form that the language has."""
    said = {
        "earlier": [
            ngettext("Show %(number)s earlier message", "Show %(number)s earlier messages", n)
            for n in range(COUNTED)
        ],
        "before": [
            ngettext(
                "Show %(number)s message from your earlier request",
                "Show %(number)s messages from your earlier request",
                n,
            )
            for n in range(COUNTED)
        ],
    }
    return {
        name: {"forms": (forms := list(dict.fromkeys(each))), "which": [*map(forms.index, each)]}
        for name, each in said.items()
    }


def _dates() -> dict[str, Any]:
    """The day as apps/mailbox/days.py says it: its formats, and the names that stand in them."""
    own = DIGITS.get(get_language() or "", {})
    said = {
        "coming": pgettext("date format", "l j F"),
        "far": pgettext("date format", "j F Y"),
        "near": pgettext("date format", "j F"),
    }
    months = [date(2001, month, 1) for month in range(1, 13)]
    week = [date(2001, 1, 1 + day) for day in range(7)]  # From a Monday on.
    return {
        **said,
        "months": {each: [in_format(day, each) for day in months] for each in MONTH_LETTERS},
        "week": {each: [in_format(day, each) for day in week] for each in DAY_LETTERS},
        "digits": "0123456789".translate(own) if own else "",
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "sizes": [_size(size) for size in (7, 7 * 1024 + 512, 7 * 1024**2 + 512 * 1024)],
        "comma": formats.get_format("DECIMAL_SEPARATOR"),
    }


def _size(size: int) -> str:
    return str(filesizeformat(size))
