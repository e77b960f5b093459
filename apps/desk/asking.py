"""The questionnaire in words for whoever sets it: kinds, parties, faults, its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.cases.answers import Party
from apps.intake.comparing import Kind as Difference
from apps.intake.definition import Definition, Kind, Question, said
from apps.intake.editing import is_missing, places
from apps.intake.guards import Fault, Guard
from apps.intake.never import Never
from apps.web.languages import own_name
from apps.web.wording import ODD

KINDS: Final[Mapping[Kind, Promise]] = {
    "text": gettext_lazy("One line in words"),
    "long": gettext_lazy("Several lines in words"),
    "choice": gettext_lazy("One of several answers"),
    "choices": gettext_lazy("Any of several answers"),
    "number": gettext_lazy("A number"),
    "country": gettext_lazy("A country"),
    "language": gettext_lazy("A language"),
    "time": gettext_lazy("What time it is there"),
}
PARTIES: Final[Mapping[Party, Promise]] = {
    "self": pgettext_lazy("asked of", "For oneself"),
    "other": pgettext_lazy("asked of", "For someone else"),
    "again": pgettext_lazy("asked of", "Asked before"),
}
DIFFERENCES: Final[Mapping[Difference, Promise]] = {
    "added": pgettext_lazy("question", "New"),
    "removed": pgettext_lazy("question", "Not asked any more"),
    "changed": pgettext_lazy("question", "Changed"),
    "moved": pgettext_lazy("question", "In another place"),
}
# What is never asked, and why or what to ask instead.
NEVER: Final[Mapping[Never, Promise]] = {
    "intimate_acts": gettext_lazy(
        "Never ask for intimate acts, or for a proof of whom somebody loves. Why somebody is at "
        "risk is enough."
    ),
    "intimate_images": gettext_lazy(
        "Never ask for intimate pictures. The first page promises that we never do."
    ),
    "when_known": gettext_lazy(
        "Never ask when somebody knew who they are or whom they love. Nobody can answer that, and "
        "nothing follows from it."
    ),
    "names": gettext_lazy(
        "Never ask for other people’s names. They did not agree, and the list is what persecutors "
        "want."
    ),
    "hiv": gettext_lazy(
        "Never ask about HIV but for a medical need. Ask which medicine is needed, and how soon."
    ),
    "social_media": gettext_lazy(
        "Never ask for accounts on social media. They lead to everybody the person knows."
    ),
    "biometrics": gettext_lazy(
        "Never ask for fingerprints or anything else of the body. It cannot be changed once it is "
        "known."
    ),
    "secrets": gettext_lazy(
        "Never ask for passwords, PINs or cards. The first page promises that we never do."
    ),
}
FAULTS: Final[Mapping[Guard, Promise]] = {
    "consent": gettext_lazy("The consent stays as it is, word for word. It cannot be dropped."),
    "safety": gettext_lazy(
        "“Are you safe right now?” stays in the first part, for everyone, with its four answers: "
        "the clock of the first reading hangs on it."
    ),
    "age": gettext_lazy(
        "The question of age stays, with its three answers: the duties to people under 18 hang on "
        "it."
    ),
    "kind": gettext_lazy("Farshore reads this answer by itself, so its type stays as it is."),
    "ask": gettext_lazy("Write what is asked."),
    "why": gettext_lazy("Write why it is asked. Whoever answers reads it."),
    "purpose": gettext_lazy("Write what the answer is needed for. Colleagues read it."),
    "title": gettext_lazy("Every part has a title."),
    "empty": gettext_lazy("A part has no question. Put one in, or take the part out."),
    "options": gettext_lazy("Each answer has words, and there are at most 24 of them."),
    "long": gettext_lazy("A text is too long in one of the languages."),
    "signs": gettext_lazy("A text has signs that nobody types, or a language that is not known."),
    "markup": ODD["markup"],
    "long_word": ODD["long_word"],
    "codes": gettext_lazy("The codes that lead a list are no codes of countries or languages."),
    "parts": gettext_lazy("There are 1 to 12 parts."),
    "shape": gettext_lazy("No page could show this: an answer, a limit or a name does not fit."),
}
WORDS_OF: Final[Mapping[str, Promise]] = {**NEVER, **FAULTS}  # type: ignore[dict-item]


@dataclass(frozen=True, slots=True)
class Line:
    """One question as the page of all shows it."""

    id: str
    ask: str
    kind: str
    parties: str
    missing: list[tuple[str, str]]
    folded: list["Line"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One part with its lines."""

    number: int
    title: str
    lines: list[Line]


def lines_of(definition: Definition, languages: Sequence[str]) -> list[Stretch]:
    """Return a questionnaire as the page of all shows it."""
    return [
        Stretch(number, said(part.title), [_line(one, languages) for one in part.questions])
        for number, part in enumerate(definition.parts, 1)
    ]


def _line(question: Question, languages: Sequence[str]) -> Line:
    return Line(
        id=question.id,
        ask=said(question.ask),
        kind=str(KINDS.get(question.kind, "")),
        parties=" · ".join(str(PARTIES[party]) for party in question.parties),
        missing=[(code, own_name(code)) for code in languages if lacks(question, code)],
        folded=[_line(one, languages) for one in question.folded],
    )


def lacks(question: Question, language: str) -> bool:
    """Tell whether an organisation's own words of a question are not yet there in a language."""
    words = [question.ask, question.why, *(option.label for option in question.options)]
    words += [question.hint, question.fold.summary if question.fold else ""]
    for own in question.wording.values():
        words += [own.ask, own.hint, own.why, *own.options.values()]
    return any(is_missing(one, language) for one in words)


def faults_said(found: Sequence[Fault], definition: Definition) -> list[tuple[str, str]]:
    """Return what keeps a questionnaire from being published: at which question, in words."""
    asks = {place.question.id: said(place.question.ask) for place in places(definition)}
    lines = []
    for fault in found:
        at = asks.get(fault.question) or fault.question
        if fault.part:
            at = _("Part %(number)d") % {"number": fault.part}
        lines.append((at, str(WORDS_OF[fault.what])))
    return lines
