"""Documents: the facts of one, kept, changed or taken away; a file taken out for good."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import DocumentGone, DocumentSet, FileGone
from apps.cases.errors import Settled
from apps.cases.opened import OpenCase
from apps.cases.wayout import RELATIONS
from apps.desk import forms
from apps.desk.acts.base import Act, Data, NotOffered, written_since
from apps.desk.forms.documents import facts_of
from apps.desk.labels import label
from apps.retention.striking import NothingToStrike, take_out_file


def _set(hand: Hand, data: Data) -> object:
    try:
        return actions.set_document(hand, facts_of(data), document=data["document"])
    except Settled:
        raise _gone() from None


def _drop(hand: Hand, data: Data) -> object:
    try:
        return actions.drop_document(hand, document=data["document"], why=data["why"])
    except Settled:
        raise _gone() from None


def _gone() -> NotOffered:
    return NotOffered(_("This document does not belong to the case any more."))


def _set_before(hand: Hand, data: Data) -> bool:
    facts, of = facts_of(data), data["document"]
    mine = [body for body in written_since(hand) if isinstance(body, DocumentSet)]
    return any(facts.is_said_by(one) and of in {"", one.document} for one in mine)


def _dropped_before(hand: Hand, data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, DocumentGone)]
    return any(one.document == data["document"] for one in mine)


def _household(opened: OpenCase) -> dict[str, Any]:
    people = opened.file.way.household.people
    # Whoever left the household may still be named by what was written before.
    named = {one.person for one in opened.file.way.filing.documents.values()} - {"", *people}
    return {
        "people": [
            *((ref, one.name or label(RELATIONS, one.kind)) for ref, one in people.items()),
            *((ref, _("somebody who is not of the household any more")) for ref in sorted(named)),
        ]
    }


def _take_out(hand: Hand, data: Data) -> object:
    try:
        return take_out_file(hand, file=data["file"], why=data["why"])
    except NothingToStrike:
        raise NotOffered(_("This file is gone already.")) from None


def _out_before(hand: Hand, data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, FileGone)]
    return any(one.file == data["file"] for one in mine)


def _has_files(opened: OpenCase) -> bool:
    return bool(opened.file.way.filing.files)


def _has_documents(opened: OpenCase) -> bool:
    return bool(opened.file.way.filing.documents)


ACTS: Final[Mapping[str, Act]] = {
    "document": Act("documents", forms.DocumentForm, _set, given=_household, repeated=_set_before),
    "document_drop": Act(
        "documents",
        forms.DocumentDropForm,
        _drop,
        offered=_has_documents,
        when_closed=True,
        repeated=_dropped_before,
    ),
    "file_out": Act(
        "documents",
        forms.FileOutForm,
        _take_out,
        offered=_has_files,
        when_closed=True,
        when_withdrawn=True,
        repeated=_out_before,
    ),
}
