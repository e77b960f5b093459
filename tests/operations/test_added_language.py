"""A language that an organisation adds by a catalogue of its own, as an operator brings it."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import polib
import pytest

from tests.service import ROOT, Service, environment

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") == "postgresql", reason="starts on a database file of its own"
)


def make(home: Path, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "messages", "--new", code],
        cwd=ROOT,
        env=environment(FARSHORE_DATA=str(home / "data")),
        capture_output=True,
        text=True,
        check=False,
    )


def catalogue(home: Path, name: str) -> Path:
    return home / "data" / "locale" / name / "LC_MESSAGES" / "django.po"


def say(path: Path, said: dict[str, str]) -> None:
    file = polib.pofile(str(path))
    for entry in file:
        entry.msgstr = said.get(entry.msgid, entry.msgstr)
    file.save()


def read(service: Service, path: str) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{service.port}{path}") as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()


@pytest.mark.soak
def test_a_new_language_is_served_with_english_in_its_gaps_and_a_broken_one_is_not(
    tmp_path: Path,
) -> None:
    for code in ("ps", "so", "ha"):
        assert make(tmp_path, code).returncode == 0
    say(catalogue(tmp_path, "ps"), {"Leave now": "OUT-PS"})
    say(catalogue(tmp_path, "so"), {"Part %(place)s of %(all)s: %(title)s": "%(place)s %(nobody)s"})
    catalogue(tmp_path, "ha").write_text("msgid ¿\nmsgstr", "utf-8")
    with Service(tmp_path) as service:
        assert service.status("/so/") == service.status("/ha/") == 404
        page = read(service, "/ps/")
        service.end()
        said = service.output.read()
    assert '<html lang="ps" dir="rtl"' in page
    assert "OUT-PS" in page
    assert "This page is not open yet" in page
    assert f"{catalogue(tmp_path, 'so')} is not served: placeholders differ" in said
    assert f"{catalogue(tmp_path, 'ha')} is not served: " in said
    assert make(tmp_path, "ps").returncode == 0
    kept = polib.pofile(str(catalogue(tmp_path, "ps"))).find("Leave now")
    assert kept is not None
    assert kept.msgstr == "OUT-PS"


@pytest.mark.parametrize("code", ["fr", "en", "../x", "english", ""])
def test_what_comes_along_anyway_or_is_no_language_is_refused(tmp_path: Path, code: str) -> None:
    refused = make(tmp_path, code or " ")
    assert refused.returncode == 1
    assert "comes with Farshore, or is no code of a language" in refused.stderr
    assert not (tmp_path / "data" / "locale").exists()
