"""How the entries of the conversation are said: whose each is, when, and what stands beside it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import quote
from uuid import UUID

from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from apps.cases import vocabulary
from apps.cases.casefile import ContactLogged
from apps.cases.opened import OpenCase
from apps.desk import history
from apps.desk.labels import label
from apps.desk.section import Reading
from apps.desk.threads import Said
from apps.desk.times import Clock, moment, past_words
from apps.web.addresses import address

# Says a text in the page's language; each is asked for once a page.
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Beside:
    """A few words beside an entry, under when it was said."""

    words: str
    loud: bool = False


def put_in_words(reading: Reading, shown: Iterable[Said]) -> None:
    """Say of each entry what its page shows, so that the page itself decides nothing of it."""
    clock, say = Clock(moment(reading.now)), cache(gettext)
    for one in shown:
        one.by = reading.named(one.by) if one.by else ""
        one.read_by = reading.named(one.read_by) if one.read_by else ""
        one.status_words = history.status_words(one.told) if one.told else ""
        if one.contact is not None:
            one.way_words, one.outcome_words = _elsewhere(one.contact, one.by)
        one.who, one.loud = _who(one, say)
        one.clock = clock.tag(one.at) if one.at else ""
        one.beside = list(_beside(one, clock, reading.now, say))


def let_change(opened: OpenCase, shown: Iterable[Said]) -> None:
    """Say where each entry is translated, and where what stands in a mailbox is struck out."""
    ref, begun = opened.case.ref, dict[str, str]()
    translate = address("desk:translate", ref)
    for one in shown:
        if one.text:
            one.translate_url = f"{translate}?of={quote(one.of)}&at=conversation"
        kind, _colon, place = one.of.partition(":")
        mailbox, _colon, number = place.partition(":")
        if kind != "message":
            continue
        # What stands in one mailbox differs in its number.
        if mailbox not in begun:
            first = address("desk:strike_entry", ref, UUID(hex=mailbox), 0)
            begun[mailbox] = first.removesuffix("0/")
        one.strike_url = f"{begun[mailbox]}{number}/"


def _who(one: Said, _: Say) -> tuple[str, bool]:
    """Say whose an entry is, and whether that is said loudly."""
    if one.forced:
        return _("Under force"), True
    match one.kind:
        case "theirs" | "answers":
            return _("From them"), False
        case "ours":
            return capfirst(one.by), False
        case "status":
            return _("Told them"), False
        case "contact":
            return one.way_words, False
        case "gone":
            return _("Gone"), False
        case _:
            return _("Not ours"), True


def _beside(one: Said, clock: Clock, now: int, _: Say) -> Iterator[Beside]:
    if one.fresh:
        yield Beside(pgettext("message", "new"), loud=True)
    elif one.read_by:
        yield Beside(_("read: %(person)s") % {"person": one.read_by})
    if one.changed:
        yield Beside(_("says that something has changed"), loud=True)
    if one.goes_out:
        yield Beside(format_html("{} {}", _("goes out"), clock.tag(one.goes_out)))
    elif one.opened:
        yield Beside(f"{pgettext('message', 'opened')} {_day(one.opened, now)}")
    elif one.kind == "ours" and one.may_take:
        yield Beside(_("not opened yet"))
    if one.other_code:
        yield Beside(_("by the new code"))


def _day(then: datetime, now: int) -> str:
    """Say a day as one would aloud: nobody is told the hour in which a mailbox was opened."""
    today = moment(now)
    return pgettext("day", "today") if then.date() == today.date() else past_words(then, today)


def _elsewhere(contact: ContactLogged, by: str) -> tuple[str, str]:
    """Say how something was said elsewhere, who of the two sides began, and how it went."""
    way = label(vocabulary.WAYS, contact.way)
    said = (
        gettext("they wrote or called")
        if contact.direction == "in"
        else gettext("we wrote or called")
    )
    outcome = label(vocabulary.OUTCOMES, contact.outcome) if contact.outcome else ""
    written = gettext("written in: %(person)s") % {"person": by}
    return way, " · ".join(filter(None, (said, outcome, written)))
