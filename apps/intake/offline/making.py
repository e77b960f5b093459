"""The form as one file that needs no network: docs/spec/offline.md, *The file*.

A file is made for one form: its version of the questions and its team's chain, in the languages
chosen. It holds nothing about who took it, and is the same bytes all day long.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, get_args

import msgspec
from django.conf import settings
from django.forms.models import model_to_dict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from apps.cases.answers import Party
from apps.crypto.contexts import sha256
from apps.crypto.wordlists import BIP39, bip39
from apps.intake import pages
from apps.intake.entrances import Entered
from apps.intake.forms import consent_form
from apps.intake.given import MOST, consent_given, keys_given, parts_given
from apps.intake.queries import Published
from apps.mailbox.days import said_far
from apps.teams.chain import Chain
from apps.teams.queries import FORMS_LAST
from apps.teams.spoken import spoken
from apps.web.bundle import integrity
from apps.web.languages import direction, own_name
from apps.web.models import Organisation

SCRIPT: Final = Path(settings.BASE_DIR) / "static" / "js" / "offline.js"
STYLE: Final = Path(settings.BASE_DIR) / "static" / "css" / "front.css"
PARTIES: Final[tuple[Party, ...]] = get_args(Party)
DAY_NOUGHT: Final = date(1970, 1, 1)
POLICY: Final = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; connect-src 'none'; "
    "form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
SELECT: Final = re.compile(r"(<select[^>]*)>(.*?)</select>", re.DOTALL)
CHOSEN: Final = re.compile(r"value=(\S+) selected>")


@dataclass(frozen=True)
class Form:
    """What a file is made of; ``until`` is the last day on which what it sealed may arrive."""

    at: Entered
    published: Published
    chain: Chain
    founded: Organisation
    until: date

    @classmethod
    def made_on(
        cls, today: date, *, at: Entered, published: Published, chain: Chain, founded: Organisation
    ) -> "Form":
        """The form as it is given out on a day."""
        return cls(at, published, chain, founded, today + FORMS_LAST)


@dataclass(frozen=True)
class _Words:
    """A form in one language; two of one digest are drawn the same."""

    digest: bytes
    language: str
    form: Form = field(compare=False)


def offline_page(form: Form, *, languages: Sequence[str]) -> str:
    """Return the file, its first language that of the page that it was taken from."""
    drawn = [_drawn(_Words(_digest(form, code), code, form)) for code in languages]
    given = {
        **keys_given(form.founded, form.chain),
        "until": (form.until - DAY_NOUGHT).days,
        "languages": {code: data for code, (_, data) in zip(languages, drawn, strict=True)},
    }
    policy = POLICY.format(script=integrity(SCRIPT), style=integrity(STYLE))
    context = {
        "lang": languages[0],
        "dir": direction(languages[0]),
        "accent": form.founded.accent,
        "policy": mark_safe(policy),  # noqa: S308  (a constant and two digests)
        "style": _own(STYLE),
        "script": _own(SCRIPT),
        "given": given,
        "drawn": [words for words, _ in drawn],
        "told": [(code, direction(code)) for code in languages],
    }
    with translation.override(languages[0]):
        return render_to_string("intake/offline/file.html", context)


def _own(path: Path) -> SafeString:
    """A file of ours as it stands: its digest is in the policy."""
    return mark_safe(path.read_text(encoding="utf-8"))  # noqa: S308


def _digest(form: Form, language: str) -> bytes:
    """What everything that is drawn hangs on."""
    parts = (
        language,
        form.published.version,
        form.published.definition,
        form.at.country,
        {name: str(value) for name, value in model_to_dict(form.founded).items()},
        form.chain.first.digest,
        form.until,
        settings.ORIGIN,
    )
    return sha256(msgspec.json.encode(parts))


@lru_cache(maxsize=24)
def _drawn(words: _Words) -> tuple[SafeString, dict[str, Any]]:
    """Every word of one language, and what the script is told of its questions."""
    form, code = words.form, words.language
    others = (form.founded.mirror, form.founded.onion)
    sites = [settings.ORIGIN, *(site.rstrip("/") for site in others if site)]
    with translation.override(code):
        asked = {
            party: pages.question_form(
                form.published, party=party, posted=None, founded=form.founded
            )
            for party in PARTIES
        }
        consent = consent_form(form.published.definition, {})
        context = {
            "lang": code,
            "dir": direction(code),
            "own_name": own_name(code),
            "organisation": form.founded,
            "forms": list(asked.values()),
            "form": consent,
            "until": said_far(form.until),
            "key": spoken(form.chain.first.digest, code),
            "warned": pages.warned_of(form.founded, form.at),
            "brings": [site + reverse("intake:bring") for site in sites],
            "returns": [site + reverse("mailbox:return") for site in sites],
            "listed": code in BIP39,
            "four": code in pages.FOUR_LETTERS,
        }
        page, lists = _lists_apart(render_to_string("intake/offline/words.html", context))
        return mark_safe(f"{page}{lists}</template>"), {  # noqa: S308  (drawn by templates)
            "list": " ".join(bip39(code)) if code in BIP39 else None,
            "consent": consent_given(asked["self"]),
            "parts": {party: parts_given(each) for party, each in asked.items()},
            "most": MOST,
            "tooLong": asked["self"].too_long,
        }


def _lists_apart(page: str) -> tuple[str, str]:
    """Take the long lists out of every question that has one: each stands in the file once."""
    known: dict[str, int] = {}

    def apart(match: re.Match[str]) -> str:
        chosen = CHOSEN.search(match[2])
        number = known.setdefault(match[2].replace(" selected>", ">"), len(known))
        preset = f' data-chosen="{chosen[1]}"' if chosen else ""
        return f'{match[1]} data-list="{number}"{preset}></select>'

    drawn = SELECT.sub(apart, page)
    return drawn, "".join(
        f'<select id="seal-list-{number}">{options}</select>\n' for options, number in known.items()
    )
