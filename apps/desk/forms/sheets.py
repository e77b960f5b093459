"""The forms of a spreadsheet: the file, and what each of its columns is."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.intake.sheets.fields import FIELDS, REPEATED
from apps.intake.sheets.tables import OddTable, Why
from apps.web.forms import PageForm

ENCODED: Final = {
    "": gettext_lazy("Found out by itself"),
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1251": gettext_lazy("Cyrillic (Windows)"),
    "cp1256": gettext_lazy("Arabic (Windows)"),
    "cp1252": gettext_lazy("Western (Windows)"),
}
ODD: Final[dict[Why, Promise]] = {
    "empty": gettext_lazy("It has no row below the headings. The first row names the columns."),
    "large": gettext_lazy("The file is larger than 2 MB. Divide it and bring in the parts."),
    "rows": gettext_lazy("The file has more than 2,000 rows. Divide it and bring in the parts."),
    "columns": gettext_lazy("The file has more than 60 columns. Take out those you do not need."),
    "cell": gettext_lazy(
        "Row %(row)d has a cell with more than 8,000 characters. Shorten it, then try again."
    ),
    "bomb": gettext_lazy("This workbook would unpack to too much. Save its sheet as CSV."),
    "broken": gettext_lazy("This workbook does not open. Save its sheet as CSV, then try again."),
    "kind": gettext_lazy("This is no CSV and no XLSX file. Save the sheet as one of them."),
    "busy": gettext_lazy("Other files are being read. Try again in a moment."),
    "unable": gettext_lazy("This server cannot read workbooks safely. Save the sheet as CSV."),
    "encoding": gettext_lazy("The letters cannot be read this way. Choose another one."),
}


def odd_words(odd: OddTable) -> str:
    """Say why a file cannot be read."""
    said = str(ODD[odd.why])
    return said % {"row": odd.row} if odd.row else said


class FileForm(PageForm):
    """The file, which is read in memory and never written to a disk."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"),
        help_text=gettext_lazy("Up to 2,000 rows and 2 MB. The first row names the columns."),
        allow_empty_file=True,
        error_messages={
            "required": gettext_lazy("Choose the file."),
            "invalid": gettext_lazy("Choose the file."),
            "missing": gettext_lazy("Choose the file."),
        },
    )


class ColumnsForm(PageForm):
    """What each column is; the letters' encoding, where they look wrong."""

    encoding = forms.ChoiceField(
        label=gettext_lazy("If the letters look wrong, read them as"),
        choices=list(ENCODED.items()),
        required=False,
    )

    def __init__(self, *args: Any, headings: Sequence[str], match: Sequence[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.columns = [f"column_{place}" for place in range(len(headings))]
        for place, (name, heading) in enumerate(zip(self.columns, headings, strict=True), start=1):
            self.fields[name] = forms.ChoiceField(
                label=heading or _("Column %(n)d") % {"n": place},
                choices=list(FIELDS.items()),
                required=False,
                initial=match[place - 1],
            )

    @property
    def chosen(self) -> list[str]:
        """The field of each column, in their order."""
        return [str(self.cleaned_data.get(name, "")) for name in self.columns]

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for what a case has once, and a sheet that tells of nobody."""
        data: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for name in self.columns:
            field = str(data.get(name, ""))
            if field in seen and field not in REPEATED:
                said = _("Another column is this already. Choose it for one of them.")
                self.add_error(name, ValidationError(said, "twice"))
            seen.add(field)
        if not self.errors and not seen - {""}:
            said = _("Choose what at least one column is.")
            self.add_error(self.columns[0], ValidationError(said, "nothing"))
        return data
