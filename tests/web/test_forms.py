"""How one question is drawn, whichever widget it has."""

import re

import pytest
from django import forms
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory

from apps.web.forms import LongWords, PageForm, WordsField, kept_fields

NEED = [("shelter", "A safe place"), ("legal", "Legal help")]


class Questions(PageForm):
    name = WordsField(label="What may we call you?", help_text="Not your real name", max_length=5)
    story = WordsField(label="What has happened?", max_length=4000, long=True)
    safe = forms.ChoiceField(
        label="Are you safe?",
        help_text="We read the most urgent first",
        choices=[("now", "In danger now"), ("safe", "Safe for the moment")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you are safe"},
    )
    needs = forms.MultipleChoiceField(
        label="Needs", choices=NEED, widget=forms.CheckboxSelectMultiple, required=False
    )
    consent = forms.BooleanField(label="I agree")


def drawn(field: str, data: dict[str, str] | None = None) -> str:
    form = Questions(data)
    return render_to_string("forms/field.html", {"field": form[field]})


def test_a_label_belongs_to_its_input() -> None:
    assert '<label for="id_name">' in drawn("name")
    assert 'id="id_name"' in drawn("name")


def test_the_reason_is_read_out_with_the_input() -> None:
    page = drawn("name")
    assert 'aria-describedby="id_name_helptext"' in page
    assert '<p class="hint" id="id_name_helptext">Not your real name</p>' in page


def test_the_error_is_read_out_with_the_input() -> None:
    page = drawn("name", {"name": "Too long"})
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert "Shorten this by 3 characters. There is room for 5." in page


def test_several_answers_share_one_legend() -> None:
    page = drawn("safe", {})
    assert (
        '<fieldset class="field" id="id_safe" aria-describedby="id_safe_helptext id_safe_error">'
        in page
    )
    assert page.count('<label class="choice"><input type="radio"') == 2


def test_a_summary_says_the_same_words_and_leads_to_the_field() -> None:
    form = Questions({})
    summary = render_to_string("forms/error_summary.html", {"form": form})
    assert '<a href="#id_safe_0">Say whether you are safe</a>' in summary
    assert 'id="id_safe_0"' in drawn("safe", {})
    assert '<a href="#id_consent">Fill this in to go on.</a>' in summary


@pytest.mark.django_db
def test_a_title_begins_with_error_when_something_is_wrong() -> None:
    request = RequestFactory().get("/en/form/")
    page = render_to_string("base/front.html", {"form": Questions({}), "request": request}, request)
    assert "<title>Error: " in page


@pytest.mark.parametrize("field", ["name", "story"])
def test_peoples_own_words_are_left_alone_by_the_browser(field: str) -> None:
    page = drawn(field)
    for mark in ('autocomplete="off"', 'spellcheck="false"', 'translate="no"', 'dir="auto"'):
        assert mark in page
    assert "maxlength" not in page


def test_nothing_is_required_by_the_browser() -> None:
    assert not re.search(r"\srequired\b", drawn("consent") + drawn("safe"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Билет  ", "Билет"),
        ("one\r\ntwo", "one\ntwo"),
        ("abc\u202etxt.exe", "abctxt.exe"),
        ("a\x07b\x00", "ab"),
        ("نعم\u200f", "نعم\u200f"),
        ("и\u0306", "й"),
    ],
)
def test_words_are_kept_as_typed_but_for_marks_that_nobody_types(typed: str, kept: str) -> None:
    assert WordsField(max_length=50, widget=LongWords).clean(typed) == kept


def test_a_guard_stands_in_every_form_of_ours(front_request: HttpRequest) -> None:
    guard = render_to_string("forms/guard.html", {}, front_request)
    assert guard.strip() == (
        '<input type="password" hidden autocomplete="one-time-code" value="1">'
    )


def test_the_guard_brings_the_token_at_the_desk(front_request: HttpRequest) -> None:
    front_request.door = "desk"  # type: ignore[attr-defined]
    assert "csrfmiddlewaretoken" in render_to_string("forms/guard.html", {}, front_request)


def test_what_was_posted_is_carried_on_in_full() -> None:
    posted = QueryDict("need=a&need=b&csrfmiddlewaretoken=t&story=x")
    assert kept_fields(posted) == [("need", "a"), ("need", "b"), ("story", "x")]


@pytest.fixture
def front_request(db: None) -> HttpRequest:
    request = RequestFactory().get("/en/form/")
    request.door = "front"  # type: ignore[attr-defined]
    return request


class Asked(PageForm):
    name = WordsField(label="Name", max_length=10)
    risk = forms.ChoiceField(label="Risk", choices=[("low", "Low"), ("high", "High")])
    when = forms.MultiValueField(fields=[forms.DateField(), forms.TimeField()])


def refuse(_value: object) -> None:
    raise forms.ValidationError("no")


def test_each_form_has_fields_of_its_own() -> None:
    first = Asked()
    first.fields["name"].label = "Their name"
    changed = first.fields["risk"]
    changed.error_messages["required"] = "Choose."
    changed.widget.attrs["id"] = "mine"
    changed.validators.append(refuse)
    # As they are held, so that whatever adds to a list in its place is found too.
    changed.__dict__["_choices"].append(("none", "None"))
    changed.widget.__dict__["_choices"].append(("none", "None"))
    second = Asked()
    assert second.fields["name"].label == "Name"
    risk = second.fields["risk"]
    assert [one for one, _ in risk.__dict__["_choices"]] == ["low", "high"]
    assert "none" not in str(second["risk"])
    assert risk.error_messages["required"] != "Choose."
    assert "id" not in risk.widget.attrs
    assert not risk.validators
    assert first.fields["when"] is not second.fields["when"]
