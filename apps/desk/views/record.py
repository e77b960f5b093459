"""The access record, as overseers read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.accounts.pins import read_pins
from apps.audit import queries
from apps.audit.actions import record
from apps.audit.models import Head
from apps.audit.queries import Fault, MailedHead, ReadEntry
from apps.audit.vocabulary import VERBS
from apps.crypto import CannotOpen, EpochSecret
from apps.desk.actions import RECORD_PIN, remember_record
from apps.desk.people import everybody
from apps.desk.roles import overseer_only, oversight_of
from apps.desk.times import moment
from apps.teams.errors import TeamClosed
from apps.teams.models import Team
from apps.teams.queries import open_epoch, open_team

PAGE: Final = 50
# Past this the whole record is checked when somebody asks for it, not with every page.
CHECKED_AT_ONCE: Final = 5000
KINDS: Final = {
    "case": gettext_lazy("a case"),
    "person": gettext_lazy("a person"),
    "team": gettext_lazy("a team"),
    "organisation": gettext_lazy("the organisation"),
    "questions": gettext_lazy("the questions"),
}
FAULTS: Final = {
    queries.MISSING: gettext_lazy("is missing"),
    queries.CHANGED: gettext_lazy("was changed"),
    queries.BLANKED: gettext_lazy("was emptied"),
    queries.IN_CLEAR: gettext_lazy("stands unsealed among sealed ones"),
    queries.NO_JOURNAL: gettext_lazy("has lost the key it was sealed with"),
    queries.CANNOT_OPEN: gettext_lazy("does not open: somebody else wrote it"),
    queries.CUT_OFF: gettext_lazy("and everything after it was cut off"),
    queries.BEGINNING_CUT: gettext_lazy("is no longer the first: the beginning was cut off"),
    queries.OTHER_WORDS: gettext_lazy("is not the one you saw before: the record was rewritten"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of the address; whatever they cannot mean is no wish."""

    person: str = ""
    verb: str = ""
    kind: str = ""
    ref: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Asked":
        """Read the words of an address, each in its shape."""
        return cls(
            person=_hex(given.get("person", "")),
            verb=given.get("verb", "") if given.get("verb") in VERBS else "",
            kind=given.get("kind", "") if given.get("kind") in KINDS else "",
            ref=_hex(given.get("ref", "")),
            since=_iso(given.get("since", "")),
            until=_iso(given.get("until", "")),
        )

    def filters(self) -> dict[str, Any]:
        """Return them as the record takes them; the last day counts whole."""
        day = timedelta(days=1)
        return {
            "person": UUID(hex=self.person) if self.person else None,
            "verb": self.verb,
            "kind": self.kind,
            "ref": UUID(hex=self.ref) if self.ref else None,
            "since": _midnight(self.since) if self.since else None,
            "until": _midnight(self.until) + day if self.until else None,
        }

    def address(self, **more: object) -> str:
        """Return the query of this page with something more."""
        said = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return "?" + urlencode({name: word for name, word in {**said, **more}.items() if word})


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry in words; ``at`` is None where it does not open."""

    number: int
    at: datetime | None = None
    who: str = ""
    verb: str = ""
    kind: str = ""
    ref: str = ""
    what: str = ""
    refused: bool = False


@require_safe
@unlocked
@overseer_only
def access_record(request: DeskRequest) -> HttpResponse:
    """Entries newest first, and how far the record can be trusted. Reading it is recorded."""
    team = oversight_of(request.user)
    if team is None:
        raise RuntimeError("this page is for who holds oversight's key")
    try:
        open_team(team=team, user=request.user, keyring=request.keyring)
    except TeamClosed as closed:
        context = {
            "closed": {"team": team, "reason": closed.reason},
            "team_url": reverse("teams:page"),
        }
        return render(request, "desk/record_closed.html", context, status=409)
    checked = _check(request, team)
    with transaction.atomic():
        record(person=request.user.ref, verb="record_read")
    if not checked.get("faults"):
        remember_record(user=request.user, keyring=request.keyring)
    return render(request, "desk/record.html", {**checked, **_page(request, team)})


def _page(request: DeskRequest, team: Team) -> dict[str, Any]:
    asked, people = Asked.read(request.GET.dict()), everybody()
    before = request.GET.get("before", "")
    whole = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    page = queries.entries(
        open_epoch=_opener(request, team), before=whole or None, size=PAGE, **asked.filters()
    )
    every = pgettext("filter", "All")
    return {
        "asked": asked,
        "entries": [_shown(entry, people) for entry in page.entries],
        "older_url": asked.address(before=page.before) if page.before else "",
        "newest_url": asked.address() if whole else "",
        "now": datetime.now(UTC),
        "selects": [
            ("person", _("Person"), asked.person, [("", every), *people.items()]),
            ("verb", _("What"), asked.verb, [("", every), *VERBS.items()]),
            ("kind", _("To what"), asked.kind, [("", every), *KINDS.items()]),
        ],
        "is_filtered": asked != Asked(),
    }


def _shown(entry: ReadEntry, people: Mapping[str, str]) -> Shown:
    body = entry.body
    if body is None:
        return Shown(entry.number)
    ref = body.ref.hex if body.ref else ""
    # Who is refused may be anybody; what is done without a person, the service did by itself.
    nobody = _("the service") if body.outcome == "done" else _("nobody known")
    return Shown(
        number=entry.number,
        at=moment(body.t),
        who=people.get(body.person.hex, _("somebody who left")) if body.person else nobody,
        verb=str(VERBS.get(body.verb, body.verb)),
        kind=str(KINDS.get(body.kind, body.kind)),
        ref=ref,
        what=_name(body.kind, ref, people),
        refused=body.outcome != "done",
    )


def _name(kind: str, ref: str, people: Mapping[str, str]) -> str:
    """Name a person, a team or a version; a case has no name for whoever may not open it."""
    if kind == "person":
        return people.get(ref, "")
    if kind == "questions" and ref:
        return _("version %(number)d") % {"number": UUID(hex=ref).int}
    if kind == "team":
        return Team.objects.filter(ref=ref).values_list("name", flat=True).first() or ""
    return ""


def _check(request: DeskRequest, team: Team) -> dict[str, Any]:
    """Check the record, with oversight's keys and what this person saw of it before."""
    head = Head.objects.first()
    newest = head.number if head else 0
    if newest > CHECKED_AT_ONCE and request.GET.get("check") != "1":
        return {"newest": newest, "unchecked": True}
    faults = queries.verify(mailed=_seen(request), open_epoch=_opener(request, team))
    return {"newest": newest, "faults": [_words(fault) for fault in faults[:20]]}


def _words(fault: Fault) -> str:
    return _("Entry %(number)d %(fault)s.") % {
        "number": fault.number,
        "fault": FAULTS.get(fault.what, fault.what),
    }


def _seen(request: DeskRequest) -> MailedHead | None:
    """Return the newest entry that this person's last visit remembered."""
    try:
        pin = read_pins(request.keyring).get(RECORD_PIN)
        return None if pin is None else msgspec.convert(pin, MailedHead)
    except (CannotOpen, msgspec.ValidationError):
        return None


def _opener(request: DeskRequest, team: Team) -> queries.OpenEpoch:
    def opened(ref: UUID, number: int) -> EpochSecret:
        if ref != team.ref:
            raise CannotOpen
        return open_epoch(team=team, number=number, user=request.user, keyring=request.keyring)

    return opened


def _hex(word: str) -> str:
    try:
        return UUID(word.strip()).hex
    except ValueError:
        return ""


def _iso(word: str) -> str:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return ""
    # A day at the end of time has no day after it.
    return day.isoformat() if 2000 <= day.year < 3000 else ""


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
