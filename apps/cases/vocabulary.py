"""The lists that the app speaks in: codes are stable, labels are translated."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.cases.answers import DANGER_NOW, DANGER_SOON, SAFE

Labels = Mapping[str, Promise]

STAGES: Final[Labels] = {
    "received": pgettext_lazy("stage", "Received"),
    "screening": pgettext_lazy("stage", "Screening"),
    "verification": pgettext_lazy("stage", "Verification"),
    "assessment": pgettext_lazy("stage", "Assessment"),
    "planning": pgettext_lazy("stage", "Planning"),
    "pre_departure": pgettext_lazy("stage", "Pre-departure"),
    "in_transit": pgettext_lazy("stage", "In transit"),
    "arrived": pgettext_lazy("stage", "Arrived"),
    "follow_up": pgettext_lazy("stage", "Follow-up"),
    "closed": pgettext_lazy("stage", "Closed"),
}
ORDER: Final = tuple(STAGES)

ASIDES: Final[Labels] = {
    "awaiting_applicant": pgettext_lazy("aside", "Waiting for the applicant"),
    "on_hold": pgettext_lazy("aside", "On hold"),
    "waitlisted": pgettext_lazy("aside", "On the waiting list"),
    "referred_out": pgettext_lazy("aside", "Referred to others"),
    "declined": pgettext_lazy("aside", "Declined"),
}
# A declined case closes by itself after this long, with the reason given.
DECLINED_CLOSES: Final = timedelta(days=30)

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "new": ("received", "screening"),
    "checking": ("verification", "assessment"),
    "preparing": ("planning", "pre_departure"),
    "moving": ("in_transit",),
    "after": ("arrived", "follow_up"),
}
GROUP_LABELS: Final[Labels] = {
    "new": pgettext_lazy("stages", "New"),
    "checking": pgettext_lazy("stages", "Checking"),
    "preparing": pgettext_lazy("stages", "Preparing"),
    "moving": pgettext_lazy("stages", "Moving"),
    "after": pgettext_lazy("stages", "After arrival"),
}

RISKS: Final[Labels] = {
    "emergency": pgettext_lazy("risk", "Emergency"),
    "urgent": pgettext_lazy("risk", "Urgent"),
    "high": pgettext_lazy("risk", "High"),
    "standard": pgettext_lazy("risk", "Standard"),
}
FIRST_ACTION: Final[Mapping[str, timedelta]] = {
    "emergency": timedelta(hours=24),
    "urgent": timedelta(hours=72),
    "high": timedelta(days=7),
    "standard": timedelta(days=14),
}
LOOK_AGAIN: Final[Mapping[str, timedelta]] = {
    "emergency": timedelta(hours=24),
    "urgent": timedelta(days=7),
    "high": timedelta(days=30),
    "standard": timedelta(days=30),
}


def first_reading(safety: str, party: str) -> timedelta:
    """Return how long a request may wait for its first reading, by the applicant's own answer."""
    if safety == DANGER_NOW:
        return timedelta(hours=12)
    if safety == SAFE and party != "other":
        return timedelta(days=7)
    return timedelta(hours=24)


# What the list shows of an applicant's own word until staff have set a risk.
SAFETY_LABELS: Final[Labels] = {
    DANGER_NOW: _("says “in danger now”"),
    DANGER_SOON: _("says “danger soon”"),
    SAFE: _("says “safe for the moment”"),
}

