"""Summaries: what the list shows of a case, as JSON under the seal."""

from typing import Literal

import msgspec

from apps.cases.answers import COUNTRY, LANGUAGE, SAFETY, Answers
from apps.cases.casefile import CaseFile
from apps.crypto import CannotOpen


class SummaryBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """The facets of one case; times are Unix seconds, days ``YYYY-MM-DD``, people refs in hex."""

    name: str
    reference: str
    stage: str
    arrived: int
    clock: int
    changed: int
    aside: str = ""
    aside_at: int = 0
    reason: str = ""
    risk: str = ""
    owner: str = ""
    language: str = ""
    country: str = ""
    safety: str = ""
    party: str = "self"
    promised: str = ""
    unread: int = 0
    unread_since: int = 0
    keep_until: str | None = None
    damaged: bool = False
    v: Literal[1] = 1


def summarise(
    file: CaseFile, answers: Answers | None, *, unread: int, unread_since: int, damaged: bool
) -> SummaryBody:
    """Return the facets of a case file and its answers."""
    return SummaryBody(
        name=file.name,
        reference=file.reference,
        stage=file.stage,
        arrived=file.arrived,
        clock=file.clock,
        changed=file.changed,
        aside=file.aside,
        aside_at=file.aside_at,
        reason=file.reason,
        risk=file.risk,
        owner=file.owner,
        language="" if answers is None else answers.value(LANGUAGE) or answers.language,
        country="" if answers is None else answers.value(COUNTRY),
        safety="" if answers is None else answers.value(SAFETY),
        party="self" if answers is None else answers.party,
        promised=file.promised,
        unread=unread,
        unread_since=unread_since,
        keep_until=file.keep_until,
        damaged=damaged,
    )


def decode_summary(data: bytes) -> SummaryBody:
    """Read a summary from JSON, or raise ``CannotOpen``."""
    try:
        return msgspec.json.decode(data, type=SummaryBody)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise CannotOpen from None
