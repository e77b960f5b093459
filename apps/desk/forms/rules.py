"""The form of a team's rules; the version read stands in `seen`."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.cases import vocabulary
from apps.cases.answers import DANGER_NOW, DANGER_SOON, SAFE
from apps.cases.plans import MOST_FUND
from apps.cases.rules import (
    ALONE,
    CURRENCIES,
    HOUR,
    LAST_FOLLOW_UP,
    MOST_FOLLOW_UPS,
    MOST_KEPT,
    MOST_NAME,
    NEVER_HIDDEN,
    Kept,
    Rules,
    is_currency,
)
from apps.cases.wayout import FOLLOW_UPS, PLAN_ITEMS
from apps.desk.forms.base import choices
from apps.desk.forms.kept import SeenForm
from apps.web.forms import Digits, LongWords, WordsField
from apps.web.languages import direction, own_name

MOST_REASON: Final = 300
MOST_SAFEGUARDING: Final = 1000
MOST_CURRENCIES: Final = 20
MOST_FUNDS: Final = 40
WHOLE: Final = {"invalid": _("Write a whole number.")}
FIRST_READING: Final[Mapping[str, tuple[Promise, timedelta]]] = {
    DANGER_NOW: (_("Danger now"), vocabulary.first_reading(DANGER_NOW, "self")),
    DANGER_SOON: (
        _("Danger soon, for someone else, or no answer"),
        vocabulary.first_reading(DANGER_SOON, "self"),
    ),
    SAFE: (_("Safe for the moment"), vocabulary.first_reading(SAFE, "self")),
}
HIDEABLE: Final = [
    (code, name) for code, name in vocabulary.STAGES.items() if code not in NEVER_HIDDEN
]
# What may stand between two numbers, in any script.
BETWEEN: Final = re.compile(r"[\s,;\u060c\u061b\u3001]+")
DATED: Final = [reason for reason, kept in vocabulary.KEEP.items() if kept is not None]


class RulesForm(SeenForm):
    """Gates, stages and their names, clocks, how long cases are kept."""

    alone = forms.ChoiceField(
        label=_("What meets the gate of checks by itself"),
        required=False,
        choices=choices(
            [(level, vocabulary.LEVELS[level]) for level in ALONE],
            _("Nothing: always two checks by two people"),
        ),
    )
    groups_only = forms.BooleanField(
        label=_("Work with the five groups alone, without stages inside them"), required=False
    )
    hidden = forms.MultipleChoiceField(
        label=_("Stages that are not used"),
        help_text=_("They are offered nowhere. A case that stands in one still says so."),
        choices=HIDEABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    safeguarding = WordsField(
        label=_("What colleagues are told where somebody is under 18"),
        help_text=_("It stands at the head of the case. Empty is what ships with this."),
        max_length=MOST_SAFEGUARDING,
        widget=LongWords(attrs={"rows": 4}),
    )
    follow_ups = WordsField(
        label=_("Days after arrival on which to ask how they are"),
        help_text=_("Whole numbers with commas between them. Empty is as shipped."),
        max_length=100,
        widget=Digits,
    )

    no_plan = forms.MultipleChoiceField(
        label=_("Types of plan items that are not used"),
        help_text=_("They are offered nowhere. An item that has one keeps it."),
        choices=list(PLAN_ITEMS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    currencies = WordsField(
        label=_("Currencies"),
        help_text=_("Codes of three letters, as in EUR, USD. The first one is chosen beforehand."),
        max_length=200,
    )
    funds = WordsField(
        label=_("Funds"), help_text=_("One a line."), max_length=MOST_FUNDS * MOST_FUND, long=True
    )

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["funds"].widget.attrs["rows"] = 4
        self.languages = list(languages)
        for gate, name in vocabulary.GATES.items():
            self.add_field(
                f"gate-{gate}",
                forms.ChoiceField(
                    label=str(name),
                    choices=choices(vocabulary.GATE_MODES.items()),
                    widget=forms.RadioSelect,
                ),
            )
        for stage in vocabulary.STAGES:
            for code in self.languages:
                self.add_field(f"name-{stage}-{code}", _name(code))
        for risk, label in vocabulary.RISKS.items():
            self.add_field(f"again-{risk}", _hours(label, vocabulary.LOOK_AGAIN[risk]))
            self.add_field(f"first-{risk}", _hours(label, vocabulary.FIRST_ACTION[risk]))
        for safety, (label, shipped) in FIRST_READING.items():
            self.add_field(f"read-{safety}", _hours(label, shipped))
        for reason in DATED:
            self.add_field(f"days-{reason}", _days(reason))
            self.add_field(f"why-{reason}", WordsField(label=_("Why"), max_length=MOST_REASON))

    def clean_follow_ups(self) -> list[int]:
        """Return the days, the soonest first; refuse what is no day of the two years after."""
        said = [one for one in BETWEEN.split(self.cleaned_data["follow_ups"]) if one]
        if not all(one.isdecimal() and len(one) < 5 for one in said):
            raise ValidationError(_("Write whole numbers with commas between them."), "invalid")
        days = sorted({int(one) for one in said})
        if days and not 1 <= days[0] <= days[-1] <= LAST_FOLLOW_UP.days:
            most = {"most": LAST_FOLLOW_UP.days}
            raise ValidationError(_("Write days from 1 to %(most)d."), "far", most)
        if len(days) > MOST_FOLLOW_UPS:
            most = {"most": MOST_FOLLOW_UPS}
            raise ValidationError(_("Write %(most)d days at most."), "many", most)
        return [] if days == list(FOLLOW_UPS) else days

    def clean_currencies(self) -> list[str]:
        """Return the codes; a word that is none is named."""
        said = re.split(r"[\s,;،·]+", self.cleaned_data["currencies"].strip().upper())
        codes = [*dict.fromkeys(filter(None, said))]
        for code in codes:
            if not is_currency(code):
                words = _("Write the three letters of a currency in the place of “%(word)s”.")
                raise ValidationError(words % {"word": code}, "invalid")
        return codes[:MOST_CURRENCIES]

    def clean_funds(self) -> list[str]:
        """Return one fund a line, each once."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["funds"].splitlines()]
        funds = [*dict.fromkeys(filter(None, lines))]
        if len(funds) > MOST_FUNDS:
            words = _("Write at most %(most)d funds.") % {"most": MOST_FUNDS}
            raise ValidationError(words, "max_value")
        if any(len(fund) > MOST_FUND for fund in funds):
            words = _("Write each fund in %(most)d characters or less.") % {"most": MOST_FUND}
            raise ValidationError(words, "max_length")
        return funds

    def clean(self) -> dict[str, Any]:
        """Ask for a reason wherever cases are kept longer."""
        data: dict[str, Any] = super().clean() or {}
        for reason in DATED:
            if data.get(f"days-{reason}") and not data.get(f"why-{reason}", "").strip():
                asked = _("Write why these cases are kept longer.")
                self.add_error(f"why-{reason}", ValidationError(asked, "required"))
        return data

    def rules(self) -> Rules:
        """Return what the form says; what is as shipped is left out."""
        data = self.cleaned_data
        names = {
            stage: {
                code: data[f"name-{stage}-{code}"].strip()
                for code in self.languages
                if data[f"name-{stage}-{code}"].strip()
            }
            for stage in vocabulary.STAGES
        }
        return Rules(
            gates={gate: data[f"gate-{gate}"] for gate in vocabulary.GATES},
            alone=data["alone"],
            hidden=data["hidden"],
            names={stage: said for stage, said in names.items() if said},
            groups_only=data["groups_only"],
            safeguarding=data["safeguarding"].strip(),
            no_plan=data["no_plan"],
            currencies=[] if data["currencies"] == [*CURRENCIES] else data["currencies"],
            funds=data["funds"],
            look_again=self._shorter("again", vocabulary.LOOK_AGAIN),
            first_action=self._shorter("first", vocabulary.FIRST_ACTION),
            first_reading=self._shorter(
                "read", {code: shipped for code, (_label, shipped) in FIRST_READING.items()}
            ),
            kept={
                reason: Kept(data[f"days-{reason}"], data[f"why-{reason}"].strip())
                for reason in DATED
                if data[f"days-{reason}"]
            },
            follow_ups=data["follow_ups"],
        )

    def _shorter(self, kind: str, shipped: Mapping[str, timedelta]) -> dict[str, int]:
        said = {code: self.cleaned_data[f"{kind}-{code}"] for code in shipped}
        return {
            code: hours
            for code, hours in said.items()
            if hours and hours * HOUR < shipped[code].total_seconds()
        }

    def _bound(self, names: Sequence[str]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def gates(self) -> list[forms.BoundField]:
        """The modes of all gates."""
        return self._bound([f"gate-{gate}" for gate in vocabulary.GATES])

    @property
    def named(self) -> list[tuple[Promise, list[forms.BoundField]]]:
        """Each stage as shipped, with the fields of its own names."""
        return [
            (label, self._bound([f"name-{stage}-{code}" for code in self.languages]))
            for stage, label in vocabulary.STAGES.items()
        ]

    @property
    def clocks(self) -> list[tuple[Promise, list[forms.BoundField]]]:
        """The clocks by what they run to."""
        return [
            (_("First reading, at the latest after"), self._bound(_names("read", FIRST_READING))),
            (
                _("First action, at the latest after"),
                self._bound(_names("first", vocabulary.RISKS)),
            ),
            (_("Risk looked at again after"), self._bound(_names("again", vocabulary.RISKS))),
        ]

    @property
    def keeping(self) -> list[list[forms.BoundField]]:
        """Days longer and why, by closing reason."""
        return [self._bound([f"days-{reason}", f"why-{reason}"]) for reason in DATED]


def _names(kind: str, codes: Mapping[str, object]) -> list[str]:
    return [f"{kind}-{code}" for code in codes]


def initial_of(rules: Rules, version: int) -> dict[str, Any]:
    """Return how the form stands for the rules that were read."""
    said: dict[str, Any] = {
        "seen": version,
        "alone": rules.alone,
        "groups_only": rules.groups_only,
        "safeguarding": rules.safeguarding,
        "hidden": [stage for stage in rules.hidden if rules.hides(stage)],
        "follow_ups": ", ".join(str(day) for day in rules.asked_after()),
        "no_plan": rules.no_plan,
        "currencies": ", ".join(rules.money_in()),
        "funds": "\n".join(rules.funds),
    }
    said |= {f"gate-{gate}": rules.mode(gate) for gate in vocabulary.GATES}
    for stage, names in rules.names.items():
        said |= {f"name-{stage}-{code}": name for code, name in names.items()}
    for risk in vocabulary.RISKS:
        said[f"again-{risk}"] = _in_hours(rules.looked_again(risk))
        said[f"first-{risk}"] = _in_hours(rules.first_acted(risk))
    for safety in FIRST_READING:
        said[f"read-{safety}"] = _in_hours(rules.read_first(safety, "self"))
    for reason, kept in rules.kept.items():
        said |= {f"days-{reason}": kept.days, f"why-{reason}": kept.why}
    return said


def _in_hours(clock: timedelta) -> int:
    return int(clock.total_seconds()) // HOUR


def _name(code: str) -> WordsField:
    field = WordsField(label=own_name(code), max_length=MOST_NAME)
    field.widget.attrs |= {"lang": code, "dir": direction(code)}
    return field


def _hours(label: object, shipped: timedelta) -> forms.IntegerField:
    most = _in_hours(shipped)
    return forms.IntegerField(
        label=str(label),
        help_text=_("Hours, at most %(hours)d.") % {"hours": most},
        min_value=1,
        max_value=most,
        required=False,
        error_messages=WHOLE,
    )


def _days(reason: str) -> forms.IntegerField:
    shipped = vocabulary.KEEP[reason] or timedelta(0)
    return forms.IntegerField(
        label=str(vocabulary.REASONS[reason]),
        help_text=_("Days longer than the %(days)d that everybody has.") % {"days": shipped.days},
        min_value=0,
        max_value=(MOST_KEPT - shipped).days,
        required=False,
        error_messages=WHOLE,
    )
