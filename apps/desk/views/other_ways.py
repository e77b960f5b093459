"""Other ways to help: what a team tells whom it declines, as its coordinator keeps it."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.accounts.doors import DeskRequest
from apps.cases.other_ways import OTHER_WAYS, OtherWay, OtherWays
from apps.desk import places
from apps.desk.editor import TextsEditor
from apps.desk.forms.other_ways import OtherWayForm
from apps.teams.models import Team


class OtherWayEditor(TextsEditor[OtherWays, OtherWay]):
    """Other ways, with the countries that they are for."""

    kept = OTHER_WAYS
    several, single = "other_ways", "other_way"
    full = _("There are 200 already. Delete one first.")

    def blank(self, ref: str) -> OtherWay:
        return OtherWay(ref, "", [], {})

    def form(
        self,
        request: DeskRequest,
        team: Team,
        one: OtherWay | None,
        data: QueryDict | None,
        **first: Any,
    ) -> OtherWayForm:
        if one is not None:
            first |= {"countries": one.countries}
        return OtherWayForm(data, **self.filled(one, first))

    def listed(self, request: DeskRequest, team: Team, paper: OtherWays) -> dict[str, Any]:
        lines = [
            {**self.line(one), "countries": [places.country_name(code) for code in one.countries]}
            for one in paper.items
        ]
        return {"lines": lines}


other_ways = OtherWayEditor()
