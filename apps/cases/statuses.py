"""How far a request is, as its applicant is told: what of a case the front door says."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.cases.messages import Status

STATUSES: Final[Mapping[str, Promise]] = {
    "received": _("We have received it"),
    "being_read": _("It is being read"),
    "need_you": _("We need something from you"),
    "waiting_list": _("It is on our waiting list"),
    "working": _("We are working on it"),
    "closed": _("It is closed"),
}
_BY_STAGE: Final[Mapping[str, Status]] = {
    "received": "received",
    "screening": "being_read",
    "verification": "being_read",
    "assessment": "being_read",
    "closed": "closed",
}
_BY_ASIDE: Final[Mapping[str, Status]] = {
    "awaiting_applicant": "need_you",
    "waitlisted": "waiting_list",
    "on_hold": "working",
    "referred_out": "working",
    "declined": "closed",
}


def status_of(stage: str, aside: str) -> Status:
    """Return the status that the applicant sees: nothing of stage, route or travel beyond it."""
    return _BY_ASIDE[aside] if aside else _BY_STAGE.get(stage, "working")
