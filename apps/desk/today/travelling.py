"""The lines of Today about people on the way: in words, and the hour that counts now."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.cases import wayout
from apps.cases.agenda import Item
from apps.cases.going import Going, read_going
from apps.cases.rules import Rules
from apps.cases.vocabulary import APPROVAL_HOLDS
from apps.desk.clocks import there_words
from apps.desk.labels import apart, label, listed


def counts_from(item: Item, now: int) -> int:
    """Return the hour that the column of times is about: once they have left, when they land."""
    going = read_going(item.words) if item.kind == "travelling" else None
    return going.lands if going is not None and now >= going.leaves else item.at


def sign_for(item: Item, now: int) -> str:
    """Return the check-in for which a sign can be said to have come, from its line; else ""."""
    under_way = item.kind == "travelling" and now >= item.at
    return item.ref if item.kind == "missed" or under_way else ""


def missed_words(item: Item) -> str:
    """Say which check-in did not come, and what was agreed for that."""
    place, _line, silent = item.words.partition("\n")
    said = _("No check-in.")
    if place:
        said = _("No check-in after arriving in %(place)s.") % {"place": apart(place)}
    if not silent:
        return _("%(said)s Nothing was agreed for silence.") % {"said": said}
    return _("%(said)s Agreed: %(silent)s") % {"said": said, "silent": apart(silent)}


def travelling_words(item: Item, rules: Rules, now: int) -> str:
    """Say where they are on their way, and what is still open."""
    going = read_going(item.words)
    if going is None:
        return _("On a journey.")
    left = [*_open(going, rules, now)]
    said = _whereabouts(going, now)
    return f"{said} {_('Open:')} {listed(left)}." if left else said


def _whereabouts(going: Going, now: int) -> str:
    if now < going.leaves:
        said = _("Leaves %(place)s: %(when)s, by the clock there.")
        when = there_words(going.leaves, going.zone, now)
        return said % {"place": apart(going.origin), "when": when}
    when = there_words(going.lands, going.to_zone, now)
    if now < going.lands:
        said = _("On the way to %(place)s. Due there: %(when)s, by the clock there.")
    else:
        said = _("Was due in %(place)s: %(when)s, by the clock there. Have they arrived?")
    return said % {"place": apart(going.to), "when": when}


def _open(going: Going, rules: Rules, now: int) -> Iterator[str]:
    left = now >= going.leaves
    if not left and rules.mode("travel") != "off" and not _is_approved(going, now):
        yield pgettext("still open", "approval")
    for one in going.items:
        name = one.title or label(wayout.PLAN_ITEMS, one.kind)
        yield _("%(item)s (blocked)") % {"item": name} if one.blocked else name
    if going.more:
        yield _("%(n)d more of the plan") % {"n": going.more}
    if not going.checked:
        yield pgettext("still open", "no check-ins agreed")
    if not going.met:
        yield pgettext("still open", "who meets them")
    if not going.watched:
        yield pgettext("still open", "who is on watch")


def _is_approved(going: Going, now: int) -> bool:
    holds = int(APPROVAL_HOLDS.total_seconds())
    return bool(going.approved_at) and now <= going.approved_at + holds
