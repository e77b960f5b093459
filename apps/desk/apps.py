"""The caseworker's day."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages over all cases: puts together what the apps above it offer."""

    name = "apps.desk"

    def ready(self) -> None:
        """Say where a caseworker's and an overseer's day begins."""
        from apps.accounts.landing import add_way
        from apps.desk.roles import home_of

        add_way(home_of)
