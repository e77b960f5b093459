"""Catalogues stay in step with the pages, compile, and carry every placeholder over."""

import os
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from pytest_django import Settings

from apps.web import catalogues
from apps.web.added import compile_added
from apps.web.catalogues import at_the_front, catalogue_of
from apps.web.msgids import Message, NotLiteral, collect, in_python, in_template


def test_the_front_door_is_translated_throughout() -> None:
    found = catalogues.problems(Path(settings.BASE_DIR), of=catalogues.FRONT)
    assert not found, "\n".join(["run `manage.py messages`, then translate:", *found])


def test_no_catalogue_says_what_nobody_asks_for() -> None:
    found = catalogues.leftovers(Path(settings.BASE_DIR))
    assert not found, "\n".join(["run `manage.py messages`:", *found])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "apps").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/web").mkdir()
    (tmp_path / "templates/web/leave.html").write_text('{{ _("Hello") }}')
    (tmp_path / "templates/page.html").write_text(
        '{{ _("Leave now") }}{% trans n=n %}{{ n }} day{% pluralize %}{{ n }} days{% endtrans %}'
    )
    return tmp_path


def russian(root: Path) -> polib.POFile:
    return polib.pofile(str(root / "locale/ru/LC_MESSAGES/django.po"))


def entry(file: polib.POFile, msgid: str) -> polib.POEntry:
    return next(each for each in file if each.msgid == msgid)


def translate(root: Path, *forms: str) -> None:
    for language in catalogues.PLURALS:
        file = polib.pofile(str(root / f"locale/{language}/LC_MESSAGES/django.po"))
        entry(file, "Hello").msgstr = "…"
        file.save()
    for language in {code for code, _name in settings.DESK_LANGUAGES} - {"en"}:
        file = polib.pofile(str(root / f"locale/{language}/LC_MESSAGES/django.po"))
        entry(file, "Leave now").msgstr = "Уйти"
        plural = entry(file, "%(n)s day")
        given = forms if language == "ru" else ["%(n)s"] * len(plural.msgstr_plural)
        plural.msgstr_plural = dict(enumerate(given))
        file.save()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{{ _("Leave now") }}', Message("Leave now")),
        ("{{ pgettext('own account', 'Me') }}", Message("Me", context="own account")),
        ('{% include "b.html" with label=_("Send") %}', Message("Send")),
        ('{{ word or _("100%% sure") }}', Message("100%% sure")),
        ("{% trans %}100% of {{ all }}{% endtrans %}", Message("100%% of %(all)s")),
        (
            "{% trans trimmed %}\n One\n {{ word }} {% endtrans %}",
            Message("One %(word)s"),
        ),
        (
            '{% trans "c" n=n %}a{% pluralize %}b{% endtrans %}',
            Message("a", "b", "c"),
        ),
    ],
)
def test_it_finds_the_texts_of_a_template(source: str, message: Message) -> None:
    assert list(in_template(source, "page.html")) == [message]


def test_it_finds_a_text_inside_the_opening_of_another() -> None:
    source = '{% trans a=b or _("not yet") %}Risk: {{ a }}{% endtrans %}'
    assert set(in_template(source, "page.html")) == {Message("Risk: %(a)s"), Message("not yet")}


def test_it_leaves_out_what_a_template_only_remarks() -> None:
    assert list(in_template('{# _("No") #}{{ gettext(said) }}', "page.html")) == []


@pytest.mark.parametrize("source", ["{{ _(said) }}", '{{ _("100% sure") }}'])
def test_a_text_that_no_catalogue_can_hold_is_refused(source: str) -> None:
    with pytest.raises(NotLiteral, match=r"page\.html:1"):
        list(in_template(source, "page.html"))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('_("a" "b")', Message("ab")),
        ('ngettext_lazy("a", "b", "n")', Message("a", "b")),
        ('translation.pgettext("c", "a")', Message("a", context="c")),
        ('npgettext("c", "a", "b", 2)', Message("a", "b", "c")),
    ],
)
def test_it_finds_the_texts_of_a_module(source: str, message: Message) -> None:
    assert list(in_python(source, "views.py")) == [message]


def test_a_text_put_together_while_running_is_refused() -> None:
    with pytest.raises(NotLiteral, match=r"views\.py:1"):
        list(in_python('_("a" + name)', "views.py"))


def test_each_language_has_as_many_forms_as_its_grammar(root: Path) -> None:
    catalogues.update_all(root)
    assert len(entry(russian(root), "%(n)s day").msgstr_plural) == 3
    arabic = polib.pofile(str(root / "locale/ar/LC_MESSAGES/django.po"))
    assert len(entry(arabic, "%(n)s day").msgstr_plural) == 6


