"""What each shipped question is for: said to the staff, never on the form."""

from collections.abc import Mapping
from typing import Final

import msgspec
from django.utils.translation import gettext_noop as _

from apps.intake.definition import Fold, Question

PURPOSES: Final[Mapping[str, str]] = {
    "safety": _("The order of reading, and the clock of the first reading."),
    "they_know": _("Whether anything may be said to the person at all."),
    "may_write": _("Whether we may write to the person themself."),
    "write_how": _("Safe contact with the person."),
    "relation": _("Weighing what is told at second hand."),
    "name": _("Addressing the person, and finding an earlier request."),
    "when_before": _("Finding the earlier request."),
    "pronoun": _("Writing and speaking of the person."),
    "language": _("Who answers, and which templates fit."),
    "channel": _("Safe contact: whether there is another way than the code."),
    "way": _("Safe contact: the way itself, shown by a press that is recorded."),
    "who_sees": _("Safe contact: how much may be written there."),
    "safe_hours": _("Safe contact: when to write or call."),
    "time_now": _("Reckoning their hours in ours."),
    "not_say": _("Stands before every message and call."),
    "country": _("Which ways out are open, and which partners are near."),
    "papers": _("Planning: which papers are needed before the journey."),
    "papers_country": _("Planning: where a visa is needed."),
    "age": _("The duties to people under 18."),
    "company": _("Planning: for how many people."),
    "adults": _("Planning: papers, tickets and beds."),
    "children": _("Planning, and the duties to people under 18."),
    "company_knows": _("Do not disclose: what fellow travellers may not hear."),
    "grounds": _("Which ways to protection fit. Never a proof of anything."),
    "story": _("Deciding whether and how soon we can help."),
    "looking": _("How carefully to write, call and travel."),
    "needs": _("The needs of the case, before any plan."),
}


def with_purposes(*questions: Question) -> list[Question]:
    """Return questions, and those folded under them, with what they are for."""
    return [
        msgspec.structs.replace(
            question,
            purpose=PURPOSES[question.id],
            fold=Fold(question.fold.summary, with_purposes(*question.folded))
            if question.fold
            else None,
        )
        for question in questions
    ]
