"""Which addresses there are: each door's, for the doors that this process serves."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from apps.web.views import health

FRONT = ("web", "mailbox", "intake")
DESK = ("accounts", "teams", "desk", "operations")


def _addresses(apps: tuple[str, ...]) -> list[URLPattern | URLResolver]:
    return [path("", include(f"apps.{name}.urls")) for name in apps]


urlpatterns: list[URLPattern | URLResolver] = [path("healthz", health, name="health")]
if "front" in settings.DOORS:
    # The language is the first part of every address: /ru/leave/. `/` is answered as /ru/.
    urlpatterns += i18n_patterns(*_addresses(FRONT))
if "desk" in settings.DOORS:
    urlpatterns += _addresses(DESK)

handler400 = "apps.web.errors.bad_request"
handler403 = "apps.web.errors.forbidden"
handler404 = "apps.web.errors.not_found"
handler500 = "apps.web.errors.server_error"
