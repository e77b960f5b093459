"""Plan sets: items of a plan that a team knows beforehand, as its coordinator sets them."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.accounts.doors import DeskRequest
from apps.cases.plansets import MOST_SET_ITEMS, PLAN_SETS, PlanSet, PlanSets
from apps.cases.queries import rules_of
from apps.cases.wayout import PLAN_ITEMS
from apps.desk.editor import Editor
from apps.desk.forms.plansets import SPARE, PlanSetEditForm, rows_of
from apps.desk.labels import label
from apps.desk.teampapers import keys_of
from apps.teams.models import Team


class PlanSetEditor(Editor[PlanSets, PlanSet]):
    """Plan sets; what one brought already stays as it is when it changes."""

    kept = PLAN_SETS
    several, single = "plan_sets", "plan_set_kept"
    full = _("There are 50 plan sets already. Delete one first.")

    def blank(self, ref: str) -> PlanSet:
        return PlanSet(ref, "", [])

    def form(
        self,
        request: DeskRequest,
        team: Team,
        one: PlanSet | None,
        data: QueryDict | None,
        **first: Any,
    ) -> PlanSetEditForm:
        rules = rules_of(**keys_of(request, team))
        if data is None:
            rows = SPARE + (len(one.items) if one else 0)
            first |= rows_of(one) if one else {}
        else:
            rows = max([row for row in range(MOST_SET_ITEMS) if f"kind-{row}" in data], default=0)
            rows += 1
        kinds = {item.kind for item in one.items} if one else set()
        return PlanSetEditForm(data, initial=first, rules=rules, rows=rows, kinds=kinds)

    def listed(self, request: DeskRequest, team: Team, paper: PlanSets) -> dict[str, Any]:
        lines = [
            {"one": one, "what": [label(PLAN_ITEMS, item.kind) for item in one.items]}
            for one in paper.items
        ]
        return {"lines": lines}

    def said(self, one: PlanSet) -> list[tuple[str, str]]:
        lines = [
            " · ".join(filter(None, (label(PLAN_ITEMS, item.kind), item.title, str(item.after))))
            for item in one.items
        ]
        return [(one.title, "\n".join(lines))]


plan_sets = PlanSetEditor()