REASONS: Final[Labels] = {
    "relocated_settled": pgettext_lazy("closing", "Relocated and settled"),
    "relocated_unreachable": pgettext_lazy("closing", "Relocated, no longer reachable"),
    "safe_in_place": pgettext_lazy("closing", "Safe where they are"),
    "resettled_by_other": pgettext_lazy("closing", "Resettled by others"),
    "referred_completed": pgettext_lazy("closing", "Referred, and taken on there"),
    "withdrew": pgettext_lazy("closing", "Took it back"),
    "unreachable": pgettext_lazy("closing", "Not reachable"),
    "out_of_scope": pgettext_lazy("closing", "Outside what we do"),
    "not_verified": pgettext_lazy("closing", "Could not be verified"),
    "false_information": pgettext_lazy("closing", "False information"),
    "duplicate": pgettext_lazy("closing", "Duplicate"),
    "spam": pgettext_lazy("closing", "Spam"),
    "no_capacity": pgettext_lazy("closing", "No capacity"),
    "no_funds": pgettext_lazy("closing", "No funds"),
    "no_route": pgettext_lazy("closing", "No way out found"),
    "returned": pgettext_lazy("closing", "Returned"),
    "detained": pgettext_lazy("closing", "Detained"),
    "deceased": pgettext_lazy("closing", "Deceased"),
    "other": pgettext_lazy("closing", "Other"),
}
# How long a closed case is kept; None: until a person decides, looked at every 90 days.
KEEP: Final[Mapping[str, timedelta | None]] = {
    "spam": timedelta(days=30),
    "duplicate": timedelta(days=90),
    "false_information": timedelta(days=90),
    "out_of_scope": timedelta(days=90),
    "not_verified": timedelta(days=90),
    "no_capacity": timedelta(days=90),
    "no_funds": timedelta(days=90),
    "no_route": timedelta(days=90),
    "unreachable": timedelta(days=182),
    "relocated_unreachable": timedelta(days=182),
    "safe_in_place": timedelta(days=182),
    "referred_completed": timedelta(days=182),
    "resettled_by_other": timedelta(days=182),
    "withdrew": timedelta(days=182),
    "other": timedelta(days=182),
    "relocated_settled": timedelta(days=365),
    "detained": None,
    "deceased": None,
    "returned": None,
}

# Gates between stages: asked before, looked at afterwards within so long, or off.
GATES: Final[Labels] = {
    "checks": pgettext_lazy("gate", "Two checks by two people"),
    "travel": pgettext_lazy("gate", "Approval before departure"),
}
# The stage whose reaching a gate guards: whoever moves to it or past it from before it.
GATE_AT: Final[Mapping[str, str]] = {"checks": "planning", "travel": "pre_departure"}
GATE_MODES: Final[Labels] = {
    "before": pgettext_lazy("gate", "Asked before"),
    "afterwards": pgettext_lazy("gate", "Looked at afterwards"),
    "off": pgettext_lazy("gate", "Off"),
}
PASSED: Final[Labels] = {
    "met": pgettext_lazy("gate", "met"),
    "approved": pgettext_lazy("gate", "approved by a second person"),
    "afterwards": pgettext_lazy("gate", "to be looked at afterwards"),
    "haste": pgettext_lazy("gate", "passed in haste"),
    "off": pgettext_lazy("gate", "off"),
}
LOOK_AFTERWARDS: Final = timedelta(hours=48)

CHECKS: Final[Labels] = {
    "first_interview": pgettext_lazy("check", "First interview"),
    "second_interview": pgettext_lazy("check", "Second interview by another person"),
    "identity_document": pgettext_lazy("check", "Identity document seen"),
    "evidence": pgettext_lazy("check", "Evidence checked"),
    "reference": pgettext_lazy("check", "Reference contacted"),
    "public_sources": pgettext_lazy("check", "Public sources"),
    "partner": pgettext_lazy("check", "Partner organisation"),
    "duplicate_search": pgettext_lazy("check", "Search for an earlier request"),
    "same_person": pgettext_lazy("check", "Same person"),
    "guardian": pgettext_lazy("check", "Guardian or best interests"),
}
RESULTS: Final[Labels] = {
    "pass": pgettext_lazy("check", "Passed"),
    "inconclusive": pgettext_lazy("check", "Inconclusive"),
    "concern": pgettext_lazy("check", "Concern"),
    "not_done": pgettext_lazy("check", "Not done"),
}

# Checks that say something of the story itself, and so count for the gate.
VERIFYING: Final = frozenset(
    {
        "first_interview",
        "second_interview",
        "identity_document",
        "evidence",
        "reference",
        "public_sources",
        "partner",
    }
)
LEVELS: Final[Labels] = {
    "unverified": pgettext_lazy("verification", "Not verified yet"),
    "story_consistent": pgettext_lazy("verification", "Story consistent"),
    "documents_checked": pgettext_lazy("verification", "Documents checked"),
    "reference_confirmed": pgettext_lazy("verification", "Reference confirmed"),
    "partner_verified": pgettext_lazy("verification", "Verified by a partner"),
    "co_verified": pgettext_lazy("verification", "Verified together with a partner"),
    "concern_raised": pgettext_lazy("verification", "Concern raised"),
    "rejected": pgettext_lazy("verification", "Rejected"),
}
# How long a second person's approval holds, while nothing else ends it.
APPROVAL_HOLDS: Final = timedelta(days=14)

