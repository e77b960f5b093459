"""Two addresses: one takes a file and keeps it in the newest case, one gives it out again."""

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from apps.cases.attached import Attached
from apps.cases.files import files_of, open_file, takes_files
from apps.cases.models import Case


def _kind(_head: bytes, _name: str) -> str:
    return "pdf"


@takes_files(most=1, kind_of=_kind)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Keep the file; answer with what opens it."""
    taken = files_of(request)
    with transaction.atomic():
        attached = taken.keep(taken.files[0], Case.objects.get())
    return HttpResponse(msgspec.json.encode(attached))


def give(request: HttpRequest) -> StreamingHttpResponse:
    """Give out the file that the address says how to open."""
    said = msgspec.convert(request.GET.dict(), Attached, strict=False)
    answer = StreamingHttpResponse(open_file(said), content_type="application/pdf")
    answer.headers["Content-Length"] = str(said.size)
    return answer


urlpatterns = [
    path("healthz", lambda _request: HttpResponse()),
    path("files/take/", take),
    path("files/give/", give),
]
