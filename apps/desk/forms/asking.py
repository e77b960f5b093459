"""The forms with which a draft of the questions is published, or comes in as a file."""

from django import forms
from django.utils.translation import gettext_lazy

from apps.desk.forms.kept import SeenForm


class PublishForm(SeenForm):
    """The one tick before anything is asked of anybody."""

    nothing_never = forms.BooleanField(
        label=gettext_lazy("No question asks for anything of this, in whatever words."),
        error_messages={
            "required": gettext_lazy("Read the list, and tick this if no question asks for it.")
        },
    )


class QuestionsFileForm(SeenForm):
    """A file of questions."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("JSON, as “Save as a file” makes it."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
