"""The form of one's own desk."""

from typing import Any, Self

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.desk.own import KEYS, Own
from apps.web.forms import PageForm


def _keys() -> list[tuple[str, SafeString]]:
    said = '<kbd dir="ltr">{}</kbd> <span>{}</span>'
    return [(key, format_html(said, shown, does)) for key, (shown, does) in KEYS.items()]


class OwnForm(PageForm):
    """What stands folded, and which keys work: each can be switched off."""

    stories_folded = forms.BooleanField(
        label=_("Keep stories folded: facts first, the story on demand"), required=False
    )
    keys = forms.MultipleChoiceField(
        label=_("Keys that work"),
        choices=_keys,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    @classmethod
    def of(cls, own: Own) -> Self:
        """Return the form as a person has set it."""
        on = [key for key in KEYS if key not in own.keys_off]
        return cls(initial={"stories_folded": own.stories_folded, "keys": on})

    def settings(self) -> dict[str, Any]:
        """Return what is set; the keys as those that are off."""
        data = self.cleaned_data
        off = [key for key in KEYS if key not in data["keys"]]
        return {"stories_folded": data["stories_folded"], "keys_off": off}
