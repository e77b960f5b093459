"""Several cases of the list given to one colleague."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.accounts.doors import DeskRequest, unlocked
from apps.accounts.models import User
from apps.desk.forms.several import GiveSeveralForm
from apps.desk.listing import Asked
from apps.desk.roles import caseworker_only
from apps.desk.several import give_each, takers
from apps.desk.views.cases import show_cases


@require_POST
@unlocked
@caseworker_only
def give(request: DeskRequest) -> HttpResponse:
    """Give each, and go back to the list, which says how it went."""
    by, keyring = request.user, request.keyring
    form = GiveSeveralForm(request.POST, people=takers(user=by, keyring=keyring))
    said = QueryDict(request.POST.get("back", "").removeprefix("?")[:2000])
    asked = Asked.read(said.dict())
    if not form.is_valid():
        return show_cases(request, asked, several=form, status=422)
    to = User.objects.get(ref=UUID(hex=form.cleaned_data["owner"]))
    given, left = give_each(form.cleaned_data["chosen"], to=to, by=by, keyring=keyring)
    went = urlencode([("given", given), *(("left", ref.hex) for ref in left)])
    address = asked.address(page=asked.page)
    return redirect(f"{reverse('desk:cases')}{address}{'&' if len(address) > 1 else ''}{went}")