def test_a_language_of_the_front_door_alone_asks_for_nothing_that_only_the_desk_says(
    root: Path,
) -> None:
    catalogues.update_all(root)
    turkish = polib.pofile(str(root / "locale/tr/LC_MESSAGES/django.po"))
    assert [each.msgid for each in turkish] == ["Hello"]
    assert [line for line in catalogues.problems(root) if line.startswith("tr:")] == [
        "tr: not translated: “Hello” (templates/web/leave.html)"
    ]


def test_translations_outlive_an_update_and_what_is_gone_goes(root: Path) -> None:
    catalogues.update_all(root)
    translate(root, "%(n)s день", "%(n)s дня", "%(n)s дней")
    assert catalogues.problems(root) == []
    (root / "templates/page.html").write_text('{{ _("Leave now") }}{{ _("New") }}')
    assert any("“New”" in line for line in catalogues.problems(root))
    assert any("%(n)s day" in line for line in catalogues.leftovers(root))
    catalogues.update_all(root)
    assert entry(russian(root), "Leave now").msgstr == "Уйти"
    assert russian(root).find("%(n)s day") is None


@pytest.mark.parametrize(
    ("forms", "problem"),
    [
        (("", "", ""), "not translated"),
        (("%(n)s день", "%(n)s дня", ""), "not translated"),
        (("один день", "%(n)s дня", "%(n)s дней"), "placeholders differ"),
        (("%(n)s день", "%(n)s дня", "%(m)s дней"), "placeholders differ"),
        (("%(n)s <b>день", "%(n)s дня", "%(n)s дней"), "tags differ"),
    ],
)
def test_it_names_what_is_not_right(root: Path, forms: tuple[str, ...], problem: str) -> None:
    catalogues.update_all(root)
    translate(root, *forms)
    assert [line for line in catalogues.problems(root) if problem in line]


def test_a_fuzzy_text_is_not_a_translation(root: Path) -> None:
    catalogues.update_all(root)
    translate(root, "%(n)s день", "%(n)s дня", "%(n)s дней")
    file = russian(root)
    entry(file, "Leave now").flags.append("fuzzy")
    file.save()
    assert catalogues.problems(root) == ["ru: marked fuzzy: “Leave now” (templates/page.html)"]


def test_a_catalogue_is_compiled_once_and_again_when_it_changes(
    root: Path, settings: Settings
) -> None:
    settings.LOCALE_PATHS = [root / "locale"]
    catalogues.update_all(root)
    assert len(catalogues.compile_all()) == len(catalogues.PLURALS)
    assert catalogues.compile_all() == []
    source = root / "locale/ru/LC_MESSAGES/django.po"
    newer = source.stat().st_mtime + 5
    os.utime(source, (newer, newer))
    assert catalogues.compile_all() == [source.with_suffix(".mo")]


@pytest.mark.parametrize(
    ("code", "said"),
    [("ps", {"You may skip this.": "You may skip this.\u200e"}), ("ha", {})],
)
def test_english_in_the_gaps_of_a_language_that_runs_the_other_way_ends_as_english(
    settings: Settings, tmp_path: Path, code: str, said: dict[str, str]
) -> None:
    settings.ADDED_LOCALES = tmp_path
    source = tmp_path / code / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    file = polib.POFile()
    file.metadata = {"Plural-Forms": "nplurals=2; plural=(n != 1);"}
    file.extend(polib.POEntry(msgid=text) for text in ("You may skip this.", "Leave now"))
    file.save(str(source))
    assert compile_added() == []
    made = polib.mofile(str(source.with_suffix(".mo")))
    assert {entry.msgid: entry.msgstr for entry in made} == said


# Imperatives and presents of *you*, as they are written for a man; a passive carries its vowel.
TO_A_MAN = re.compile(
    r"\b[وف]?((اكتب|اختر|اضغط|افتح|احفظ|اترك|احذف|انتظر|ارجع)(ه|ها)?|"
    r"(تريد|تكتب|ترسل|تحذف)ه?)\b(?! هذه)"
)


def test_arabic_speaks_to_nobody_at_the_front_door_as_to_a_man() -> None:
    root = Path(settings.BASE_DIR)
    asked = {message.singular for message in at_the_front(collect(root))}
    said = [one.msgstr for one in catalogue_of(root, "ar") if one.msgid in asked]
    assert [text for text in said if TO_A_MAN.search(text)] == []
