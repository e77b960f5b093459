"""The form of one question: what it asks, of whom, how it is answered, and where it stands."""

from collections.abc import Mapping
from typing import Any, Final, cast

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.desk.asking import FAULTS, KINDS, NEVER, PARTIES
from apps.desk.forms.kept import SeenForm
from apps.desk.forms.rules import WHOLE
from apps.intake.definition import (
    EVERYONE,
    LONGEST,
    Definition,
    Kind,
    Option,
    Question,
    Wording,
    said,
)
from apps.intake.editing import (
    PART,
    UNDER,
    first_said,
    new_id,
    with_words,
    words_in,
)
from apps.intake.guards import (
    KEPT,
    MOST_ASK,
    MOST_LABEL,
    MOST_OPTIONS,
    MOST_TELLING,
    OURS,
)
from apps.intake.never import found_in
from apps.web.languages import direction
from apps.web.wording import SaidField

# Empty rows below the answers that there are: whoever needs more saves and goes on.
SPARE: Final = 3
SHORT: Final = 300
STORY: Final = 4000
MOST_NUMBER: Final = 999_999
CHOOSING: Final = frozenset({"choice", "choices"})
WRITTEN: Final = frozenset({"text", "long"})


class AskingForm(SeenForm):
    """Words of a question in one language; what is never asked is refused where it stands."""

    language: str

    def _words(self, name: str, label: Any, most: int, **more: Any) -> None:
        field = SaidField(label=label, max_length=most, **more)
        field.widget.attrs |= {"lang": self.language, "dir": direction(self.language), "rows": 2}
        self.add_field(name, field)

    def _refuse(self, name: str, *, telling: bool = False, answer: bool = False) -> None:
        text = self.cleaned_data.get(name) or ""
        for never in found_in(text, telling=telling, answer=answer):
            self.add_error(name, ValidationError(str(NEVER[never]), "never"))


