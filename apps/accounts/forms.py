"""What is typed about a person, and by them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.factors import accepted_step
from apps.accounts.models import User
from apps.crypto import CannotOpen
from apps.crypto.passphrase import normal_passphrase, sheet_secret
from apps.web.forms import Digits, PageForm, Secret, Words

# Far more than any of ours has; what is longer is not stretched.
MOST_LETTERS = 200


class PassphraseForm(PageForm):
    """The passphrase alone: to unlock, and to be asked again."""

    passphrase = forms.CharField(
        label=_("Passphrase"),
        max_length=MOST_LETTERS,
        widget=Secret({"autofocus": True}),
        error_messages={"required": _("Type your six words.")},
    )


class SignInForm(PageForm):
    """Handle, passphrase and code, sent together so that nobody learns which was wrong."""

    handle = forms.CharField(
        label=_("Handle"),
        max_length=MOST_LETTERS,
        widget=Words({"autocapitalize": "none", "dir": "ltr", "autofocus": True}),
        error_messages={"required": _("Type your handle.")},
    )
    passphrase = forms.CharField(
        label=_("Passphrase"),
        help_text=_("Your six words, with spaces between them."),
        max_length=MOST_LETTERS,
        widget=Secret(),
        error_messages={"required": _("Type your six words.")},
    )
    code = forms.CharField(
        label=_("Code from your phone"),
        help_text=_("The six digits that your phone shows now, or one of your backup codes."),
        max_length=MOST_LETTERS,
        widget=Words({"dir": "ltr", "autocapitalize": "none"}),
        error_messages={"required": _("Type the code that your phone shows.")},
    )


class RecoverForm(PageForm):
    """Handle, the twelve words of the sheet, and a code."""

    handle = SignInForm.base_fields["handle"]
    sheet = forms.CharField(
        label=_("The twelve words of your recovery sheet"),
        help_text=_("In their order. The first four letters of each will do."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(
            {"rows": 3, "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        ),
        error_messages={"required": _("Type the twelve words of your sheet.")},
    )
    code = SignInForm.base_fields["code"]

    def clean_sheet(self) -> str:
        """Help at once with words that are no sheet: that is arithmetic, and tells nothing."""
        sheet = str(self.cleaned_data["sheet"])
        try:
            sheet_secret(sheet)
        except CannotOpen:
            raise forms.ValidationError(
                _("These are not the twelve words of a sheet. Look at each word and their order.")
            ) from None
        return sheet


class SheetForm(PageForm):
    """The twelve words, to see whether the paper opens anything."""

    sheet = RecoverForm.base_fields["sheet"]

    clean_sheet = RecoverForm.clean_sheet


class LanguageForm(PageForm):
    """The language in which the desk speaks."""

    language = forms.ChoiceField(
        label=_("Which language shall the desk speak with you?"),
        choices=settings.DESK_LANGUAGES,
        widget=forms.RadioSelect,
    )


class MeForm(PageForm):
    """What a person may change about themself."""

    language = forms.ChoiceField(label=_("Language of the desk"), choices=settings.DESK_LANGUAGES)
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We only ever write that there is something new, and nothing else."),
        required=False,
        widget=Words({"dir": "ltr", "inputmode": "email"}),
        error_messages={"invalid": _("Write a whole address, such as name@example.org.")},
    )
    notice_every = forms.TypedChoiceField(
        label=_("How often may we write?"),
        help_text=_(
            "At most once in this time, whether one thing came or ten. "
            "While you are on watch, within 15 minutes."
        ),
        coerce=int,
        choices=[
            (User.Notices.QUARTER_HOUR, _("Every 15 minutes")),
            (User.Notices.HOUR, _("Every hour")),
            (User.Notices.FOUR_HOURS, _("Every 4 hours")),
            (User.Notices.DAY, _("Once a day")),
            (User.Notices.NEVER, _("Never")),
        ],
    )


class SayForm(PageForm):
    """The six words once more, before anything hangs on them."""

    said = forms.CharField(
        label=_("Your six words"),
        help_text=_("To see whether you have them. Nothing is shown while you type."),
        max_length=MOST_LETTERS,
        widget=Secret({"autofocus": True}),
        error_messages={"required": _("Type your six words.")},
    )

    def __init__(self, *args: Any, passphrase: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passphrase = passphrase

    def clean_said(self) -> str:
        said = str(self.cleaned_data["said"])
        if normal_passphrase(said) != normal_passphrase(self.passphrase):
            raise forms.ValidationError(_("These are not your six words. You can see them again."))
        return said


class AskForm(PageForm):
    """Two of the sheet's twelve words, to see that it was printed or written down."""

    first_word = forms.CharField(
        max_length=MOST_LETTERS,
        widget=Words({"dir": "ltr", "autocapitalize": "none", "autofocus": True}),
        error_messages={"required": _("Type the word from your sheet.")},
    )
    second_word = forms.CharField(
        max_length=MOST_LETTERS,
        widget=Words({"dir": "ltr", "autocapitalize": "none"}),
        error_messages={"required": _("Type the word from your sheet.")},
    )

    def __init__(self, *args: Any, sheet: str, asked: tuple[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = [sheet.split()[place - 1] for place in asked]
        for name, place in zip(("first_word", "second_word"), asked, strict=True):
            self.fields[name].label = _("Word number %(number)d") % {"number": place}

    def clean_first_word(self) -> str:
        return self._right("first_word", self.expected[0])

    def clean_second_word(self) -> str:
        return self._right("second_word", self.expected[1])

    def _right(self, name: str, expected: str) -> str:
        typed = str(self.cleaned_data[name]).strip().casefold()
        if typed not in {expected, expected[:4]}:
            raise forms.ValidationError(_("Another word stands there. Look at your sheet."))
        return typed


class CodeForm(PageForm):
    """A first code of a phone that is being set up; clean, it is the code's step."""

    code = forms.CharField(
        label=_("The six digits that your phone shows now"),
        max_length=MOST_LETTERS,
        widget=Digits(),
        error_messages={"required": _("Type the six digits that your phone shows.")},
    )

    def __init__(self, *args: Any, seed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seed = seed

    def clean_code(self) -> int:
        step = accepted_step(self.seed, str(self.cleaned_data["code"]), after=0)
        if step is None:
            raise forms.ValidationError(
                _("This is not what your phone shows now. Is its clock right? Take the next code.")
            )
        return step
