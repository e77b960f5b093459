import threading

from django.apps import AppConfig
from django.utils.translation import trans_real


class WebConfig(AppConfig):
    name = "apps.web"
    label = "web"

    def ready(self) -> None:
        """Keep the language of a page by its thread.

        Django keeps it where coroutines find it too, which we have none of; a page looks up some
        five hundred texts, and that was three quarters of what each of them took.
        """
        trans_real._active = threading.local()  # type: ignore[attr-defined]
