"""The sealed case file."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases: submissions and their admission, events, messages, summaries."""

    name = "apps.cases"
