"""What happened on a journey, in words: for the history, and for who was overtaken."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.cases import casefile
from apps.cases.casefile import AnyEvent
from apps.cases.wayout import SIGNS
from apps.desk.labels import day, label


def travelled_line(event: AnyEvent) -> str:
    """Say an event of the journey without a subject; "" for any other."""
    match event:
        case casefile.JourneySet():
            return _journey(event)
        case casefile.CheckedIn() if event.how == "waits":
            return _("Check-in: waited for again")
        case casefile.CheckedIn():
            return _("Check-in: %(how)s") % {"how": label(SIGNS, event.how)}
        case casefile.JourneyDropped():
            return _("The journey is off")
        case casefile.Arrived():
            return _("Arrived: %(day)s") % {"day": day(event.day)}
        case _:
            return ""


def _journey(event: casefile.JourneySet) -> str:
    if not event.legs:
        return _("Journey written")
    n = len(event.check_ins)
    said = {"origin": event.legs[0].origin, "to": event.legs[-1].to, "n": n}
    words = ngettext(
        "Journey: %(origin)s – %(to)s, %(n)d check-in",
        "Journey: %(origin)s – %(to)s, %(n)d check-ins",
        n,
    )
    shared = _("shared with other cases") if event.cases else ""
    return " · ".join(filter(None, (words % said, shared)))


def travelled_overtaken(event: AnyEvent, at: str) -> str:
    """Say what a colleague did to the journey meanwhile; "" for any other event."""
    match event:
        case casefile.JourneySet() | casefile.JourneyDropped():
            return _("A colleague changed the journey at %(at)s.") % {"at": at}
        case casefile.CheckedIn():
            return _("A colleague said how a check-in went at %(at)s.") % {"at": at}
        case casefile.Arrived():
            return _("A colleague recorded the arrival at %(at)s.") % {"at": at}
        case _:
            return ""
