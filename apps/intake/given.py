"""What a script is given so that it can seal a form: keys and questions, as data."""

from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext

from apps.cases.answers import MOST_BYTES
from apps.intake.fields import Field, NumberField
from apps.intake.forms import AROUND, QuestionForm, consent_form
from apps.teams.chain import Chain
from apps.web.bundle import as_text
from apps.web.costs import code_cost
from apps.web.models import Organisation

MOST: Final = MOST_BYTES - AROUND


def keys_given(founded: Organisation, chain: Chain) -> dict[str, Any]:
    """The chain to check, the key that its end must name, and how a code is stretched."""
    cost = code_cost()
    first = settings.FIRST_EPOCHS.get(chain.first.team.hex(), "")
    return {
        "first": as_text(bytes.fromhex(first)),
        "epochs": as_text(b"".join(epoch.short for epoch in chain.epochs)),
        "key": as_text(bytes(chain.newest.public_key)),
        "salt": as_text(bytes(founded.site_salt)),
        "cost": [cost.memory, cost.passes, cost.lanes],
    }


def consent_given(form: QuestionForm) -> dict[str, Any]:
    """The consent's very words, in which version of the questions, and what a missing tick says."""
    (consent,) = consent_form(form.definition, {})
    consent.check()
    return {"version": form.version, "text": consent.label, "error": consent.errors[0]}


def parts_given(form: QuestionForm) -> list[dict[str, Any]]:
    """What the page itself does not say of its questions, part by part."""
    return [
        {"title": part.title, "fields": [_field(field) for field in part.all]}
        for part in form.parts
    ]


def _field(field: Field) -> dict[str, Any]:
    asked = field.question
    known: dict[str, Any] = {"id": field.id, "kind": field.kind}
    if isinstance(field, NumberField):
        known |= {"least": asked.least, "most": asked.most, "error": field.out_of_bounds}
    if field.kind in {"text", "long"}:
        known |= {
            "longest": asked.longest,
            "error": gettext("Shorten this. The most that fits, in characters: %(most)d")
            % {"most": asked.longest},
        }
    return known
