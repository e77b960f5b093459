"""Every setting and every command has its heading in docs/operations.md, and no other has one."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from apps import settings  # noqa: F401  (reading them names them)
from apps.environment import names_read

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "operations.md").read_text()
HEADINGS = set(re.findall(r"^### (.+)$", TEXT, re.MULTILINE))
COMMANDS = {name for name, app in get_commands().items() if app.startswith("apps.")}


@pytest.mark.parametrize("name", sorted(names_read))
def test_it_describes_the_setting(name: str) -> None:
    assert name in HEADINGS


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_it_describes_the_command(name: str) -> None:
    assert name in HEADINGS


def test_it_describes_no_setting_that_is_gone() -> None:
    assert {name for name in HEADINGS if name.startswith("FARSHORE_")} == names_read


def anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_its_links_lead_somewhere() -> None:
    headings = {anchor(heading) for heading in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        path, _, place = target.partition("#")
        assert place in headings if not path else (ROOT / "docs" / path).exists(), target


@pytest.mark.parametrize("name", ["farshore.service", "farshore-backup.service"])
def test_its_units_name_settings_that_exist(name: str) -> None:
    unit = (ROOT / "deploy" / name).read_text()
    assert set(re.findall(r"FARSHORE_\w+", unit)) <= names_read
