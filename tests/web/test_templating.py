"""How pages are drawn: what templates may rely on beside Jinja2's own language."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.utils import translation
from django.utils.safestring import SafeString
from jinja2 import DictLoader

from apps.web.forms import PageForm
from apps.web.templating import Environment

MARKER = "<script>alert('&')</script>"
SAFE = "&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"


def drawn(source: str, /, **known: Any) -> str:
    piece = "{{ one }}|{{ two }}|{{ known }}"
    pages = {"page.html": source, "piece.html": piece, "base.html": "<{% block a %}{% endblock %}>"}
    return (
        Environment(autoescape=True, loader=DictLoader(pages))
        .get_template("page.html")
        .render(known)
    )


class Person:
    name = "Noor"

    def greeting(self) -> str:
        return f"Hello {self.name}"

    def delete(self) -> str:
        raise AssertionError

    delete.alters_data = True  # type: ignore[attr-defined]


class Questions(PageForm):
    errors_seen = forms.CharField(required=False)


@pytest.mark.parametrize(
    "source",
    [
        "{{ words }}",
        "{{ one.words }}",
        "{{ words or 1 }}",
        "{% trans %}{{ words }}{% endtrans %}",
        "{% trans said=one.words %}{{ said }}{% endtrans %}",
        "{% trans n=2, words=words %}{{ words }}{% pluralize %}{{ words }}{% endtrans %}",
        "{% set said %}{{ words }}{% endset %}{{ said }}",
        "{% set said = words %}{{ said }}",
        "{% with said=words %}{{ said }}{% endwith %}",
        "{% for said in [words] %}{{ said }}{% endfor %}",
        "{{ [words]|join(', ') }}",
    ],
)
def test_it_escapes_what_people_wrote(source: str) -> None:
    assert drawn(source, words=MARKER, one={"words": MARKER}) == SAFE


def test_it_escapes_what_a_piece_is_given() -> None:
    assert drawn('{% include "piece.html" with one=words %}', words=MARKER) == f"{SAFE}||"


def test_it_escapes_what_an_object_says_of_itself() -> None:
    class Said:
        def __str__(self) -> str:
            return MARKER

    class Drawn:
        def __str__(self) -> str:
            return SafeString("<b>")

    assert drawn("{{ one }}{{ two }}", one=Said(), two=Drawn()) == f"{SAFE}<b>"


def test_our_own_texts_may_hold_html() -> None:
    assert drawn("{{ _('<b>100%%</b>') }}") == "<b>100%</b>"
    assert drawn("{% trans n=1 %}<b>{{ n }}%{% pluralize %}x{% endtrans %}") == "<b>1%"


def test_a_piece_takes_names_of_its_own_and_those_of_the_page() -> None:
    source = '{% include "piece.html" with one=1, two="b" %}{{ one }}'
    assert drawn(source, known="here") == "1|b|here"
    assert drawn('{% for one in [1, 2] %}{% include "piece.html" %} {% endfor %}') == "1|| 2|| "
    assert drawn('{% set said %}{% include "piece.html" %}{% endset %}{{ said }}', one=1) == "1||"


def test_a_page_fills_what_it_extends() -> None:
    source = (
        '{% extends "base.html" %}{% set x = 1 %}{% block a %}{{ super() }}{{ x }}{% endblock %}'
    )
    assert drawn(source) == "<1>"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ person.name }} {{ person.greeting }}", "Noor Hello Noor"),
        ("{{ person.delete }}", ""),
        ("{{ facts.items }}", "one"),
        ("{% for key, value in more.items %}{{ key }}{{ value }}{% endfor %}", "a1"),
        ("{{ form.errors_seen.name }} {{ form.errors|length }}", "errors_seen 0"),
        ("{{ rows.0.a }}", "1"),
        ("{{ none.a.b }}{{ person.x.y }}{{ rows.7 }}{{ rows.7.a }}", ""),
        ("{% if gone is none and gone == nobody and nobody is none %}yes{% endif %}", "yes"),
        ("{% if gone > 1 or person.x <= 2 %}yes{% endif %}", ""),
        ("{% for x in nobody %}{{ x }}{% else %}nothing{% endfor %}", "nothing"),
        ("{% for x in rows %}{{ loop.last }}{% endfor %}", "True"),
        ("{% if gone %}yes{% elif 'a' in gone %}no{% endif %}{% for x in gone %}{% endfor %}", ""),
    ],
)
def test_it_reads_members_fields_and_attributes_and_calls_them(source: str, said: str) -> None:
    known = {
        "person": Person(),
        "facts": {"items": "one"},
        "more": {"a": 1},
        "form": Questions({}),
        "rows": [{"a": 1}],
        "nobody": None,
    }
    assert drawn(source, **known) == said


def test_it_writes_numbers_and_days_as_the_language_does() -> None:
    with translation.override("fr"):
        said = drawn("{{ n }} {{ part }} {{ day }}", n=1000, part=1.5, day=date(2026, 3, 1))
    assert said == "1000 1,5 1 mars 2026"


def test_it_counts_in_the_grammar_of_the_language() -> None:
    source = "{% trans n=n %}{{ n }} day{% pluralize %}{{ n }} days{% endtrans %}"
    assert [drawn(source, n=n) for n in (1, 2)] == ["1 day", "2 days"]
    assert drawn('{{ pgettext("own account", "Me") }}') == "Me"


def test_a_text_that_a_catalogue_spoilt_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "gettext", lambda _: "%(other)s")
    assert drawn("{% trans %}Hello {{ name }}{% endtrans %}", name="Noor") == "Hello Noor"


def test_it_says_a_part_of_a_page_in_another_language() -> None:
    part = "{% call in_language('fr') %}{{ 1.5 + x }}<b>{% endcall %}{{ 1.5 + x }}"
    with translation.override("en"):
        assert drawn(part, x=0) == "1,5<b>1.5"


def test_it_keeps_what_it_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever forbids Python to keep what it compiled forbids this, too.
    monkeypatch.setattr("sys.dont_write_bytecode", False)

    def environment(folder: Path, text: str) -> Environment:
        return Environment(loader=DictLoader({"a.html": text}), compiled=folder)

    kept = tmp_path / "kept"
    assert environment(kept, "a").get_template("a.html").render() == "a"
    (first,) = kept.iterdir()
    before = first.stat().st_mtime_ns
    assert environment(kept, "a").get_template("a.html").render() == "a"
    assert first.stat().st_mtime_ns == before
    assert environment(kept, "b").get_template("a.html").render() == "b"
    assert environment(Path("/proc/templates"), "a").get_template("a.html").render() == "a"
