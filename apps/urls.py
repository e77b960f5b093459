"""Which addresses there are: each door's, for the doors that this process serves."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from apps.web.views import health

FRONT = ("web", "mailbox", "intake")
DESK = ("accounts", "desk", "operations")


def _addresses(apps: tuple[str, ...]) -> list[URLPattern | URLResolver]:
    return [path("", include(f"apps.{name}.urls")) for name in apps]


def _team_page() -> list[URLPattern | URLResolver]:
    """The Team page, under teams' own name for it: the desk puts it together, from below."""
    from apps.desk.views.team import page
    from apps.teams.urls import urlpatterns as teams

    return [path("", include(([path("desk/team/", page, name="page"), *teams], "teams")))]


urlpatterns: list[URLPattern | URLResolver] = [path("healthz", health, name="health")]
if "front" in settings.DOORS:
    # The language is the first part of every address: /ru/leave/. `/` is answered as /ru/.
    urlpatterns += i18n_patterns(*_addresses(FRONT))
if "desk" in settings.DOORS:
    urlpatterns += [*_addresses(DESK), *_team_page()]

handler400 = "apps.web.errors.bad_request"
handler403 = "apps.web.errors.forbidden"
handler404 = "apps.web.errors.not_found"
handler500 = "apps.web.errors.server_error"
