"""One address, which keeps what the form says as anybody may read it."""

import uuid
from datetime import UTC, date, datetime

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps import urls
from apps.intake import pages
from apps.intake.forms import consent_form, sealed_answers
from apps.web.queries import organisation


def _today() -> date:
    return datetime.now(UTC).date()


class Plain(models.Model):
    """What was answered, in the clear, as JSON."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4)
    received_on = models.DateField(default=_today)
    answers = models.TextField()

    class Meta:
        app_label = "intake"
        db_table = "benchmark_plain"

    def __str__(self) -> str:
        return str(self.ref)


@csrf_exempt
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    founded = organisation()
    form = pages.posted_form(request, founded)
    consent = consent_form(form.definition, pages.posted_by(request))
    if not (form.is_valid() and consent.is_valid()):
        return HttpResponse(status=422)
    Plain(answers=sealed_answers(form, consent).decode()).save(force_insert=True)
    return render(request, "intake/done.html", pages.promise(founded))


# The page links to others, which are not asked for.
urlpatterns = [path("en/send/", send), *urls.urlpatterns]
