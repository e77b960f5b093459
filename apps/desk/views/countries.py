"""Settings: words of warning for single countries."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.desk import actions
from apps.desk.forms.saying import CountryForm, CountryWordsForm
from apps.desk.labels import listed
from apps.desk.roles import settings_only
from apps.desk.site import site_or_404
from apps.intake import naming
from apps.web.languages import own_name


@require_safe
@unlocked
@settings_only
def countries(request: DeskRequest) -> HttpResponse:
    """The countries that something is said of, in which languages, and one more."""
    site = site_or_404()
    asked = "country" in request.GET
    form = CountryForm(request.GET if asked else None, site=site)
    if form.is_valid():
        return redirect("desk:country", form.cleaned_data["country"])
    names = naming.names("countries")
    context = {
        "form": form,
        "lines": [
            (code, names.get(code, code), listed(own_name(language) for language in words))
            for code, words in sorted(site.country_words.items())
        ],
    }
    return render(request, "desk/countries/all.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@settings_only
def country(request: DeskRequest, country: str) -> HttpResponse:
    """What is said of one country."""
    site, name = site_or_404(), naming.names("countries").get(country)
    if name is None or not CountryForm({"country": country}, site=site).is_valid():
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = CountryWordsForm(posted, site=site, country=country)
    if form.is_valid():
        actions.change_country(by=request.user, country=country, words=form.words())
        return redirect("desk:countries")
    context = {"form": form, "country": country, "name": name}
    return render(request, "desk/countries/one.html", context, status=422 if form.errors else 200)
