"""Task sets: tasks that a team knows beforehand, as its coordinator sets them."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases.errors import PaperChanged
from apps.cases.kept import new_ref
from apps.cases.queries import rules_of
from apps.cases.tasksets import (
    MOST_TASKS,
    TaskSet,
    delete_task_set,
    read_task_sets,
    save_task_set,
)
from apps.desk.forms import SPARE_ROWS, TakeAwayForm, TaskSetForm, rows_of
from apps.desk.stages import stage_name, stages_offered
from apps.desk.teampapers import REF, keys_of, of_own_team, ref_or
from apps.teams.models import Team


@require_safe
@unlocked
@of_own_team
def set_list(request: DeskRequest, team: Team) -> HttpResponse:
    """All task sets of a team."""
    kept, _version = read_task_sets(**keys_of(request, team))
    rules = rules_of(**keys_of(request, team))
    lines = [
        {"one": one, "stage": stage_name(rules, one.stage) if one.stage else ""}
        for one in kept.items
    ]
    return render(request, "desk/settings/task_sets.html", {"team": team, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@of_own_team
def new_set(request: DeskRequest, team: Team) -> HttpResponse:
    """Write one more."""
    return _edit(request, team, None)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@of_own_team
def change_set(request: DeskRequest, team: Team, task_set: str) -> HttpResponse:
    """Change a set and its tasks; what it brought already stays as it is."""
    kept, _version = read_task_sets(**keys_of(request, team))
    found = kept.find(task_set)
    if found is None and (request.method != "POST" or len(task_set) > REF):
        raise Http404
    # Deleted by a colleague meanwhile: what was written is not lost with it.
    return _edit(request, team, found or TaskSet(task_set, "", []))


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@of_own_team
def take_set_away(request: DeskRequest, team: Team, task_set: str) -> HttpResponse:
    """Ask, then delete a set."""
    kept, version = read_task_sets(**keys_of(request, team))
    found = kept.find(task_set)
    if found is None:
        if request.method == "POST":
            # A press sent twice finds it gone already.
            return redirect("desk:task_sets", team.ref)
        raise Http404
    form = TakeAwayForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            delete_task_set(task_set, version=seen, **keys_of(request, team))
        except PaperChanged:
            status = 409
        else:
            return redirect("desk:task_sets", team.ref)
    context = {
        "team": team,
        "one": found,
        "form": TakeAwayForm(initial={"seen": version}),
        "was_changed": status == 409,
    }
    return render(request, "desk/settings/task_set_away.html", context, status=status)


def _edit(request: DeskRequest, team: Team, found: TaskSet | None) -> HttpResponse:
    kept, version = read_task_sets(**keys_of(request, team))
    stages = stages_offered(rules_of(**keys_of(request, team)))
    if found and found.stage and found.stage not in dict(stages):
        stages.append((found.stage, stage_name(rules_of(**keys_of(request, team)), found.stage)))
    if request.method != "POST":
        rows = len(found.tasks) if found else 0
        said = {"seen": version, **(rows_of(found) if found else {})}
        form = TaskSetForm(initial=said, stages=stages, rows=rows + SPARE_ROWS)
        return _page(request, team, found, form)
    form = TaskSetForm(request.POST, stages=stages, rows=_rows_sent(request))
    if not form.is_valid():
        return _page(request, team, found, form, status=422)
    one = form.task_set(found.ref if found else _ref_of(request))
    if kept.find(one.ref) == one:
        # A page sent twice finds its own words there.
        return redirect("desk:task_sets", team.ref)
    try:
        save_task_set(one, version=form.cleaned_data["seen"], **keys_of(request, team))
    except PaperChanged:
        return _overtaken(request, team, found, stages)
    except ValueError:
        form.add_error(None, _("There are 50 task sets already. Delete one first."))
        return _page(request, team, found, form, status=422)
    return redirect("desk:task_sets", team.ref)


def _overtaken(
    request: DeskRequest, team: Team, found: TaskSet | None, stages: list[tuple[str, str]]
) -> HttpResponse:
    _kept, version = read_task_sets(**keys_of(request, team))
    data = request.POST.copy()
    data["seen"] = str(version)
    form = TaskSetForm(data, stages=stages, rows=_rows_sent(request))
    return _page(request, team, found, form, status=409, was_changed=True)


def _rows_sent(request: DeskRequest) -> int:
    """Return how many rows the page that was sent had."""
    sent = [row for row in range(MOST_TASKS) if f"task-{row}" in request.POST]
    return max(sent, default=0) + 1


def _ref_of(request: DeskRequest) -> str:
    return ref_or(request.POST.get("ref", ""), new_ref)


def _page(
    request: DeskRequest,
    team: Team,
    found: TaskSet | None,
    form: TaskSetForm,
    *,
    status: int = 200,
    **extra: object,
) -> HttpResponse:
    ref = "" if found else _ref_of(request)
    context = {"team": team, "one": found, "form": form, "ref": ref, **extra}
    return render(request, "desk/settings/task_set.html", context, status=status)
