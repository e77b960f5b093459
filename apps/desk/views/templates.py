"""Templates: the words that a team keeps ready, as its coordinator sets them."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.accounts.doors import DeskRequest
from apps.cases.templates import PURPOSES, TEMPLATES, Template, Templates
from apps.desk.editor import TextsEditor
from apps.desk.forms import TemplateForm
from apps.desk.labels import label
from apps.teams.models import Team


class TemplateEditor(TextsEditor[Templates, Template]):
    """Templates, by what they are for."""

    kept = TEMPLATES
    several, single = "templates", "template"
    full = _("There are 200 templates already. Delete one first.")

    def blank(self, ref: str) -> Template:
        return Template(ref, "", "other", {})

    def form(
        self,
        request: DeskRequest,
        team: Team,
        one: Template | None,
        data: QueryDict | None,
        **first: Any,
    ) -> TemplateForm:
        if one is not None:
            first |= {"purpose": one.purpose}
        return TemplateForm(data, **self.filled(one, first))

    def listed(self, request: DeskRequest, team: Team, paper: Templates) -> dict[str, Any]:
        lines = [
            {**self.line(one), "purpose": label(PURPOSES, one.purpose)}
            for purpose in PURPOSES
            for one in paper.items
            if one.purpose == purpose
        ]
        return {"lines": lines}


templates = TemplateEditor()
