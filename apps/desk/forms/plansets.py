"""The form of a plan set: its title, and a row for each item of the plan."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.plans import MOST_TITLE
from apps.cases.plansets import MOST_SET_ITEMS, PlanSet, SetItem
from apps.cases.rules import Rules
from apps.cases.tasksets import MOST_DAYS
from apps.desk.forms.base import choices
from apps.desk.forms.kept import KeptForm, title_field
from apps.desk.forms.rules import WHOLE
from apps.web.forms import Digits, WordsField

# Empty rows below those that are filled in: whoever needs more saves and goes on.
SPARE: Final = 3
KINDS: Final = ("kind", "words", "after", "waits")
_MOST_WAITS: Final = 80


class RowsField(forms.CharField):
    """Numbers of rows, 1 for the first, of any script and with anything between them."""

    widget = Digits

    def clean(self, value: Any) -> list[int]:
        text = str(super().clean(value))
        parts = "".join(sign if sign.isdecimal() else " " for sign in text).split()
        return sorted({int(part) - 1 for part in parts if len(part) <= len(str(MOST_SET_ITEMS))})


class PlanSetEditForm(KeptForm):
    """One row an item; a row without a type is none."""

    title = title_field()

    def __init__(self, *args: Any, rules: Rules, rows: int, kinds: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(rows, MOST_SET_ITEMS)
        offered = dict(rules.plan_types())
        offered |= {code: words for kind in kinds for code, words in rules.plan_types(kind)}
        for row in range(self.count):
            self.add_field(
                f"kind-{row}",
                forms.ChoiceField(
                    label=_("What"), choices=choices(offered.items(), _("Nothing")), required=False
                ),
            )
            words = WordsField(label=_("In your words"), max_length=MOST_TITLE)
            self.add_field(f"words-{row}", words)
            self.add_field(
                f"after-{row}",
                forms.IntegerField(
                    label=_("Days after"),
                    min_value=0,
                    max_value=MOST_DAYS,
                    required=False,
                    error_messages=WHOLE,
                ),
            )
            waits = RowsField(label=_("Waits for rows"), required=False, max_length=_MOST_WAITS)
            self.add_field(f"waits-{row}", waits)

    @property
    def rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each row."""
        return [{kind: self[f"{kind}-{row}"] for kind in KINDS} for row in range(self.count)]

    def clean(self) -> dict[str, Any]:
        """Ask for one item at least, and let each wait only for rows above it that hold one."""
        data: dict[str, Any] = super().clean() or {}
        filled = [row for row in range(self.count) if data.get(f"kind-{row}")]
        if not filled and not any(f"kind-{row}" in self.errors for row in range(self.count)):
            self.add_error("kind-0", ValidationError(_("Choose one item at least."), "required"))
        for row in range(self.count):
            said, missing = data.get(f"words-{row}", "").strip(), row not in filled
            if said and missing and f"kind-{row}" not in self.errors:
                asked = _("Choose what it is.")
                self.add_error(f"kind-{row}", ValidationError(asked, "required"))
            waits = data.get(f"waits-{row}", [])
            if any(place not in filled or place >= row for place in waits):
                above = _("An item waits only for rows above its own.")
                self.add_error(f"waits-{row}", ValidationError(above, "invalid"))
        return data

    def one(self, ref: str) -> PlanSet:
        """Return what the form says; rows are counted anew without the empty ones."""
        data = self.cleaned_data
        filled = [row for row in range(self.count) if data[f"kind-{row}"]]
        items = [
            SetItem(
                data[f"kind-{row}"],
                data[f"words-{row}"].strip(),
                data[f"after-{row}"] or 0,
                [filled.index(place) for place in data[f"waits-{row}"]],
            )
            for row in filled
        ]
        return PlanSet(ref, data["title"].strip(), items)


def rows_of(one: PlanSet) -> dict[str, Any]:
    """Return how the form stands for a set."""
    said: dict[str, Any] = {"title": one.title}
    for row, item in enumerate(one.items[:MOST_SET_ITEMS]):
        said |= {
            f"kind-{row}": item.kind,
            f"words-{row}": item.title,
            f"after-{row}": item.after,
            f"waits-{row}": ", ".join(str(place + 1) for place in item.waits),
        }
    return said