class QuestionForm(AskingForm):
    """One question: what it asks in the first language, of whom, how it is answered, and where."""

    purpose = SaidField(
        label=gettext_lazy("What the answer is needed for"),
        help_text=gettext_lazy("For colleagues; it never stands on the form."),
        max_length=MOST_TELLING,
        required=True,
        error_messages={"required": FAULTS["purpose"]},
    )
    parties = forms.MultipleChoiceField(
        label=gettext_lazy("Asked of whom"),
        choices=list(PARTIES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    place = forms.ChoiceField(label=gettext_lazy("Stands in"))
    longest = forms.IntegerField(
        label=gettext_lazy("Room for so many characters"),
        help_text=gettext_lazy("For answers in words. 300 for a line, 4,000 for a story."),
        min_value=1,
        max_value=LONGEST,
        required=False,
        error_messages=WHOLE,
    )
    least = forms.IntegerField(
        label=gettext_lazy("Smallest number"),
        min_value=0,
        max_value=MOST_NUMBER,
        required=False,
        error_messages=WHOLE,
    )
    most = forms.IntegerField(
        label=gettext_lazy("Largest number"),
        min_value=1,
        max_value=MOST_NUMBER,
        required=False,
        error_messages=WHOLE,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        question: Question,
        definition: Definition,
        language: str,
        **kwargs: Any,
    ) -> None:
        self.question, self.language = question, language
        self.fixed = question.id in OURS
        initial = {**_shown(question, language), **kwargs.pop("initial", {})}
        super().__init__(data, initial=initial, **kwargs)
        self._add_words()
        self.fields["place"].choices = _containers(  # type: ignore[attr-defined]
            definition, question
        )
        if not self.fixed:
            kinds = forms.ChoiceField(
                label=gettext_lazy("How it is answered"), choices=KINDS.items()
            )
            self.add_field("kind", kinds)
        self.kept = [option.id for option in question.options]
        self.rows = self._rows()
        for row in range(self.rows):
            self._add_option(row)

    def _add_words(self) -> None:
        self._words(
            "ask",
            gettext_lazy("What is asked"),
            MOST_ASK,
            required=True,
            error_messages={"required": FAULTS["ask"]},
        )
        self._words("hint", gettext_lazy("How to answer"), MOST_TELLING)
        self._words(
            "why",
            gettext_lazy("Why it is asked"),
            MOST_TELLING,
            required=True,
            help_text=gettext_lazy("Stands under the question, for whoever answers."),
            error_messages={"required": FAULTS["why"]},
        )

    def _rows(self) -> int:
        """How many answers to choose there is room for."""
        if self.fixed and self.question.kind not in CHOOSING:
            return 0
        if self.question.id in KEPT:
            return len(self.kept)
        return min(len(self.kept) + SPARE, MOST_OPTIONS)

    def _add_option(self, row: int) -> None:
        self._words(f"option-{row}", gettext_lazy("Answer"), MOST_LABEL)
        order = forms.IntegerField(
            label=gettext_lazy("Place"),
            min_value=1,
            max_value=MOST_OPTIONS,
            required=False,
            error_messages=WHOLE,
        )
        self.add_field(f"order-{row}", order)

    @property
    def options(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each answer to choose."""
        return [
            {"label": self[f"option-{row}"], "order": self[f"order-{row}"]}
            for row in range(self.rows)
        ]

    @property
    def is_choosing(self) -> bool:
        """Whether an answer is chosen, or one to choose is wrong: the rows then stand open."""
        kind = self.question.kind if self.fixed else self["kind"].value()
        rows = range(self.rows)
        return kind in CHOOSING or any(self[f"option-{row}"].errors for row in rows)

    @property
    def kind_said(self) -> str:
        """How the question is answered, where that cannot be changed."""
        return str(KINDS.get(self.question.kind, ""))

    @property
    def kind(self) -> Kind:
        """How the question shall be answered."""
        return self.question.kind if self.fixed else cast("Kind", self.cleaned_data.get("kind"))

    def clean(self) -> dict[str, Any]:
        """Refuse what is never asked, and ask for what this kind of answer needs."""
        data: dict[str, Any] = super().clean() or {}
        self._refuse("ask")
        for name in ("hint", "why", "purpose"):
            self._refuse(name, telling=True)
        for row in range(self.rows):
            self._refuse(f"option-{row}", answer=True)
        if self.kind in CHOOSING and not any(
            f"option-{r}" in self.errors for r in range(self.rows)
        ):
            self._ask_options(data)
        if self.kind == "number" and (data.get("least") or 0) >= (data.get("most") or 0):
            self._odd("most", _("Write a largest number that is larger than the smallest."))
        if self.question.id in KEPT and not set(KEPT[self.question.id]) <= set(
            data.get("parties", KEPT[self.question.id])
        ):
            self._odd("parties", str(FAULTS["safety" if self.question.id == "safety" else "age"]))
        return data

    def _ask_options(self, data: Mapping[str, Any]) -> None:
        labels = [(data.get(f"option-{row}") or "").strip() for row in range(self.rows)]
        if self.question.id in KEPT and not all(labels):
            lost = labels.index("")
            self._odd(f"option-{lost}", _("This answer stays. Its words may change."))
        elif sum(map(bool, labels)) < 2:
            self._odd("option-0", _("Write two answers at least."))

    def _odd(self, name: str, words: str) -> None:
        if name not in self.errors:
            self.add_error(name, ValidationError(words, "odd"))

    def changed(self) -> Question:
        """Return the question as the form says it, those folded under it as they are."""
        data, before, kind = self.cleaned_data, self.question, self.kind
        options = self._options() if kind in CHOOSING else []
        ids = {option.id for option in options}
        return msgspec.structs.replace(
            before,
            kind=kind,
            ask=self._said(before.ask, data["ask"]),
            hint=self._said(before.hint, data["hint"]),
            why=self._said(before.why, data["why"]),
            purpose=self._purpose(data["purpose"]),
            options=options,
            longest=(data["longest"] or (SHORT if kind == "text" else STORY))
            if kind in WRITTEN
            else 0,
            least=data["least"] or 0 if kind == "number" else 0,
            most=data["most"] or 0 if kind == "number" else 0,
            preset=before.preset if before.preset in ids else "",
            parties=tuple(party for party in EVERYONE if party in data["parties"]),
            wording={party: _only(own, ids) for party, own in before.wording.items()},
        )

    def _said(self, words: Any, text: str) -> Any:
        return first_said(with_words(words, self.language, text), self.language)

    def _purpose(self, text: str) -> Any:
        # Colleagues have one text, in whatever language it was written last.
        before = self.question.purpose
        return before if said(before) == text.strip() else {self.language: text.strip()}

    def _options(self) -> list[Option]:
        data, found = self.cleaned_data, []
        for row in range(self.rows):
            text = data[f"option-{row}"].strip()
            before = self.question.options[row] if row < len(self.kept) else Option(new_id("o"), "")
            if text:
                option = Option(before.id, self._said(before.label, text))
                found.append((data[f"order-{row}"] or MOST_OPTIONS + row, row, option))
        return [option for _order, _row, option in sorted(found, key=lambda one: one[:2])]


def _only(own: Wording, ids: set[str]) -> Wording:
    options = {name: label for name, label in own.options.items() if name in ids}
    return msgspec.structs.replace(own, options=options)


def _shown(question: Question, language: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "ask": words_in(question.ask, language),
        "hint": words_in(question.hint, language),
        "why": words_in(question.why, language),
        "purpose": said(question.purpose),
        "kind": question.kind,
        "parties": list(question.parties),
        "longest": question.longest or None,
        "least": question.least if question.kind == "number" else None,
        "most": question.most or None,
    }
    for row, option in enumerate(question.options):
        shown |= {f"option-{row}": words_in(option.label, language), f"order-{row}": row + 1}
    return shown


def _containers(definition: Definition, question: Question) -> list[tuple[str, str]]:
    """Where a question may stand: in a part, or folded under another, unless it has some itself."""
    parts = [
        (f"{PART}-{number}", _("Part %(number)d: %(title)s") % _named(number, said(part.title)))
        for number, part in enumerate(definition.parts, 1)
    ]
    if question.fold is not None or question.id in KEPT:
        return parts
    others = [one for part in definition.parts for one in part.questions if one.id != question.id]
    under = [
        (f"{UNDER}-{one.id}", _("Folded under: %(question)s") % {"question": said(one.ask)})
        for one in others
    ]
    return parts + under


def _named(number: int, title: str) -> dict[str, Any]:
    return {"number": number, "title": title}


def blank(name: str) -> Question:
    """Return a question about which nothing is said yet."""
    return Question(id=name, kind="text", ask="", why="", parties=("self", "other"))
