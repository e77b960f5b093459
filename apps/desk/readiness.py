"""What must be true before the front door opens: a short list, each line done or not yet."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.desk.labels import listed
from apps.teams.models import Team
from apps.teams.queries import (
    ENOUGH_HOLDERS,
    current_epoch,
    health,
    on_watch,
    oversight,
    receiving_team,
)
from apps.web.models import Organisation
from apps.web.queries import organisation


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what must be true, whether it is, and where to see to it."""

    done: bool
    what: str
    missing: str
    url: str


def short_list() -> list[Line]:
    """Return the lines in the order in which one sees to them."""
    site, team = organisation(), receiving_team()
    return [_words(site), _notices(site, team), _oversight(), _holders(team)]


def lines_of(team: Team) -> list[Line]:
    """Return the lines that are true or not of a team that receives by a form of its own."""
    return [_notices(organisation(), team), _holders(team)]


def is_ready() -> bool:
    """Tell whether every line is done."""
    return organisation() is not None and all(line.done for line in short_list())


def _words(site: Organisation | None) -> Line:
    return Line(
        done=site is not None and not missing_words(site),
        what=_("The first page says who you are and what to do in danger"),
        missing=listed(missing_words(site)) if site else _("Nothing is filled in yet."),
        url="desk:organisation" if site is None or not site.leave_address else "desk:words",
    )


def missing_words(site: Organisation) -> list[str]:
    """Name what is not filled in; texts must stand in every language that is offered."""
    missing = [] if site.name else [_("the name")]
    missing += [] if site.languages else [_("the languages")]
    missing += [] if site.leave_address else [_("the address that Leave now opens")]
    texts = {_("words for danger"): site.danger_words, _("who we are"): site.who_we_are}
    for name, text in texts.items():
        without = [code for code in site.languages if not str(text.get(code, "")).strip()]
        if without:
            missing.append(f"{name} ({', '.join(without)})")
    return missing


def _notices(site: Organisation | None, team: Team | None) -> Line:
    if site is not None and site.notices == Organisation.Notices.NOBODY:
        done, missing = bool(site.nobody_statement), ""
    else:
        done = site is not None and _somebody_is_told(team)
        missing = _("Nobody of the receiving team has given an address and asked for mail.")
    return Line(
        done=done,
        what=_("Somebody is told when a request comes, or it is written down that nobody is"),
        missing=missing,
        url="desk:organisation",
    )


def _somebody_is_told(team: Team | None) -> bool:
    if team is None:
        return False
    people = User.objects.filter(is_active=True, memberships__team=team).exclude(email="")
    told = Q(notice_every__gt=0) | Q(ref__in=on_watch(team).values("ref"))
    return people.filter(told).exists()


def _oversight() -> Line:
    team = oversight()
    return Line(
        done=team is not None and current_epoch(team) is not None,
        what=_("Somebody reads the access record, and their key is made"),
        missing=_("Oversight is not named yet.")
        if team is None
        else _("The first person of oversight has not made its key yet."),
        url="teams:page",
    )


def _holders(team: Team | None) -> Line:
    holders = health(team).holders if team else 0
    held = ngettext("%(n)d person holds it.", "%(n)d people hold it.", holders) % {"n": holders}
    done = (
        team is not None
        and holders >= ENOUGH_HOLDERS
        and current_epoch(team, to_receive=True) is not None
    )
    return Line(
        done=done,
        what=_("Two people hold the key of the team that receives the requests"),
        missing=held if team else _("No team receives the requests yet."),
        url="teams:page",
    )
