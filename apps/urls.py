"""Which addresses there are: each door's, for the doors that this process serves."""

from django.conf import settings
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

FRONT = ("web", "mailbox", "intake")
DESK = ("accounts", "teams", "cases", "desk", "operations")


def _addresses(apps: tuple[str, ...]) -> list[URLPattern | URLResolver]:
    return [
        path("", include(f"apps.{name}.urls"))
        for name in apps
        if (settings.BASE_DIR / "apps" / name / "urls.py").exists()
    ]


urlpatterns: list[URLPattern | URLResolver] = []
if "front" in settings.DOORS:
    urlpatterns += _addresses(FRONT)
if "desk" in settings.DOORS:
    urlpatterns += _addresses(DESK)
