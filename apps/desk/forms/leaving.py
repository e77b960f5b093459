"""Handing a caseload on: for each case who takes it, proposed beforehand."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.desk.forms.base import choices
from apps.desk.leaving import Held, Line, Plan, Step
from apps.desk.places import language_name
from apps.web.forms import PageForm

# As many as one page asks about; what is beyond goes as proposed.
MOST_ASKED: Final = 200


class HandOnForm(PageForm):
    """One choice a case, each with its proposal, and whether the applicants are told."""

    tell = forms.BooleanField(label=_("Tell the applicants, in these words"), required=False)

    def __init__(self, *args: Any, held: Held, words: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="to-%s", **kwargs)
        self.held, self.words = held, words
        self.asked = list(held.lines[:MOST_ASKED])
        if not words:
            del self.fields["tell"]
        for line in self.asked:
            people = [(one.ref, one.said) for one in line.people]
            self.fields[_name(line)] = forms.ChoiceField(
                label=line.body.name,
                choices=choices(people, _("Nobody")),
                required=False,
                initial=line.to,
            )

    @property
    def rows(self) -> Iterator[tuple[Line, Any]]:
        """Each case with its choice."""
        return ((line, self[_name(line)]) for line in self.asked)

    @property
    def more(self) -> int:
        """How many cases go as proposed, without being asked about."""
        return len(self.held.lines) - len(self.asked)

    @property
    def said(self) -> list[tuple[str, int, str]]:
        """What is said: in which language, to how many, and the words ("" for none)."""
        return [
            (language_name(code), count, self.words.get(code, ""))
            for code, count in self.held.languages.most_common()
        ]

    @property
    def plan(self) -> Plan:
        """What was sent, case by case; a choice that the page did not ask for is as proposed."""
        tell = bool(self.cleaned_data.get("tell"))
        return Plan(
            steps=[self._step(line, tell=tell) for line in self.held.lines],
            names={line.ref.hex: line.body.name for line in self.held.lines},
        )

    def _step(self, line: Line, *, tell: bool) -> Step:
        asked = _name(line) in self.fields and _name(line) in self.data
        to = str(self.cleaned_data[_name(line)]) if asked else line.to
        words = self.words.get(line.body.language, "") if tell and line.owned else ""
        return Step(line.ref.hex, to, words)


def _name(line: Line) -> str:
    return line.ref.hex
