"""The form as one file: what it holds, whose it says it is, and how it is given out."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import override_settings as overridden

from apps.crypto.fingerprint import fingerprint_words
from apps.intake.offline.making import DAY_NOUGHT
from apps.teams.models import Epoch, Team
from apps.teams.queries import FORMS_LAST, current_epoch
from apps.web.models import Organisation
from tests.intake.noor import Noor

FILE = "offline/file/?languages="


def opened(noor: Noor, query: str = "en") -> str:
    answer = noor.opens(FILE + query)
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page


def given(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="given"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def test_it_is_saved_and_never_shown_as_a_page_of_ours(noor: Noor) -> None:
    answer = noor.opens(FILE + "en")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies


def test_it_reaches_nothing_and_runs_its_own_script_alone(noor: Noor) -> None:
    page = opened(noor)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    for rule in ("default-src 'none'", "connect-src 'none'", "form-action 'none'"):
        assert rule in policy[1]
    assert "unsafe" not in policy[1]
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        (own,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy[1]
    assert page.count("<script") == 2
    plain = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r"<(?:link|img|iframe|object|base|audio|video)\b", plain)
    assert not re.findall(r'\b(?:src|action|formaction)=|\bhref="(?!#)', plain)
    assert not re.findall(r"\bon\w+=|\bstyle=", plain)


def test_it_says_whose_it_is_and_until_when_and_not_in_its_title(noor: Noor) -> None:
    page = opened(noor)
    until = datetime.now(UTC).date() + FORMS_LAST
    epoch = current_epoch(Team.objects.get(receiving=True))
    assert epoch is not None
    assert "<title>Questions</title>" in page
    assert "<strong>Harbour Trust</strong>" in page
    assert f"{until.day} {until:%B %Y}" in page
    assert " ".join(fingerprint_words(epoch.digest)) in page
    known = given(page)
    assert known["until"] == (until - DAY_NOUGHT).days
    assert base64.b64decode(known["key"]) == epoch.public_key
    assert base64.b64decode(known["epochs"]) == epoch.short
    assert "http://localhost" in page, "where the text may be brought"


def test_it_is_the_same_bytes_for_everybody_all_day_long(noor: Noor) -> None:
    with time_machine.travel(datetime(2026, 3, 4, 1, tzinfo=UTC)):
        first = opened(noor, "ru&languages=en")
    with time_machine.travel(datetime(2026, 3, 4, 23, tzinfo=UTC)):
        assert opened(noor, "en&languages=ru") == first
        Organisation.objects.update(name="Lighthouse Trust")
        assert "Lighthouse Trust" in opened(noor, "ru&languages=en")
    with time_machine.travel(datetime(2026, 3, 5, tzinfo=UTC)):
        assert opened(noor, "ru&languages=en") != first


def test_it_holds_the_languages_chosen_and_no_others(noor: Noor) -> None:
    page = opened(noor, "ar&languages=ru")
    assert re.findall(r'<template id="words-(\w+)" lang="\w+" dir="(\w+)"', page) == [
        ("ru", "ltr"),
        ("ar", "rtl"),
    ]
    known = given(page)["languages"]
    assert len(known["ru"]["list"].split()) == 2048
    assert known["ar"]["list"] is None, "its codes are digits"
    assert set(known["ru"]["parts"]) == {"self", "other", "again"}
    assert 'id="seal-words"' in page.split('id="words-ar"')[0]
    assert 'id="seal-words"' not in page.split('id="words-ar"')[1]


def test_it_holds_each_long_list_once(noor: Noor) -> None:
    page = opened(noor)
    assert page.count("<option value=GE>") <= 3
    assert page.count(" data-list=") >= 6
    assert " selected>" not in page
    assert 'data-chosen="en"' in page
    assert len(page.encode()) < 200_000


@pytest.mark.parametrize("query", ["xx", "", "en&languages=tr"])
def test_it_asks_again_where_no_language_of_ours_is_chosen(noor: Noor, query: str) -> None:
    answer = noor.opens(FILE + query)
    assert answer.status_code == 422
    assert "Content-Disposition" not in answer.headers
    assert 'class="summary"' in answer.content.decode()


def test_its_page_says_what_it_is_whose_and_until_when(noor: Noor) -> None:
    page = noor.opens("offline/").content.decode()
    until = datetime.now(UTC).date() + FORMS_LAST
    assert f"{until.day} {until:%B %Y}" in page
    assert 'value="en"' in page
    assert 'value="tr"' not in page
    landing = noor.opens("").content.decode()
    assert "/en/offline/" in landing
    assert "/en/bring/" in landing


def test_its_key_is_lent_until_its_last_day(noor: Noor) -> None:
    noor.opens("offline/")
    assert Epoch.objects.get().forms_until is None
    opened(noor)
    assert Epoch.objects.get().forms_until == datetime.now(UTC).date() + FORMS_LAST


def test_it_is_not_given_out_while_no_requests_are_taken(noor: Noor) -> None:
    Organisation.objects.update(accepting=False)
    for path in ("offline/", FILE + "en"):
        assert "no new requests" in noor.opens(path).content.decode()
    assert "/en/offline/" not in noor.opens("").content.decode()
    assert "/en/bring/" in noor.opens("").content.decode()
    Organisation.objects.update(opened=False)
    assert "not open yet" in noor.opens(FILE + "en").content.decode()
    assert Epoch.objects.get().forms_until is None


def test_it_is_not_given_out_under_keys_that_do_not_hold(noor: Noor) -> None:
    team = Team.objects.get(receiving=True)
    with overridden(FIRST_EPOCHS={team.ref.hex: "00" * 32}):
        assert noor.opens(FILE + "en").status_code == 503
    Epoch.objects.update(signature=bytes(64))
    assert noor.opens(FILE + "en").status_code == 503


def test_it_is_given_out_where_second_codes_are_offered(noor: Noor) -> None:
    Organisation.objects.update(second_codes=True)
    assert "given" in opened(noor)
