"""The forms around the file: which languages it has, and what somebody brings back."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.web.forms import LongWords, PageForm
from apps.web.languages import own_name

# The largest text is 360 KB; people bring some at a time.
MOST_FILE: Final = 512 * 1024
MOST_FILES: Final = 50
MOST_BYTES: Final = 4 * 1024 * 1024
WIDE: Final = (b"\xff\xfe", b"\xfe\xff")


class LanguagesForm(PageForm):
    """Which languages the file has."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("In which languages?"),
        help_text=format_lazy(
            "{} {}",
            gettext_lazy("The first page of the file asks which one."),
            gettext_lazy(
                "One language is about 200 KB, the size of a photo; each further one about 80 KB."
            ),
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one language.")},
    )

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.fields["languages"].choices = [  # type: ignore[attr-defined]
            (code, own_name(code)) for code in offered
        ]

    def chosen(self, first: str) -> list[str]:
        """The languages in the order in which they are offered, that of the page leading."""
        chosen = [code for code in self.offered if code in self.cleaned_data["languages"]]
        return sorted(chosen, key=lambda code: code != first)


class Texts(forms.FileInput):
    """A button that picks several text files; ``allow_multiple_selected`` is Django's own name."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True, "accept": ".txt,text/plain"})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list["UploadedFile[bytes]"]:
        """Return every file of the field."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class TextsField(forms.Field):
    """Text files, as one text; none is needed."""

    widget = Texts

    def clean(self, value: list["UploadedFile[bytes]"]) -> str:
        """Read them one after the other; only letters of the basic alphabet count."""
        read = [file.read() for file in value]
        if any(len(data) > MOST_FILE for data in read):
            raise ValidationError(_("One of these files is far larger than any locked text."))
        return "\n".join(map(plain, read))


def plain(data: bytes) -> str:
    """Return what a text file says, as far as anything of ours can stand in it."""
    return data.decode("utf-16" if data.startswith(WIDE) else "utf-8", errors="ignore")


class BringForm(PageForm):
    """Locked texts: pasted, as files, or both."""

    text = forms.CharField(
        label=gettext_lazy("The locked text"),
        help_text=gettext_lazy(
            "Paste it whole, with all of its pieces. Several texts may stand one after the other; "
            "what stands around them does no harm."
        ),
        widget=LongWords(attrs={"rows": 8}),
        required=False,
    )
    attached = TextsField(
        label=gettext_lazy("Or files"),
        help_text=gettext_lazy("Text files, up to 50 at a time."),
        required=False,
    )

    @property
    def brought(self) -> str:
        """Everything that was brought, as one text."""
        return f"{self.cleaned_data.get('text', '')}\n{self.cleaned_data.get('attached', '')}"
