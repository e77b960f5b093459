"""The sealed case file."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases: submissions and their admission, events, messages, summaries."""

    name = "apps.cases"

    def ready(self) -> None:
        """Register the checks."""
        from apps.cases import checks  # noqa: F401
