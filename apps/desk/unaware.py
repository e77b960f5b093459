"""Who does not know the reason: the one place that says it, before every send and on every page."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, ngettext

from apps.cases.answers import COMPANY_KNOWS, Answers
from apps.cases.casefile import PersonSet
from apps.cases.casefile.household import Yes
from apps.cases.opened import OpenCase
from apps.cases.wayout import RELATIONS
from apps.desk.labels import label, listed

# Ids of the questions about who comes along.
COMPANY: Final = "company"
ADULTS: Final = "adults"
CHILDREN: Final = "children"
# No household is larger; whoever answers may be hostile.
MOST_OF_A_KIND: Final = 30

UNAWARE: Final = {
    ("no", "yes"): gettext_lazy("%(who)s travels with them and does not know the reason."),
    ("no", "later"): gettext_lazy("%(who)s comes later and does not know the reason."),
    ("no", "no"): gettext_lazy("%(who)s stays and does not know the reason."),
}
UNSURE: Final = gettext_lazy("Nobody has said whether they know the reason: %(who)s.")
ANSWERED: Final = {
    "no": gettext_lazy("They answered that those who travel with them do not know the reason."),
    "some": gettext_lazy(
        "They answered that some of those who travel with them do not know the reason."
    ),
}
NOT_ANSWERED: Final = gettext_lazy(
    "Nobody has said whether those who travel with them know the reason."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing not to be disclosed, as a sentence, and what is said instead."""

    words: str
    say: str = ""

    @property
    def quoted(self) -> SafeString:
        """What is said instead, apart from the letters around it."""
        return format_html('<bdi translate="no">{}</bdi>', self.say)


@dataclass(slots=True)
class Unaware:
    """Who does not know the reason, and of whom nobody has said that they do."""

    certain: list[Line] = field(default_factory=list)
    unsure: list[Line] = field(default_factory=list)


def unaware_in(opened: OpenCase) -> Unaware:
    """Return what must not be disclosed of an opened case."""
    return unaware_of(opened.file.way.household.people.values(), opened.answers)


def unaware_of(people: Collection[PersonSet], answers: Answers | None) -> Unaware:
    """Return what must not be disclosed, by the people written in, or as the applicant answered.

    What was answered counts until people are written in. Whoever may not know counts as somebody
    who does not, and is said more quietly.
    """
    if not people:
        return _as_answered(answers)
    return Unaware(
        certain=[_line(one) for one in people if one.knows == "no"],
        unsure=[_line(one) for one in people if one.knows == "unknown"],
    )


def _line(one: PersonSet) -> Line:
    said = UNAWARE[one.knows, one.travels] if one.knows == "no" else UNSURE
    return Line(SafeString(conditional_escape(said) % {"who": called(one)}), one.say)


def called(one: PersonSet) -> SafeString:
    """Return how colleagues call somebody: as was written, or else who they are to the person."""
    if one.name:
        return format_html('<bdi translate="no">{}</bdi>', capfirst(one.name))
    return conditional_escape(label(RELATIONS, one.kind))


def _as_answered(answers: Answers | None) -> Unaware:
    if answers is None:
        return Unaware()
    knows = answers.value(COMPANY_KNOWS)
    if knows in ANSWERED:
        return Unaware(certain=[Line(str(ANSWERED[knows]))])
    if answers.value(COMPANY) == "others" and knows != "yes":
        return Unaware(unsure=[Line(str(NOT_ANSWERED))])
    return Unaware()


def people_answered(opened: OpenCase, *, by: str, now: int) -> list[PersonSet]:
    """Return those of whom the applicant told, as rows to begin with."""
    answers = opened.answers
    if answers is None:
        return []
    known = answers.value(COMPANY_KNOWS)
    knows: Yes = "yes" if known == "yes" else "no" if known == "no" else "unknown"
    counts = {"companion": _count(answers, ADULTS), "child": _count(answers, CHILDREN)}
    return [
        PersonSet(by=by, at=now, person="", kind=kind, knows=knows, minor=kind == "child")
        for kind, count in counts.items()
        for _each in range(count)
    ]


def _count(answers: Answers, question: str) -> int:
    answer = answers.get(question)
    said = answer.value if answer is not None else 0
    return max(0, min(said, MOST_OF_A_KIND)) if isinstance(said, int) else 0


def answered_words(opened: OpenCase) -> str:
    """Say of how many others the applicant told; "" where they told of none."""
    answers = opened.answers
    if answers is None:
        return ""
    adults, children = _count(answers, ADULTS), _count(answers, CHILDREN)
    told = [
        ngettext("%(n)d other adult", "%(n)d other adults", adults) % {"n": adults},
        ngettext("%(n)d child", "%(n)d children", children) % {"n": children},
    ]
    return listed(words for words, n in zip(told, (adults, children), strict=True) if n)
