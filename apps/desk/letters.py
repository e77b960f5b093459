"""What stands beside words to an applicant: their language, templates, other ways, safe hours."""

from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.cases.actions import GOES_OUT_AFTER
from apps.cases.answers import COUNTRY, LANGUAGE
from apps.cases.hours import safe_hours
from apps.cases.opened import OpenCase
from apps.cases.other_ways import OtherWay, read_other_ways
from apps.cases.rules import Rules
from apps.cases.statuses import STATUSES
from apps.cases.templates import Purpose, Template, read_templates
from apps.crypto import CannotOpen, Keyring
from apps.desk.acts.base import is_reachable
from apps.desk.answers import must_not_say
from apps.desk.stages import SHIPPED
from apps.web.languages import direction, offered


@dataclass(slots=True)
class Letter:
    """Words to one applicant: in their ``language``, read over in the ``reader``'s.

    ``safe_at`` is when their next safe hour begins (Unix seconds), 0 where any hour is.
    ``shut`` tells that the team's templates or other ways do not open; ``unsaid`` is what must not
    be said.
    """

    language: str
    page_language: str
    country: str
    reader: str
    reachable: bool
    templates: list[Template] = field(default_factory=list)
    ways: list[OtherWay] = field(default_factory=list)
    safe_at: int = 0
    safe_words: str = ""
    shut: bool = False
    rules: Rules = SHIPPED
    unsaid: str = ""

    def template(self, ref: str) -> Template | None:
        """Return the template of that ref, or None."""
        return next((one for one in self.templates if one.ref == ref), None)

    @property
    def speechless(self) -> list[OtherWay]:
        """Return the other ways that say nothing in the person's language yet."""
        return [way for way in self.ways if not way.text(self.language)]


def letter_for(
    opened: OpenCase, purpose: Purpose, *, keyring: Keyring, reader: str, now: int
) -> Letter:
    """Return what is needed to write to the person of a case."""
    answers = opened.answers
    spoken = answers.language if answers else ""
    letter = Letter(
        rules=opened.rules,
        language=(answers.value(LANGUAGE) or spoken) if answers else "",
        page_language=spoken if spoken in offered() else offered()[0],
        country=answers.value(COUNTRY) if answers else "",
        reader=reader,
        reachable=is_reachable(opened),
        unsaid=must_not_say(opened),
    )
    hours = safe_hours(opened.file, answers)
    if hours.known and not hours.is_safe(now + GOES_OUT_AFTER):
        letter.safe_at = hours.next_safe(now + GOES_OUT_AFTER)
        there = hours.there(letter.safe_at)
        letter.safe_words = _("In their next safe hour: %(time)s on their clock") % {
            "time": date_format(there, "l, H:i")
        }
    _read_papers(letter, opened, purpose, keyring)
    return letter


def _read_papers(letter: Letter, opened: OpenCase, purpose: Purpose, keyring: Keyring) -> None:
    team, user = opened.case.team, opened.user
    try:
        kept, _version = read_templates(team=team, user=user, keyring=keyring)
        others, _version = read_other_ways(team=team, user=user, keyring=keyring)
    except CannotOpen:
        letter.shut = True
        return
    # Those for this purpose first.
    letter.templates = sorted(kept.items, key=lambda one: one.purpose != purpose)
    letter.ways = others.near(letter.country)


def as_they_see(text: str, *, language: str, status: str) -> SafeString:
    """Return the part of the applicant's page that shows a message, as its language has it."""
    with override(language):
        said = {"ours": True, "day": _("Today"), "text": text}
        context = {
            "said": said,
            "status": STATUSES[status],
            "language": language,
            "side": direction(language),
        }
        return render_to_string("desk/case/as_they_see.html", context)
