"""Every page of the front door speaks its language throughout, whatever a catalogue is made of."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils.translation import override, trans_real

from apps.mailbox.days import said_coming, said_far, said_past
from tests.intake.noor import Noor, page

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]


class Missed:
    """Stands behind a catalogue and keeps what was not in it."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def gettext(self, text: str) -> str:
        self.texts.append(text)
        return text

    def ngettext(self, one: str, many: str, _number: int) -> str:
        return self.gettext(one or many)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_nothing_in_english(
    noor: Noor, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    missed = Missed()
    catalogue: Any = trans_real.translation(language)
    monkeypatch.setattr(catalogue, "_fallback", missed)
    noor.language = language
    for path in ("", "form/", "form/other/", "form/again/", "done/", "return/", "safety/", "no/"):
        noor.opens(path)
    noor.browser.post(noor.at("return/"), {"code": "one two"})
    shown = noor.asks()
    secret = " ".join(shown.context["words"] or [shown.context["digits"]])
    back = page(noor.opens("return/"))
    inside = noor.browser.post(back.action, {**back.fields, "code": secret})
    assert inside.status_code == 200
    assert missed.texts == []


@pytest.mark.parametrize(
    ("language", "coming", "far"),
    [
        ("fa", "پنجشنبه ۲۶ نوامبر", "۲۶ نوامبر ۲۰۲۶"),
        ("fr", "jeudi 26 novembre", "26 novembre 2026"),
        ("es", "jueves 26 de noviembre", "26 de noviembre de 2026"),
        ("tr", "26 Kasım Perşembe", "26 Kasım 2026"),
        ("uk", "26 листопада (четвер)", "26 листопада 2026 року"),
        ("pt", "quinta-feira, 26 de novembro", "26 de novembro de 2026"),
        ("sw", "Alhamisi, 26 Novemba", "26 Novemba 2026"),
    ],
)
@time_machine.travel("2026-11-28", tick=False)
def test_it_says_days_as_people_do(language: str, coming: str, far: str) -> None:
    day = date(2026, 11, 26)
    with override(language):
        assert (said_coming(day), said_far(day)) == (coming, far)
        assert said_past(day) in coming
