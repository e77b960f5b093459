"""The words of the questionnaire: of one question in one language, and the titles of its parts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases.answers import Party
from apps.desk.asking import FAULTS, NEVER, PARTIES
from apps.desk.forms.kept import SeenForm
from apps.desk.forms.questions import AskingForm
from apps.intake.definition import Fold, Option, Question, Wording
from apps.intake.editing import first_said, with_words, words_in
from apps.intake.guards import MOST_ASK, MOST_LABEL, MOST_TELLING, Guard
from apps.intake.never import found_in
from apps.web.languages import direction, own_name
from apps.web.wording import SaidField

_NEEDED: Final[Mapping[str, Guard]] = {"ask": "ask", "why": "why"}


class WordsForm(AskingForm):
    """All words of a question in one language, for each party; beside each the first language's."""

    def __init__(
        self, data: Any = None, *, question: Question, language: str, first: str, **kwargs: Any
    ) -> None:
        self.question, self.language = question, language
        self.texts = dict(_texts(question))
        initial = {name: words_in(words, language) for name, (_l, words, _m) in self.texts.items()}
        super().__init__(data, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        for name, (label, words, most) in self.texts.items():
            beside = words_in(words, first) if language != first else ""
            needed = name in _NEEDED and language == first
            self._words(
                name,
                label,
                most,
                help_text=beside,
                required=needed,
                **({"error_messages": {"required": FAULTS[_NEEDED[name]]}} if needed else {}),
            )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """The usual words, then those for each party; open where there are some, or were."""
        usual = [self[name] for name in self.texts if "." not in name]
        found = [(_("For everybody"), usual, True)]
        for party in _parties(self.question):
            own = [self[name] for name in self.texts if name.startswith(f"{party}.")]
            is_open = any(field.value() or field.help_text or field.errors for field in own)
            found.append((str(PARTIES[party]), own, is_open))
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse what is never asked."""
        data: dict[str, Any] = super().clean() or {}
        for name in self.texts:
            last = name.rpartition(".")[2]
            self._refuse(name, telling=last in {"hint", "why"}, answer=last.startswith("option-"))
        return data

    def changed(self) -> Question:
        """Return the question with these words."""
        given = {
            name: with_words(words, self.language, self.cleaned_data[name])
            for name, (_label, words, _most) in self.texts.items()
        }
        question = self.question
        options = [Option(o.id, given[f"option-{o.id}"]) for o in question.options]
        return msgspec.structs.replace(
            question,
            ask=given["ask"],
            hint=given["hint"],
            why=given["why"],
            options=options,
            wording={**question.wording, **_wording(question, given)},
            fold=Fold(given["fold"], question.folded) if question.fold else None,
        )


def _wording(question: Question, given: Mapping[str, Any]) -> dict[Party, Wording]:
    found: dict[Party, Wording] = {}
    for party in _parties(question):
        options = {o.id: given[f"{party}.option-{o.id}"] for o in question.options}
        own = Wording(
            ask=given[f"{party}.ask"] or "",
            hint=given[f"{party}.hint"] or "",
            why=given[f"{party}.why"] or "",
            options={name: label for name, label in options.items() if label},
        )
        if own != Wording() or party in question.wording:
            found[party] = own
    return found


def _parties(question: Question) -> Sequence[Party]:
    return [party for party in question.parties if party != "self"]


def _texts(question: Question) -> Iterable[tuple[str, tuple[Any, Any, int]]]:
    yield "ask", (gettext_lazy("What is asked"), question.ask, MOST_ASK)
    yield "hint", (gettext_lazy("How to answer"), question.hint, MOST_TELLING)
    yield "why", (gettext_lazy("Why it is asked"), question.why, MOST_TELLING)
    answer = gettext_lazy("Answer")
    for option in question.options:
        yield f"option-{option.id}", (answer, option.label, MOST_LABEL)
    if question.fold:
        yield "fold", (gettext_lazy("Over the folded questions"), question.fold.summary, MOST_LABEL)
    for party in _parties(question):
        own = question.wording.get(party, Wording())
        yield f"{party}.ask", (gettext_lazy("What is asked"), own.ask, MOST_ASK)
        yield f"{party}.hint", (gettext_lazy("How to answer"), own.hint, MOST_TELLING)
        yield f"{party}.why", (gettext_lazy("Why it is asked"), own.why, MOST_TELLING)
        for option in question.options:
            label = own.options.get(option.id, "")
            yield f"{party}.option-{option.id}", (answer, label, MOST_LABEL)


class PartForm(SeenForm):
    """The title of a part in each language."""

    def __init__(
        self, data: Any = None, *, title: Any, languages: Sequence[str], **kwargs: Any
    ) -> None:
        initial = {f"title-{code}": words_in(title, code) for code in languages}
        super().__init__(data, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        self.title, self.languages = title, list(languages)
        for number, code in enumerate(self.languages):
            field = SaidField(label=own_name(code), max_length=MOST_LABEL, required=not number)
            field.error_messages["required"] = gettext_lazy("Write a title.")
            field.widget.attrs |= {"lang": code, "dir": direction(code)}
            self.add_field(f"title-{code}", field)

    @property
    def titles(self) -> list[forms.BoundField]:
        """The fields, one a language."""
        return [self[f"title-{code}"] for code in self.languages]

    def clean(self) -> dict[str, Any]:
        """Refuse what is never asked."""
        data: dict[str, Any] = super().clean() or {}
        for code in self.languages:
            for never in found_in(data.get(f"title-{code}") or ""):
                self.add_error(f"title-{code}", ValidationError(str(NEVER[never]), "never"))
        return data

    def changed(self) -> Any:
        """Return the title."""
        title = self.title
        for code in self.languages:
            title = with_words(title, code, self.cleaned_data[f"title-{code}"])
        return first_said(title, self.languages[0])
