"""What is asked now, and whether the front door takes requests."""

import logging
from typing import Literal, NamedTuple
from uuid import UUID

from apps.intake.definition import BadDefinition, Definition, read_definition
from apps.intake.models import Questionnaire
from apps.mailbox.models import Mailbox
from apps.mailbox.queries import was_taken_back
from apps.web.models import Organisation

log = logging.getLogger("farshore")

State = Literal["not_yet", "closed", "open"]
Fate = Literal["unsent", "received", "taken_back"]


class Published(NamedTuple):
    version: int
    definition: Definition


def questionnaire(version: int | None = None) -> Published | None:
    """A version of the questions, the newest where none or an unknown one is named.

    None where there is none, and where it was changed behind our back into what no page can show.
    """
    rows = Questionnaire.objects.order_by("-version")
    named = rows.filter(version=version).first() if version is not None else None
    row = named or rows.first()
    if row is None:
        return None
    try:
        return Published(row.version, read_definition(row.definition))
    except BadDefinition:
        log.exception("version %d of the questions cannot be shown", row.version)
        return None


def state_of(founded: Organisation | None) -> State:
    """Whether requests are taken: not before set-up is done, not while the form is closed."""
    if founded is None or not founded.opened:
        return "not_yet"
    return "open" if founded.accepting else "closed"


def fate_of(locator_hash: bytes) -> Fate:
    """What became of a request that was sent under the code with this locator.

    One that was erased is unsent here; storing it again is what refuses it.
    """
    ref = UUID(bytes=locator_hash[:16])
    if not Mailbox.objects.filter(ref=ref).exists():
        return "unsent"
    return "taken_back" if was_taken_back(ref) else "received"
