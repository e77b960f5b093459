from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.operations import setup
from apps.operations.forms import SetupForm


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Name the organisation and its first people; later, make new addresses for them."""
    if not setup.is_token(token):
        raise Http404
    if setup.is_founded():
        invited = setup.invite_again() if request.method == "POST" else []
        return _addresses(request, invited)
    form = SetupForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "operations/setup.html", {"form": form}, status=status)
    teams = {kind: form.cleaned_data[kind] for kind in ("casework", "oversight")}
    try:
        invited = setup.found(fields=form.organisation(), teams=teams, people=form.first_people())
    except setup.AlreadyFounded:
        invited = []
    return _addresses(request, invited)


def _addresses(request: HttpRequest, invited: list[setup.Invited]) -> HttpResponse:
    roles = {
        "operator": _("Operator"),
        "coordinator": _("Coordinator"),
        "caseworker": _("Caseworker"),
        "overseer": _("Overseer"),
    }
    people = [
        (person.handle, roles.get(person.role, ""), f"{settings.ORIGIN}{person.path}")
        for person in invited
    ]
    return render(request, "operations/invited.html", {"people": people})
