"""One question on a page: what was typed, what it means, and how templates/forms/ draws it.

Pure: a field is made from a question and what was posted, and knows no request and no database.
Nothing typed is ever cut or dropped: what cannot be taken stands in its field, with the reason.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import ClassVar, Final, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from apps.cases.answers import Answer, Kind
from apps.intake import naming
from apps.intake.definition import Question, said
from apps.web.forms import CONTROL, TURNING

Posted = Mapping[str, Sequence[str]]

# The form itself says autocomplete="off".
THEIRS: Final = mark_safe(' spellcheck="false" translate="no" dir="auto"')
HALF_HOUR: Final = 30
DAY: Final = 24 * 60
# The easternmost clock that many people live by; further east is further west of the date line.
EASTERNMOST: Final = 13 * 60
CLOCK: Final = re.compile(r"(\d{1,2})(?:\s*[:.,٫h\s]\s*(\d{2}))?(?::\d{2})?\s*(am|pm)?")
ZONE: Final = re.compile(r"(\d\d:\d\d)([+-]\d{1,3})")


class Choice(NamedTuple):
    """One answer to choose, as templates/forms/choices.html draws it."""

    tag: SafeString
    choice_label: str


def one_line(text: str) -> str:
    """Text without marks that nobody types, or that turn words around; spaces made single."""
    return " ".join(lines(text).split())


def lines(text: str) -> str:
    """The same for several lines, their ends as one sign."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub("", TURNING.sub("", text)).strip()


