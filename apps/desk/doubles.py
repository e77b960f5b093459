"""Possible doubles in words, beside a request or on a page of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from apps.cases.doubles import Double, Kind, read_doubles
from apps.cases.opened import OpenCase
from apps.cases.rules import Rules
from apps.crypto import Keyring
from apps.desk.stages import stage_name

REASONS: Final[Mapping[Kind, Promise]] = {
    "address": pgettext_lazy("double", "same address or number"),
    "sentence": pgettext_lazy("double", "same sentence in the story"),
    "name": pgettext_lazy("double", "same name"),
    "spelling": pgettext_lazy("double", "same name, spelt otherwise"),
    "again": pgettext_lazy("double", "says they asked before"),
    "company": pgettext_lazy("double", "same company on the way"),
    "papers": pgettext_lazy("double", "same papers"),
    "country": pgettext_lazy("double", "same country"),
    "language": pgettext_lazy("double", "same language"),
}


@dataclass(frozen=True, slots=True)
class Possible:
    """One possible double: its case, how far that is, and the reasons in words."""

    ref: UUID
    name: str
    reference: str
    stage: str
    arrived: int
    reasons: tuple[str, ...]


def possible(opened: OpenCase, *, keyring: Keyring) -> list[Possible]:
    """Return the possible doubles of a case as a page shows them, likeliest first."""
    if opened.damaged or opened.file.practice or opened.case.withdrawn_on is not None:
        return []
    return [_possible(double, opened.rules) for double in read_doubles(opened, keyring=keyring)]


def _possible(double: Double, rules: Rules) -> Possible:
    body = double.body
    return Possible(
        ref=double.ref,
        name=body.name,
        reference=body.reference,
        stage=stage_name(rules, body.stage),
        arrived=body.arrived,
        reasons=tuple(str(REASONS[kind]) for kind in double.reasons),
    )
