from collections.abc import Iterator

from django.urls import URLPattern, path

from apps.intake import later, sealing, views
from apps.intake.offline import views as offline
from apps.web.addresses import WORD

app_name = "intake"

# A form with an address of its own: /ru/f/spring/.
OWN = f"f/<slug:{WORD}>/"


def _pages(begin: str) -> Iterator[URLPattern]:
    """The pages of a form, all behind where it begins."""
    yield path(begin, views.landing, name="landing")
    yield path(f"{begin}form/", views.form, {"party": "self"}, name="form")
    yield path(f"{begin}form/other/", views.form, {"party": "other"}, name="form_other")
    yield path(f"{begin}form/again/", views.form, {"party": "again"}, name="form_again")
    yield path(f"{begin}sealing/", sealing.keys, name="sealing")
    yield path(f"{begin}sealed/", sealing.receive, name="sealed")
    yield path(f"{begin}offline/", offline.offline, name="offline")
    yield path(f"{begin}offline/file/", offline.file, name="file")
    yield path(f"{begin}check/", views.look_over, name="check")
    yield path(f"{begin}send/", views.send, name="send")
    yield path(f"{begin}code/", views.say_back, name="code")
    yield path(f"{begin}code/second/", views.second_code, name="second")
    yield path(f"{begin}done/", views.done, name="done")


# Behind the language, as all of the front door: /ru/form/.
urlpatterns = [
    *_pages(""),
    *_pages(OWN),
    path("bring/", offline.bring, name="bring"),
    path("mailbox/answers/", later.answers, name="answers"),
    path("opening/answers/", later.blank, name="later"),
]
