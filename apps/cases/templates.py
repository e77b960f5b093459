"""Templates: words that a team keeps ready for applicants, each in several languages.

Whoever chooses one sends it in the applicant's language and reads its meaning in their own.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

import msgspec
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, override, pgettext_lazy

from apps.cases.kept import KeptList, KeptPaper
from apps.cases.models import Paper

Purpose = Literal["answer", "decline", "ask", "other"]
PURPOSES: Final[Mapping[str, Promise]] = {
    "answer": pgettext_lazy("template", "Answering"),
    "decline": pgettext_lazy("template", "Declining"),
    "ask": pgettext_lazy("template", "Asking for more"),
    "other": pgettext_lazy("template", "Something else"),
}
MOST_TEMPLATES: Final = 200
MOST_CHARACTERS: Final = 4000
# The words that go out when a colleague's cases are handed on.
LEAVING: Final = "leaving"


class Template(msgspec.Struct, frozen=True):
    """Words kept ready: ``texts`` by language (BCP 47). The title is for colleagues alone."""

    ref: str
    title: str
    purpose: Purpose
    texts: dict[str, str]

    def text(self, language: str) -> str:
        """Return the words in a language, or in a plainer form of it; "" where there are none."""
        return self.texts.get(language) or self.texts.get(language.split("-")[0]) or ""

    def meaning(self, language: str) -> str:
        """Return the words for a reader of that language, else in English, else in any."""
        others = (text for text in self.texts.values() if text)
        return self.text(language) or self.text("en") or next(others, "")


_SHIPPED: Final[tuple[tuple[str, Purpose, str, str], ...]] = (
    (
        "decline",
        "decline",
        gettext_noop("We cannot help"),
        gettext_noop(
            "Thank you for writing to us. We have read everything with care.\n\n"
            "We are sorry: we cannot take on your request. This does not mean that we do not "
            "believe you, or that what happened is not serious. We do not see a way in which we "
            "could help well.\n\n"
            "If something changes within 30 days, open this page with your code and tell us."
        ),
    ),
    (
        "ask",
        "ask",
        gettext_noop("We need to know more"),
        gettext_noop(
            "Thank you for writing to us. Before we can decide, we need to know a little more. "
            "Please answer here when it is safe for you. You may skip what you would rather not "
            "say.\n\n"
            "Our question:"
        ),
    ),
    (
        "waiting",
        "answer",
        gettext_noop("On the waiting list"),
        gettext_noop(
            "We have read your request, and we would like to help. At the moment we cannot begin: "
            "you are on our waiting list.\n\n"
            "We write here as soon as that changes. If you are in more danger than before, write "
            "to us here at once; then we look at it again."
        ),
    ),
    (
        LEAVING,
        "other",
        gettext_noop("Somebody else looks after them"),
        gettext_noop(
            "From now on somebody else of us looks after your request. They know all that you "
            "have told us. You need do nothing: your code stays the same, and you write here as "
            "before."
        ),
    ),
)


def shipped() -> list[Template]:
    """Return the templates that every team begins with, in every language of the desk."""
    return [
        Template(ref, gettext(title), purpose, {code: _in(code, text) for code in _languages()})
        for ref, purpose, title, text in _SHIPPED
    ]


def _languages() -> list[str]:
    return [code for code, _name in settings.DESK_LANGUAGES]


@cache
def _in(language: str, text: str) -> str:
    with override(language):
        return gettext(text)


class Templates(KeptPaper[Template]):
    """A team's templates in their order; the shipped ones until somebody changes them."""

    items: list[Template] = msgspec.field(default_factory=shipped, name="templates")


TEMPLATES: Final = KeptList[Templates, Template](Paper.Kind.TEMPLATES, Templates, MOST_TEMPLATES)
read_templates, save_template = TEMPLATES.read, TEMPLATES.save
delete_template = TEMPLATES.delete
