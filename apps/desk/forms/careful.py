"""Words to an applicant, looked over for what they asked us never to say."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.unsaid import found_in
from apps.desk.forms.base import ActForm
from apps.desk.labels import listed

# As many as one reads at a glance.
MOST_NAMED: Final = 5
# So end templates that leave room for what only the caseworker knows.
OPEN_END: Final = ":"


def has_open_end(text: str) -> bool:
    """Tell whether words end where more should follow."""
    return text.rstrip().endswith(OPEN_END)


class CarefulForm(ActForm):
    """`unsaid` is what must not be said; words that contain it go out only once `confirmed`."""

    confirmed = forms.BooleanField(label=_("Send it all the same"), required=False)

    def __init__(self, *args: Any, unsaid: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unsaid = unsaid
        self.contained: list[str] = []

    def refuse_open_end(self, text: str) -> None:
        """Refuse words that end where a template leaves room: what follows was forgotten."""
        if has_open_end(text):
            said = _("The message ends with a colon. Write what follows it, or take it out.")
            self._refuse(ValidationError(said, "open_end"))

    def refuse_unsaid(self, text: str) -> None:
        """Refuse words that must not be said until that was confirmed."""
        self.contained = found_in(text, self.unsaid)
        if self.contained and not self.cleaned_data.get("confirmed"):
            said = _("This must not be said: %(words)s. Change it, or tick that it is sent so.")
            words = listed(f"“{word}”" for word in self.contained[:MOST_NAMED])
            self._refuse(ValidationError(said % {"words": words}, "unsaid"))

    def _refuse(self, error: ValidationError) -> None:
        """Refuse the words, and keep them: the page goes on showing how they would be read."""
        text = self.cleaned_data.get("text")
        self.add_error("text", error)
        if text is not None:
            self.cleaned_data["text"] = text
