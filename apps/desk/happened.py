"""What happened to a case beyond its course, in words: contacts, work, plan, who belongs to it."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from apps.cases import casefile, vocabulary
from apps.cases.casefile import AnyEvent
from apps.cases.wayout import BLOCKED_BY, FOLLOWED, ITEM_STATUSES, KNOWS, LINKS, RELATIONS
from apps.desk.forms.plan import item_name
from apps.desk.labels import day, label, listed

Named = Callable[[str], str]


def contact_line(event: AnyEvent) -> str:
    """Say an event of safe contact, or of words, without a subject; "" for any other."""
    match event:
        case casefile.ContactSet():
            return _("Safe contact agreed: %(way)s") % {"way": label(vocabulary.WAYS, event.way)}
        case casefile.NumberShown():
            return _("Looked at the number")
        case casefile.ContactOutcome():
            outcome = label(vocabulary.OUTCOMES, event.outcome)
            return _("Contact: %(outcome)s") % {"outcome": outcome}
        case casefile.ContactLogged():
            way = label(vocabulary.WAYS, event.way)
            return _("Contact elsewhere written in: %(way)s") % {"way": way}
        case casefile.Translated():
            return _("Translation written")
        case casefile.MessageTaken():
            return _taken(event)
        case casefile.ForceOver():
            return _("On their own again, after a code was used under force")
        case casefile.AnswersStruck():
            return _("Words struck out of the answers")
        case _:
            return ""


def _taken(event: casefile.MessageTaken) -> str:
    if event.what == "taken_back":
        return _("Message taken back before it was opened")
    return _("Message vanished") if event.what == "vanished" else _("Message struck out")


def work_line(event: AnyEvent) -> str:
    """Say an event of tasks, checks, approvals or needs, without a subject; "" for any other."""
    match event:
        case casefile.TaskAdded():
            return _("Task: %(title)s") % {"title": event.title}
        case casefile.TaskChanged():
            return _("Task changed: %(title)s") % {"title": event.title}
        case casefile.TaskDone():
            return _("Task done")
        case casefile.TaskDropped():
            return _("Task dropped")
        case casefile.CheckMade():
            check, result = event.check, event.result
            said = {
                "check": label(vocabulary.CHECKS, check),
                "result": label(vocabulary.RESULTS, result),
            }
            return _("Check: %(check)s – %(result)s") % said
        case casefile.ApprovalAsked():
            gate = label(vocabulary.GATES, event.gate)
            return _("Approval asked: %(gate)s") % {"gate": gate}
        case casefile.ApprovalAnswered():
            return _answered(event)
        case casefile.GateLooked():
            gate = label(vocabulary.GATES, event.gate)
            return _("Looked at afterwards: %(gate)s") % {"gate": gate}
        case casefile.NeedsSet():
            return _("Needs changed")
        case _:
            return ""


def needs_line(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say which needs are otherwise than before."""
    said = {
        "open": _("%(need)s: open"),
        "met": _("%(need)s: met"),
        "": _("%(need)s: not needed"),
    }
    changed = [need for need in {**before, **now} if before.get(need) != now.get(need)]
    words = [
        said.get(now.get(need, ""), "%(need)s") % {"need": label(vocabulary.NEEDS, need)}
        for need in changed
    ]
    return _("Needs changed. %(needs)s") % {"needs": " · ".join(words)}


def way_line(event: AnyEvent) -> str:
    """Say an event of the way out, without a subject; "" for any other."""
    match event:
        case casefile.FollowUpMade():
            outcome = label(FOLLOWED, event.outcome)
            return _("Asked how they are: %(outcome)s") % {"outcome": outcome}
        case _:
            return ""


def plan_line(event: AnyEvent) -> str:
    """Say an event of the plan without a subject; "" for any other.

    What was moved or dropped is named by whoever knows the plan.
    """
    match event:
        case casefile.ItemSet():
            named = item_name(event)
            named = f"{named} · {day(event.due)}" if event.due else named
            return _("Plan: %(item)s") % {"item": named}
        case casefile.ItemMoved() if event.blocked:
            status = label(ITEM_STATUSES, event.status)
            why = label(BLOCKED_BY, event.blocked)
            return _("Plan: %(status)s, %(why)s") % {"status": status, "why": why}
        case casefile.ItemMoved():
            return _("Plan: %(status)s") % {"status": label(ITEM_STATUSES, event.status)}
        case casefile.ItemDropped():
            return _("Taken out of the plan")
        case _:
            return ""


def _answered(event: casefile.ApprovalAnswered) -> str:
    if event.answer == "approved" and event.shown:
        return _("Approved, as it stood with entry %(number)d") % {"number": event.shown}
    if event.answer == "approved":
        return _("Approved")
    return _("Approval refused") if event.answer == "refused" else _("Asked something first")


def circle_line(event: AnyEvent, named: Named) -> str:
    """Say an event of who may see the case, or of cases that belong together."""
    match event:
        case casefile.PracticeSet():
            return _("Marked as practice") if event.practice else _("No longer practice")
        case casefile.BroughtIn():
            if event.how == "phone":
                return _("Taken down by phone")
            return _("Brought in from elsewhere")
        case casefile.Joined():
            said = _("Joined with %(reference)s")
            return said % {"reference": event.reference}
        case casefile.Parted():
            return _("Parted from another case: not the same person")
        case casefile.EarlierOpened():
            return _("The new code opens the earlier conversation too")
        case casefile.Restricted():
            return _restricted(event, named)
        case casefile.Moved():
            return _("Moved to another team")
        case casefile.InterpreterLet():
            return _("Interpreter let in: %(person)s") % {"person": named(event.user)}
        case casefile.InterpreterEnded():
            return _("Interpreter’s access ended: %(person)s") % {"person": named(event.user)}
        case _:
            return ""


def _restricted(event: casefile.Restricted, named: Named) -> str:
    if not event.people:
        return _("Open to the whole team again")
    people = listed(named(person) for person in event.people)
    return _("Restricted to %(people)s") % {"people": people}


def people_line(event: AnyEvent) -> str:
    """Say an event of the household, of papers or of linked cases; "" for any other."""
    match event:
        case casefile.PersonSet():
            knows = label(KNOWS, event.knows)
            said = {"who": event.name or label(RELATIONS, event.kind), "knows": knows}
            return _("Person: %(who)s – %(knows)s") % said
        case casefile.PersonGone():
            return _("Person taken out of the case")
        case casefile.AgeSet():
            return _("Age: under 18") if event.minor else _("Age: 18 or older")
        case casefile.PapersSet():
            return _("Papers as printed written in")
        case casefile.CaseLinked():
            return _("Linked with another case: %(kind)s") % {"kind": label(LINKS, event.kind)}
        case casefile.CaseUnlinked():
            return _("No longer linked with another case")
        case _:
            return ""
