"""Rules that every template keeps, whoever wrote it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
INCLUDE = re.compile(r'{% include "([^"]+)"')
FORM = re.compile(r"<form\b[^>]*>(?:(?!</form>).)*", re.DOTALL)


def without_comments(name: str) -> str:
    text = (ROOT / name).read_text("utf-8")
    return re.sub(r"{#.*?#}", "", text, flags=re.DOTALL)


def whole(text: str) -> str:
    """The text with what it includes."""
    included = [without_comments(name) for name in INCLUDE.findall(text) if (ROOT / name).exists()]
    return "".join([text, *included])


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_form_keeps_its_words_out_of_the_browsers_files(name: str) -> None:
    for form in FORM.findall(without_comments(name)):
        tag = form[: form.index(">") + 1]
        if 'method="post"' in tag:
            assert 'autocomplete="off"' in tag, tag
            assert "forms/guard.html" in whole(form) or "{{ guarded }}" in form, tag


# The form as a file is no page of ours: it loads nothing, and its policy names what it holds.
@pytest.mark.parametrize("name", [name for name in TEMPLATES if name != "intake/offline/file.html"])
def test_no_page_carries_a_style_or_a_script_of_its_own(name: str) -> None:
    # What a template's own tag names (`with one=`) is no attribute of the page.
    text = re.sub(r"{%.*?%}", "", without_comments(name))
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_old_browsers_do_not_read_is_a_module_which_they_pass_by(name: str) -> None:
    # Chrome 49 and its time: the form and the way back are then what they are without scripts.
    loaded = re.findall(r"<script[^>]*\ssrc=[^>]*>", without_comments(name))
    newer = [tag for tag in loaded if 'type="module"' not in tag]
    assert (
        name.startswith("desk/")
        or name == "base/desk.html"
        or all("js/leave.js" in tag for tag in newer)
    )


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_page_but_the_desks_draws_what_the_safest_browser_drops(name: str) -> None:
    assert name.startswith("desk/") or "<svg" not in without_comments(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_is_longer_than_a_screen_or_three(name: str) -> None:
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= 120


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_page_loads_anything_from_elsewhere(name: str) -> None:
    assert not re.search(r"(?:src|action)=\"(?:https?:)?//", without_comments(name))
