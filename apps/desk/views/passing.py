"""A text to pass on, ready to copy, with a picture of the address for paper."""

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.desk.entrances import entrance_at, entrances, of_form
from apps.desk.site import site_or_404
from apps.intake.passing import texts_to_pass_on
from apps.web.addresses import word_of


@require_safe
@unlocked
@of_form
def pass_on(request: DeskRequest) -> HttpResponse:
    """The text of a form in each language; all of it is public."""
    site, word = site_or_404(), word_of(request)
    at = entrance_at(word)
    context = {
        "site": site,
        "of": at,
        "closed": not site.opened or not (at.accepting if at else site.accepting),
        "others": entrances(),
        "texts": [
            (one, one.text.count("\n") + 5, _picture(one.address))
            for one in texts_to_pass_on(site, word=word)
        ],
    }
    return render(request, "desk/pass_on.html", context)


def _picture(address: str) -> str:
    """Draw an address for a camera."""
    return segno.make(address, error="m", micro=False).png_data_uri(scale=4, border=2)