class Field:
    """What all kinds have in common; quacks as Django's bound field where the templates ask."""

    kind: ClassVar[Kind] = "text"
    text = ""
    use_fieldset: ClassVar[bool] = False
    widget_type: ClassVar[str] = "text"
    small: ClassVar[bool] = False
    extra: ClassVar[SafeString] = THEIRS

    def __init__(self, question: Question, posted: Posted, *, first: Sequence[str] = ()) -> None:
        self.question = question
        self.id = self.auto_id = self.id_for_label = question.id
        self.first = first
        self.errors: list[str] = []
        self.fold: list[Field] = []
        self.read(list(posted.get(question.id, ())))

    def read(self, sent: list[str]) -> None:
        """Take what was posted under the question's name."""
        self.text = one_line(sent[-1]) if sent else ""

    def check(self) -> None:
        """Say in `errors` what cannot be taken."""

    @property
    def label(self) -> str:
        return said(self.question.ask)

    @property
    def help_text(self) -> str:
        """Why we ask, and how to answer."""
        return " ".join(filter(None, (said(self.question.why), said(self.question.hint))))

    @property
    def fold_summary(self) -> str:
        return said(self.question.fold.summary) if self.question.fold else ""

    @property
    def fold_open(self) -> bool:
        return any(each.errors or each.carried for each in self.fold)

    @property
    def aria_describedby(self) -> str:
        described = f"{self.auto_id}_helptext"
        return f"{described} {self.auto_id}_error" if self.errors else described

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What hidden fields must carry so that this field reads the same again."""
        return [(self.id, self.text)] if self.text else []

    @property
    def value(self) -> str | int | list[str] | None:
        """The answer as data, or None where the question was skipped."""
        return self.text or None

    @property
    def shown(self) -> str:
        """The answer in the words that the person saw."""
        return self.text

    @property
    def answer(self) -> Answer | None:
        if self.value is None:
            return None
        return Answer(self.id, self.label, self.kind, self.value, self.shown)

    def _attributes(self) -> SafeString:
        wrong = mark_safe(' aria-invalid="true"') if self.errors else ""
        return format_html(
            ' name="{}" id="{}" aria-describedby="{}"{}{}',
            self.id,
            self.auto_id,
            self.aria_describedby,
            wrong,
            self.extra,
        )

    def __str__(self) -> str:
        return format_html('<input value="{}"{}>', self.text, self._attributes())

    def __iter__(self) -> Iterator[Choice]:
        return iter(())


class TextField(Field):
    def check(self) -> None:
        over = len(self.text) - self.question.longest
        if over > 0:
            self.errors = [
                ngettext(
                    "Shorten this by %(over)d character. There is room for %(most)d.",
                    "Shorten this by %(over)d characters. There is room for %(most)d.",
                    over,
                )
                % {"over": over, "most": self.question.longest}
            ]


class LongField(TextField):
    kind = "long"

    def read(self, sent: list[str]) -> None:
        self.text = lines(sent[-1]) if sent else ""

    def __str__(self) -> str:
        # A browser drops the first line break of a text area, so one stands there to be dropped.
        return format_html("<textarea{}>\n{}</textarea>", self._attributes(), self.text)


class ChoiceField(Field):
    """One of a list."""

    kind: ClassVar[Kind] = "choice"
    use_fieldset = True
    input_type = "radio"

    def read(self, sent: list[str]) -> None:
        options = [option.id for option in self.question.options]
        self.foreign = [one for one in sent if one and one not in options]
        self.chosen = [one for one in options if one in sent]
        if self.input_type == "radio" and len(self.chosen) > 1:
            # Sent twice by whatever filled the form in: the last one holds, as in any form.
            self.chosen = [[one for one in sent if one in options][-1]]

    def check(self) -> None:
        if self.foreign:
            self.errors = [gettext("Choose from the answers shown.")]

    @property
    def carried(self) -> list[tuple[str, str]]:
        return [(self.id, one) for one in self.chosen]

    @property
    def value(self) -> str | int | list[str] | None:
        return self.chosen[0] if self.chosen else None

    @property
    def shown(self) -> str:
        labels = [said(each.label) for each in self.question.options if each.id in self.chosen]
        return "; ".join(labels)

    def __iter__(self) -> Iterator[Choice]:
        # Only the first needs a name of its own: the list of errors leads there.
        place = format_html(' id="{}_0"', self.id)
        for option in self.question.options:
            checked = mark_safe(" checked") if option.id in self.chosen else ""
            tag = format_html(
                '<input type="{}" name="{}" value="{}"{}{}>',
                self.input_type,
                self.id,
                option.id,
                place,
                checked,
            )
            place = mark_safe("")
            yield Choice(tag, said(option.label))


class ChoicesField(ChoiceField):
    """Any of a list."""

    kind = "choices"
    input_type = "checkbox"

    @property
    def value(self) -> str | int | list[str] | None:
        return self.chosen or None


class NumberField(Field):
    """A whole number, in the digits of any script."""

    kind = "number"
    small = True
    extra = mark_safe(' inputmode="numeric" dir="ltr"')

    def read(self, sent: list[str]) -> None:
        super().read(sent)
        self.number = _number(self.text)

    def check(self) -> None:
        least, most = self.question.least, self.question.most
        if self.text and (self.number is None or not least <= self.number <= most):
            self.errors = [self.out_of_bounds]

    @property
    def out_of_bounds(self) -> str:
        bounds = {"least": self.question.least, "most": self.question.most}
        return gettext("Write a number from %(least)d to %(most)d.") % bounds

    @property
    def value(self) -> str | int | list[str] | None:
        return self.number

    @property
    def shown(self) -> str:
        return str(self.number)


class ListField(Field):
    """One of a long list of codes with names."""

    which: naming.List
    extra = mark_safe("")

    def read(self, sent: list[str]) -> None:
        code = sent[-1] if sent else ""
        self.text = code if code in naming.names(self.which) else ""
        self.foreign = bool(code) and not self.text

    def check(self) -> None:
        if self.foreign:
            self.errors = [gettext("Choose from the list.")]

    @property
    def shown(self) -> str:
        return naming.name(self.which, self.text)

    def __str__(self) -> str:
        first = tuple(self.question.first or self.first)
        options = _options(self.which, first, get_language() or "")
        chosen = options.replace(f"value={self.text}>", f"value={self.text} selected>", 1)
        return format_html("<select{}>{}</select>", self._attributes(), mark_safe(chosen))  # noqa: S308


class CountryField(ListField):
    kind = "country"
    which = "countries"


class LanguageField(ListField):
    kind = "language"
    which = "languages"


class TimeField(Field):
    """What a clock shows where the person is: the answer is how far it is ahead of ours.

    Read once, when the page is checked; afterwards the difference is carried along with the time
    it was read from, because the page may be sent an hour later.
    """

    kind = "time"
    small = True
    extra = mark_safe(' type="time" dir="ltr"')

    def __init__(self, question: Question, posted: Posted, *, now: int) -> None:
        self.now = now // 60
        self.zone = "".join(posted.get(f"_{question.id}", ())[-1:])
        super().__init__(question, posted)

    def read(self, sent: list[str]) -> None:
        super().read(sent)
        self.minute = _minute(self.text)
        if self.minute is not None:
            self.text = f"{self.minute // 60:02}:{self.minute % 60:02}"

    def check(self) -> None:
        if self.text and self.minute is None:
            self.errors = [gettext("Write the time like 14:05.")]

    @property
    def ahead(self) -> int | None:
        """How many minutes the person's clock is ahead of UTC, to the half hour."""
        if self.minute is None:
            return None
        known = ZONE.fullmatch(self.zone)
        if known and known[1] == self.text and abs(int(known[2])) <= DAY // 2 + 2 * 60:
            return int(known[2])
        steps = round((self.minute - self.now) / HALF_HOUR)
        ahead = steps * HALF_HOUR % DAY
        return ahead if ahead <= EASTERNMOST else ahead - DAY

    @property
    def carried(self) -> list[tuple[str, str]]:
        if self.ahead is None:
            return super().carried
        return [*super().carried, (f"_{self.id}", f"{self.text}{self.ahead:+d}")]

    @property
    def value(self) -> str | int | list[str] | None:
        return self.ahead

    @property
    def shown(self) -> str:
        ahead = self.ahead or 0
        sign, hours, minutes = "+" if ahead >= 0 else "−", abs(ahead) // 60, abs(ahead) % 60
        return f"{self.text} (UTC{sign}{hours}:{minutes:02})"


