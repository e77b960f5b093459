"""Templates on the forms that write to an applicant: in their language, and what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override

from apps.accounts.doors import DeskRequest
from apps.cases.answers import LANGUAGE
from apps.cases.opened import OpenCase
from apps.cases.templates import Templates, read_templates
from apps.crypto import CannotOpen
from apps.mailbox.pages import preview
from apps.teams.errors import TeamClosed
from apps.web.languages import direction, offered


@dataclass(frozen=True, slots=True)
class Choice:
    """One template for this applicant: ``text`` in their language, ``meaning`` in the reader's.

    ``foreign``: there are no words in their language, so that it stands in the reader's.
    """

    ref: str
    title: str
    text: str
    meaning: str
    foreign: bool


def language_of(opened: OpenCase) -> str:
    """Return the language that the applicant wants to be answered in, "" where nobody knows."""
    answers = opened.answers
    return (answers.value(LANGUAGE) or answers.language) if answers is not None else ""


def choices_for(request: DeskRequest, opened: OpenCase) -> list[Choice]:
    """Return the team's templates for this applicant."""
    theirs, own = language_of(opened), request.LANGUAGE_CODE
    return [
        Choice(
            ref=one.ref,
            title=one.title,
            text=one.text(theirs) or one.meaning(own),
            meaning=one.meaning(own),
            foreign=not one.text(theirs),
        )
        for one in _kept(request, opened).items
        if any(one.texts.values())
    ]


def chosen(request: DeskRequest, opened: OpenCase, ref: str) -> Choice | None:
    """Return one of them, or None."""
    return next((one for one in choices_for(request, opened) if one.ref == ref), None)


def _kept(request: DeskRequest, opened: OpenCase) -> Templates:
    try:
        team = opened.case.team
        return read_templates(team=team, user=request.user, keyring=request.keyring)[0]
    except (CannotOpen, TeamClosed):
        # Settings say that they do not open; writing goes on without them.
        return Templates(items=[])


def put_in(text: str, template: str) -> str:
    """Return the words typed so far with a template's behind them."""
    typed = text.strip()
    return template if not typed or typed == template.strip() else f"{typed}\n\n{template}"


def as_they_see(opened: OpenCase, words: Mapping[str, str]) -> SafeString:
    """Return the part of the applicant's page that shows words, in its language and direction."""
    answers = opened.answers
    spoken = answers.language if answers is not None else ""
    language = spoken if spoken in offered() else offered()[0]
    with override(language):
        said = preview(words.get("text", ""), words.get("vanish", ""))
        shown = {"said": said, "language": language, "side": direction(language)}
        return render_to_string("desk/case/answer_seen.html", shown)
