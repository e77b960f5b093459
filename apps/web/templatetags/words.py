"""The organisation's own words in the language of the page: {{ organisation.welcome|said }}."""

from django import template

from apps.web import languages

register = template.Library()
register.filter("said", languages.said)
