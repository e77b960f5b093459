"""A team's rules, as its coordinator sets them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases.errors import PaperChanged
from apps.cases.papers import Kind, read_team_paper, write_team_paper
from apps.cases.rules import Rules
from apps.desk.forms import RulesForm, rules_initial
from apps.desk.teampapers import keys_of, of_own_team
from apps.teams.models import Team
from apps.web.languages import offered


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@of_own_team
def change_rules(request: DeskRequest, team: Team) -> HttpResponse:
    """Gates, stages and their names, clocks, how long closed cases are kept."""
    now, version = read_team_paper(Kind.RULES, Rules, **keys_of(request, team))
    languages = list(dict.fromkeys([*offered(), *_named_in(now)]))
    if request.method != "POST":
        form = RulesForm(initial=rules_initial(now, version), languages=languages)
        return _page(request, team, form)
    form = RulesForm(request.POST, languages=languages)
    if not form.is_valid():
        return _page(request, team, form, status=422)
    rules, seen = form.rules(), form.cleaned_data["seen"]
    try:
        if rules != now:
            if seen != version:
                raise PaperChanged
            write_team_paper(Kind.RULES, rules, version=seen, **keys_of(request, team))
    except PaperChanged:
        _now, newest = read_team_paper(Kind.RULES, Rules, **keys_of(request, team))
        data = request.POST.copy()
        data["seen"] = str(newest)
        return _page(
            request, team, RulesForm(data, languages=languages), status=409, was_changed=True
        )
    return redirect("desk:settings")


def _named_in(rules: Rules) -> list[str]:
    return [code for names in rules.names.values() for code in names]


def _page(
    request: DeskRequest, team: Team, form: RulesForm, *, status: int = 200, **extra: object
) -> HttpResponse:
    context = {"team": team, "form": form, **extra}
    return render(request, "desk/settings/rules.html", context, status=status)