class ConsentField(Field):
    """The one thing that must be answered."""

    widget_type = "checkbox"

    def check(self) -> None:
        if not self.text:
            self.errors = [gettext("Tick this to send. Without it we may not read what you wrote.")]

    def __str__(self) -> str:
        checked = mark_safe(" checked") if self.text else ""
        wrong = mark_safe(' aria-invalid="true"') if self.errors else ""
        return format_html(
            '<input type="checkbox" name="{0}" id="{0}" value="1" aria-describedby="{1}"{2}{3}>',
            self.id,
            self.aria_describedby,
            checked,
            wrong,
        )


@cache
def _options(which: naming.List, first: tuple[str, ...], language: str) -> str:
    # Half a thousand options on a page: drawn once a language, and without what HTML leaves out.
    del language  # naming reads it from the page; here it is the key of the cache
    leading, others = naming.split(which, first)
    drawn = format_html_join("\n", "<option value={}>{}", others.items())
    if leading:
        top = format_html_join("\n", "<option value={}>{}", leading.items())
        drawn = format_html('{}\n<optgroup label="{}">\n{}</optgroup>', top, gettext("All"), drawn)
    return format_html('<option value="">\n{}', drawn)


def _number(text: str) -> int | None:
    digits = [unicodedata.decimal(sign, None) for sign in text]
    if not digits or len(digits) > 6 or None in digits:
        return None
    return int("".join(str(digit) for digit in digits))


def _minute(text: str) -> int | None:
    """The minute of the day that a time means, typed in the digits of any script."""
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in text).casefold()
    found = CLOCK.fullmatch(plain)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif half:
        return None
    return hour * 60 + minute if hour < 24 and minute < 60 else None
