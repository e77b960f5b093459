"""What happened to a case, in words: a line for the history, a sentence for who was overtaken."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases import casefile, vocabulary
from apps.cases.casefile import AnyEvent
from apps.cases.messages import Earlier, Entry, FileSent, MoreAnswers, StatusTold
from apps.cases.rules import Rules
from apps.cases.statuses import STATUSES
from apps.desk.filed import filed_line
from apps.desk.happened import (
    circle_line,
    contact_line,
    people_line,
    plan_line,
    way_line,
    work_line,
)
from apps.desk.labels import day, label
from apps.desk.stages import SHIPPED, stage_name
from apps.desk.times import moment
from apps.desk.travelled import travelled_line, travelled_overtaken

Named = Callable[[str], str]


def line(
    event: AnyEvent, named: Named, entry: Entry | None = None, *, rules: Rules = SHIPPED
) -> str:
    """Say an event in a few words without a subject.

    ``named`` turns a person's ref into a name; ``entry`` is what an event about a message names;
    ``rules`` name the stages.
    """
    match event:
        case casefile.Admitted():
            return _("Request opened for the first time")
        case casefile.Looked():
            return _("Request read")
        case casefile.MessageRead() if isinstance(entry, MoreAnswers):
            return _("Answers given later read")
        case casefile.MessageRead() if isinstance(entry, FileSent):
            return _("File from the applicant seen")
        case casefile.MessageRead():
            return _("Message from the applicant read")
        case casefile.MessageSent() if isinstance(entry, StatusTold):
            return _("Told the applicant: %(words)s") % {"words": status_words(entry)}
        case casefile.MessageSent() if isinstance(entry, Earlier):
            return _("Earlier conversation put under the new code")
        case casefile.MessageSent() if getattr(entry, "token", ""):
            return _("Earlier message put under the new code")
        case casefile.MessageSent() if isinstance(entry, FileSent):
            return _("File sent to the applicant")
        case casefile.MessageSent():
            return _("Message sent to the applicant")
        case casefile.Noted():
            return _("Note written")
        case casefile.Promised():
            return _("News promised by %(day)s") % {"day": day(event.day)}
        case casefile.MailboxAdded():
            return _added(event)
        case casefile.MailboxEnded():
            if event.moved_to:
                return _("Conversation and code moved to the other case")
            return _("Code ended: it opens nothing any more")
        case casefile.Blanked() if event.calendar:
            return _("Papers as printed struck out: 30 days after arrival")
        case casefile.Blanked():
            return _("Entry %(number)d struck out") % {"number": event.number}
        case _:
            beyond = contact_line(event) or work_line(event) or people_line(event)
            beyond = beyond or circle_line(event, named) or filed_line(event) or way_line(event)
            beyond = beyond or travelled_line(event) or plan_line(event)
            return beyond or _decision(event, named, rules)


def _decision(event: AnyEvent, named: Named, rules: Rules) -> str:
    match event:
        case casefile.RiskSet():
            return _("Risk: %(risk)s") % {"risk": label(vocabulary.RISKS, event.risk)}
        case casefile.OwnerSet():
            if not event.owner:
                return _("Owner: nobody")
            return _("Owner: %(person)s") % {"person": named(event.owner)}
        case casefile.HandedOn():
            to = named(event.to) if event.to else _("nobody")
            return _("Handed on from %(of)s to %(to)s") % {"of": named(event.of), "to": to}
        case casefile.StageMoved():
            return _moved(event, rules)
        case casefile.AsideSet():
            return _aside(event)
        case casefile.Closed():
            return _("Closed: %(reason)s. %(kept)s") % {
                "reason": label(vocabulary.REASONS, event.reason),
                "kept": kept(event.keep_until),
            }
        case casefile.KeptUntil() if event.keep_until is None:
            return _("Looked at, and kept on until a person decides")
        case casefile.KeptUntil():
            return kept(event.keep_until)
        case casefile.Reopened():
            return _("Opened again: %(stage)s") % {"stage": stage_name(rules, event.stage)}
        case _:
            return ""


def _moved(event: casefile.StageMoved, rules: Rules) -> str:
    said = _("Stage: %(stage)s") % {"stage": stage_name(rules, event.stage)}
    passed = [
        _("%(gate)s: %(how)s")
        % {"gate": label(vocabulary.GATES, gate), "how": label(vocabulary.PASSED, how)}
        for gate, how in event.gates.items()
    ]
    return " · ".join([said, *passed])


def _aside(event: casefile.AsideSet) -> str:
    if not event.aside:
        return _("No longer aside")
    if event.aside == "declined":
        reason = label(vocabulary.REASONS, event.reason)
        return _("Declined: %(reason)s. Closes in 30 days.") % {"reason": reason}
    aside = label(vocabulary.ASIDES, event.aside)
    if event.until:
        said = _("Aside: %(aside)s. Look again: %(day)s")
        return said % {"aside": aside, "day": day(event.until)}
    return _("Aside: %(aside)s") % {"aside": aside}


def _added(event: casefile.MailboxAdded) -> str:
    if event.came_from:
        return _("Code of the other request taken along")
    if event.opens_answers:
        return _("New code given, which opens the answers and what was written before")
    return _("New code given, which opens only what is written from then on")


def status_words(told: StatusTold) -> str:
    """Say what the applicant was told of where things stand."""
    words = [label(STATUSES, told.status)]
    if told.promised:
        words.append(_("news by %(day)s") % {"day": day(told.promised)})
    if told.keep_until:
        words.append(_("kept until %(day)s") % {"day": day(told.keep_until)})
    return " · ".join(words)


def why(event: AnyEvent) -> str:
    """Return the reason that somebody wrote beside a decision, or ""."""
    words = (getattr(event, "why", ""), getattr(event, "keep_why", ""))
    return " · ".join(word for word in words if word)


# What a colleague did, where nothing of it is said beside when.
_OVERTAKEN: Final[Mapping[type, Promise]] = {
    **dict.fromkeys(
        (casefile.OwnerSet, casefile.HandedOn),
        gettext_lazy("A colleague changed the owner at %(at)s."),
    ),
    casefile.Closed: gettext_lazy("A colleague closed this at %(at)s."),
    casefile.Reopened: gettext_lazy("A colleague opened this again at %(at)s."),
    casefile.MessageSent: gettext_lazy("A colleague answered at %(at)s."),
    casefile.Noted: gettext_lazy("A colleague wrote a note at %(at)s."),
    **dict.fromkeys(
        (casefile.MailboxAdded, casefile.MailboxEnded),
        gettext_lazy("A colleague changed the codes at %(at)s."),
    ),
    casefile.ApprovalAsked: gettext_lazy("A colleague asked for approval at %(at)s."),
    casefile.NeedsSet: gettext_lazy("A colleague changed the needs at %(at)s."),
    casefile.FollowUpMade: gettext_lazy("A colleague made the follow-up at %(at)s."),
    **dict.fromkeys(
        (casefile.PersonSet, casefile.PersonGone, casefile.AgeSet),
        gettext_lazy("A colleague changed the people at %(at)s."),
    ),
    casefile.PapersSet: gettext_lazy("A colleague wrote papers as printed in at %(at)s."),
    **dict.fromkeys(
        (casefile.CaseLinked, casefile.CaseUnlinked),
        gettext_lazy("A colleague changed the linked cases at %(at)s."),
    ),
    **dict.fromkeys(
        (casefile.TaskAdded, casefile.TaskChanged, casefile.TaskDone, casefile.TaskDropped),
        gettext_lazy("A colleague changed the tasks at %(at)s."),
    ),
    **dict.fromkeys(
        (casefile.DocumentSet, casefile.DocumentGone),
        gettext_lazy("A colleague changed the documents at %(at)s."),
    ),
    **dict.fromkeys(
        (casefile.FileAdded, casefile.FileGone),
        gettext_lazy("A colleague changed the files at %(at)s."),
    ),
    **dict.fromkeys(
        (casefile.ItemSet, casefile.ItemMoved, casefile.ItemDropped),
        gettext_lazy("A colleague changed the plan at %(at)s."),
    ),
}


def overtaken(event: AnyEvent, rules: Rules = SHIPPED) -> str:
    """Say what a colleague did meanwhile, as a whole sentence with its clock."""
    at = _clock(event)
    if type(event) in _OVERTAKEN:
        return str(_OVERTAKEN[type(event)]) % {"at": at}
    match event:
        case casefile.StageMoved():
            stage = stage_name(rules, event.stage)
            said = _("A colleague moved this to %(stage)s at %(at)s.")
            return said % {"stage": stage, "at": at}
        case casefile.RiskSet():
            risk = label(vocabulary.RISKS, event.risk)
            return _("A colleague set the risk to %(risk)s at %(at)s.") % {"risk": risk, "at": at}
        case casefile.Promised():
            said = _("A colleague promised news by %(day)s at %(at)s.")
            return said % {"day": day(event.day), "at": at}
        case casefile.AsideSet():
            return _overtaken_aside(event, at)
        case casefile.ApprovalAnswered() if event.answer == "approved":
            return _("A colleague approved what was asked at %(at)s.") % {"at": at}
        case casefile.ApprovalAnswered() if event.answer == "refused":
            return _("A colleague refused what was asked at %(at)s.") % {"at": at}
        case casefile.ApprovalAnswered():
            return _("A colleague asked something before approving at %(at)s.") % {"at": at}
        case casefile.CheckMade():
            check = label(vocabulary.CHECKS, event.check)
            said = _("A colleague recorded a check (%(check)s) at %(at)s.")
            return said % {"check": check, "at": at}
        case _:
            said = _("A colleague changed this at %(at)s.") % {"at": at}
            return travelled_overtaken(event, at) or said


def _overtaken_aside(event: casefile.AsideSet, at: str) -> str:
    if not event.aside:
        return _("A colleague took this up again at %(at)s.") % {"at": at}
    aside = label(vocabulary.ASIDES, event.aside)
    return _("A colleague put this aside (%(aside)s) at %(at)s.") % {"aside": aside, "at": at}


def _clock(event: AnyEvent) -> str:
    return f"{moment(event.at):%H:%M} UTC"


def kept(keep_until: str | None) -> str:
    """Say until when a closed case is kept."""
    if keep_until is None:
        return _("Kept until a person decides.")
    return _("Kept until %(day)s.") % {"day": day(keep_until)}
