"""The two forms of the way back: the code, and words to us."""

import math
import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.cases.files import SealedFile, Taken
from apps.cases.files.kinds import ACCEPTED
from apps.cases.messages import MOST_CHARACTERS
from apps.crypto.code import DIGITS, LONGEST, WORDS, CodeMistake
from apps.web.forms import LongWords, PageForm, WordsField

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TOKEN_DIGITS: Final = 32
# A word that is quoted back: the longest of any list has far fewer letters.
QUOTED: Final = 24


# What helps with a code, by what is wrong with it; a browser that opens by itself is given all.
MISTAKES: Final[Mapping[str, "_StrPromise"]] = {
    "empty": gettext_lazy("Write the words or the numbers of your code."),
    "length_digits": gettext_lazy(
        "A code has %(all)d digits. Here are %(found)d. Put ? for a lost one."
    ),
    "length_words": gettext_lazy(
        "A code has %(all)d words. Here are %(found)d. Put ? for a lost one."
    ),
    "lost": gettext_lazy("Put ? in one place only. With more than one we cannot find it."),
    "near": gettext_lazy("Word %(place)d, “%(word)s”, is not one of ours. Did you mean %(near)s?"),
    "word": gettext_lazy(
        "Word %(place)d, “%(word)s”, is not one of ours. Look at its spelling, "
        "or put ? in its place."
    ),
    "check_digits": gettext_lazy("These digits do not fit together. Look at each once more."),
    "check_words": gettext_lazy(
        "These are words of ours, but they do not fit together. Look at their order."
    ),
    "quoted": gettext_lazy("“%(word)s”"),
    "or": gettext_lazy("%(these)s or %(this)s"),
    "nothing": gettext_lazy(
        "This opens nothing. Look at the order and the spelling. "
        "If it is lost, ask again and say that you asked before."
    ),
}


FULL: Final = gettext_lazy("There is no room for more files. Write to us, and we make some.")


class CodeForm(PageForm):
    """One field for words or digits; reading them is the crypto package's work."""

    code = WordsField(
        label=gettext_lazy("Your words or numbers"),
        max_length=LONGEST,
        widget=LongWords(attrs={"rows": 3, "autocapitalize": "none", "autocorrect": "off"}),
    )

    def explain(self, mistake: CodeMistake) -> None:
        """Say what is wrong with what was typed, and where."""
        if not self.errors:
            self.add_error("code", said_of(mistake, digits=has_digits(self.data["code"])))

    def say_nothing_opens(self) -> None:
        """The one answer to every code that opens nothing, whatever became of it."""
        self.add_error("code", MISTAKES["nothing"])

    def say_busy(self) -> None:
        self.add_error(
            "code", _("Many people are here right now. Wait a minute, then write the code again.")
        )


class WriteForm(PageForm):
    """Words to us, and the random name of the page they were written on."""

    text = WordsField(
        label=gettext_lazy("Write to us"),
        max_length=MOST_CHARACTERS,
        long=True,
        required=True,
        error_messages={"required": gettext_lazy("Write something, then press Send.")},
    )
    token = forms.CharField(required=False, max_length=TOKEN_DIGITS, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if len(cleaned.get("token") or "") != TOKEN_DIGITS:
            cleaned["token"] = new_token()
        return cleaned

    def say_wait(self, seconds: int) -> None:
        """Say when the next message can be received; the words stay in the field."""
        self.add_error("text", said_wait(seconds))


class Photos(forms.FileInput):
    """Choosing one file or several."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True, "accept": ACCEPTED})


class FilesForm(WriteForm):
    """Photos or PDFs to us, words with them if wished; ``taken`` is what came of them."""

    text = WordsField(
        label=gettext_lazy("Do you want to say something about it?"),
        help_text=gettext_lazy("You may leave this empty."),
        max_length=MOST_CHARACTERS,
        widget=LongWords(attrs={"rows": 3}),
    )
    chosen = forms.Field(
        label=gettext_lazy("Photos or PDFs"),
        help_text=gettext_lazy("JPEG, PNG, WebP, GIF, HEIC or PDF. Up to 25 MB each, 5 at a time."),
        widget=Photos,
        required=False,
    )

    def __init__(self, *args: Any, taken: Taken | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken or Taken()

    def clean_chosen(self) -> list[SealedFile]:
        """The files that wait to be kept; one that is refused holds back the others."""
        if self.taken.refused:
            words = [str(one) for one in self.taken.refused]
            raise forms.ValidationError([*words, _("Nothing was sent yet. Choose once more.")])
        if not self.taken.files:
            raise forms.ValidationError(_("Choose a photo or a PDF, then press Send."), "required")
        return self.taken.files

    def say_full(self) -> None:
        """Say that the case holds no more files."""
        self.add_error("chosen", str(FULL))


class ChangedForm(WriteForm):
    """What somebody presses whose request was closed; words may come with it."""

    text = WordsField(
        label=gettext_lazy("What has changed?"),
        help_text=gettext_lazy("You may leave this empty."),
        max_length=MOST_CHARACTERS,
        long=True,
    )


def new_token() -> str:
    """A random name for a page, so that its words are received once however often they are sent."""
    return secrets.token_hex(TOKEN_DIGITS // 2)


def has_digits(text: str) -> bool:
    """Whether the code is told in digits."""
    return any(sign.isdecimal() for sign in text)


def said_wait(seconds: int) -> str:
    """Say when the next message can be received."""
    minutes = max(1, math.ceil(seconds / 60))
    words = ngettext(
        "That was a lot at once. Wait %(minutes)d minute, then press Send again.",
        "That was a lot at once. Wait %(minutes)d minutes, then press Send again.",
        minutes,
    )
    return words % {"minutes": minutes}


def said_of(mistake: CodeMistake, *, digits: bool) -> str:
    """What helps with a code that cannot be one."""
    name = f"{mistake.kind}_{'digits' if digits else 'words'}"
    if mistake.kind == "word":
        name = "near" if mistake.near else "word"
    words = MISTAKES.get(name) or MISTAKES[mistake.kind]
    return words % {
        "all": DIGITS if digits else WORDS,
        "found": mistake.found,
        "place": mistake.position,
        "word": mistake.word[:QUOTED],
        "near": _alternatives(mistake.near),
    }


def _alternatives(words: Sequence[str]) -> str:
    quoted = [MISTAKES["quoted"] % {"word": word} for word in words]
    joined = quoted[:1]
    for word in quoted[1:]:
        joined = [MISTAKES["or"] % {"these": joined[0], "this": word}]
    return "".join(joined)
