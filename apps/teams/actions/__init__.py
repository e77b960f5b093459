"""Every write of teams."""

from apps.teams.actions.joining import (
    add_membership,
    confirm_team,
    hand_over_key,
    make_first_epoch,
    make_team,
    news_for,
    notify,
    refuse_words,
    report_differing_words,
    seal_record_again,
)
from apps.teams.actions.outside import confirm_from_outside, refuse_from_outside
from apps.teams.actions.renewing import Renewed, end_membership, renew_epoch
from apps.teams.actions.storing import lend_forms, lock_team

__all__ = [
    "Renewed",
    "add_membership",
    "confirm_from_outside",
    "confirm_team",
    "end_membership",
    "hand_over_key",
    "lend_forms",
    "lock_team",
    "make_first_epoch",
    "make_team",
    "news_for",
    "notify",
    "refuse_from_outside",
    "refuse_words",
    "renew_epoch",
    "report_differing_words",
    "seal_record_again",
]