NEEDS: Final[Labels] = {
    "physical_safety": pgettext_lazy("need", "Physical safety"),
    "shelter": pgettext_lazy("need", "Shelter"),
    "medical": pgettext_lazy("need", "Medical care"),
    "medication": pgettext_lazy("need", "Medication"),
    "mental_health": pgettext_lazy("need", "Mental health"),
    "legal": pgettext_lazy("need", "Legal help"),
    "documents": pgettext_lazy("need", "Documents"),
    "food_cash": pgettext_lazy("need", "Food or money"),
    "digital_security": pgettext_lazy("need", "Digital security"),
    "child_care": pgettext_lazy("need", "Child care"),
    "disability_support": pgettext_lazy("need", "Disability support"),
    "family_contact": pgettext_lazy("need", "Contact with family"),
    "transport": pgettext_lazy("need", "Transport"),
    "interpretation": pgettext_lazy("need", "Interpretation"),
    "employment_education": pgettext_lazy("need", "Work or education"),
    "community": pgettext_lazy("need", "Community"),
}

WAYS: Final[Labels] = {
    "here": pgettext_lazy("way", "Here, with the code"),
    "signal": pgettext_lazy("way", "Signal"),
    "whatsapp": pgettext_lazy("way", "WhatsApp"),
    "telegram": pgettext_lazy("way", "Telegram"),
    "email": pgettext_lazy("way", "Email"),
    "phone": pgettext_lazy("way", "Phone"),
    "sms": pgettext_lazy("way", "SMS"),
    "in_person": pgettext_lazy("way", "In person"),
    "through_someone": pgettext_lazy("way", "Through somebody"),
    "do_not_contact": pgettext_lazy("way", "Do not contact"),
}
SHARED: Final[Labels] = {
    "nobody": pgettext_lazy("who else sees it", "Nobody"),
    "family": pgettext_lazy("who else sees it", "Family"),
    "employer": pgettext_lazy("who else sees it", "Employer"),
    "persecutor_may_read": pgettext_lazy("who else sees it", "Who persecutes them may read it"),
    "unknown": pgettext_lazy("who else sees it", "Not known: taken as yes"),
}
DAY_PARTS: Final[Labels] = {
    "morning": pgettext_lazy("part of the day", "Morning"),
    "midday": pgettext_lazy("part of the day", "Midday"),
    "afternoon": pgettext_lazy("part of the day", "Afternoon"),
    "evening": pgettext_lazy("part of the day", "Evening"),
    "night": pgettext_lazy("part of the day", "Night"),
}
VOICEMAIL: Final[Labels] = {
    "never": pgettext_lazy("voicemail", "Never"),
    "neutral": pgettext_lazy("voicemail", "Only something neutral"),
    "fine": pgettext_lazy("voicemail", "Fine"),
}
OUTCOMES: Final[Labels] = {
    "reached_safely": pgettext_lazy("outcome", "Reached, safe"),
    "ended_unsafe": pgettext_lazy("outcome", "Ended, not safe"),
    "no_answer": pgettext_lazy("outcome", "No answer"),
    "wrong_person": pgettext_lazy("outcome", "Wrong person"),
    "code_failed": pgettext_lazy("outcome", "Code word failed"),
    "bounced": pgettext_lazy("outcome", "Not delivered"),
    "neutral_message": pgettext_lazy("outcome", "Neutral message left"),
}
CONFIRM_CONTACT: Final = timedelta(days=30)
PRACTICE_KEPT: Final = timedelta(days=7)


def group_of(stage: str) -> str:
    """Return the group that a stage belongs to, or "" for a closed case."""
    return next((group for group, stages in GROUPS.items() if stage in stages), "")
