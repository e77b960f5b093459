"""The forms of files: putting them to a case, and taking one out for good."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.files.kinds import ACCEPTED
from apps.cases.files.sealing import SealedFile
from apps.cases.files.taking import Taken
from apps.desk.forms.base import MOST_WHY, ActForm, choices
from apps.web.forms import WordsField

MOST_TITLE: Final = 200
# So many at a time; each is sealed while it comes.
MOST_AT_ONCE: Final = 10


class Files(forms.FileInput):
    """Choosing one file or several."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True, "accept": ACCEPTED})


class FileForm(ActForm):
    """Files for a case; ``taken`` is what came of them, None on a page that only asks."""

    address = "desk:file"

    chosen = forms.Field(
        label=_("Pictures or PDFs"),
        help_text=_("JPEG, PNG, WebP, GIF, HEIC or PDF, each up to 25 MB, at most 10 at a time."),
        widget=Files,
        required=False,
    )
    document = forms.ChoiceField(label=_("Document that they show"), required=False)
    title = WordsField(label=_("What they show"), max_length=MOST_TITLE)

    def __init__(
        self,
        data: Any = None,
        *,
        documents: Sequence[tuple[str, str]],
        taken: Taken | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, auto_id="file-%s", **kwargs)
        self.taken = taken
        known = choices(documents, _("None"))
        self.fields["document"].choices = known  # type: ignore[attr-defined]

    def clean_chosen(self) -> Sequence[SealedFile]:
        """Return the files that wait to be kept; one that is refused holds back the others."""
        taken = self.taken or Taken()
        if taken.refused:
            raise ValidationError([str(one) for one in taken.refused] + [_("None was kept yet.")])
        if not taken.files:
            raise ValidationError(
                _("Choose a file. One that was chosen before has to be chosen once more."),
                "required",
            )
        return taken.files


class FileOutForm(ActForm):
    """A file that is taken out for good, and why."""

    file = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    why = WordsField(
        label=_("Why it goes"),
        max_length=MOST_WHY,
        required=True,
        error_messages={"required": _("Say why it goes. This stays in the history.")},
    )
