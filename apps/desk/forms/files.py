"""The forms of files: putting them to a case, and taking one out for good."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases import casefile
from apps.cases.files.kinds import ACCEPTED
from apps.cases.files.sealing import SealedFile
from apps.cases.files.taking import Taken
from apps.cases.showing import ONCE_OPENED
from apps.desk.forms.base import MOST_WHY, ActForm, choices
from apps.desk.forms.careful import CarefulForm
from apps.desk.forms.writing import VANISH
from apps.web.forms import LongWords, WordsField

MOST_TITLE: Final = 200
# So many at a time; each is sealed while it comes.
MOST_AT_ONCE: Final = 10


class Files(forms.FileInput):
    """Choosing one file or several."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True, "accept": ACCEPTED})


class FilesForm(ActForm):
    """Choosing files; ``taken`` is what came of them, None on a page that only asks."""

    # Behind what is said of each file that was refused.
    held_back = _("None was kept yet.")
    chosen = forms.Field(
        label=_("Pictures or PDFs"),
        help_text=_("JPEG, PNG, WebP, GIF, HEIC or PDF, each up to 25 MB, at most 10 at a time."),
        widget=Files,
        required=False,
    )

    def __init__(self, *args: Any, taken: Taken | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken or Taken()

    def clean_chosen(self) -> Sequence[SealedFile]:
        """Return the files that wait to be kept; one that is refused holds back the others."""
        if self.taken.refused:
            words = [str(one) for one in self.taken.refused]
            raise ValidationError([*words, self.held_back])
        if not self.taken.files:
            raise ValidationError(
                _("Choose a file. One that was chosen before has to be chosen once more."),
                "required",
            )
        return self.taken.files


class FileForm(FilesForm):
    """Files for a case, or for a document of it."""

    address = "desk:file"

    document = forms.ChoiceField(label=_("Document that they show"), required=False)
    title = WordsField(label=_("What they show"), max_length=MOST_TITLE)

    def __init__(self, data: Any, *, documents: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, auto_id="file-%s", **kwargs)
        known = choices(documents, _("None"))
        self.fields["document"].choices = known  # type: ignore[attr-defined]


class SendFilesForm(FilesForm, CarefulForm):
    """Files to the applicant, with words before them if wished."""

    address = "desk:send_files"
    held_back = _("Nothing was sent yet. Choose once more.")

    text = WordsField(
        label=_("Words with it"),
        max_length=casefile.MOST_CHARACTERS,
        widget=LongWords(attrs={"rows": 3}),
    )
    vanish = forms.ChoiceField(
        label=_("How long they can open it"), choices=VANISH, required=False, initial=ONCE_OPENED
    )
    now = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """Look whether something is said that must not be."""
        data: dict[str, Any] = super().clean() or {}
        self.refuse_unsaid(data.get("text", ""))
        return data


class FileOutForm(ActForm):
    """A file that is taken out for good, and why."""

    file = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    why = WordsField(
        label=_("Why it goes"),
        max_length=MOST_WHY,
        required=True,
        error_messages={"required": _("Say why it goes. This stays in the history.")},
    )
