"""Partners: the team's address book, which everybody who can open the team keeps."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.accounts.doors import DeskRequest
from apps.cases.partners import PARTNERS, Partner, Partners
from apps.desk.editor import Editor
from apps.desk.forms.partners import PartnerForm, PartnerSearch
from apps.desk.labels import listed
from apps.desk.partners import DOES, handle_of, line_of
from apps.desk.people import members_of
from apps.desk.places import country_name, language_name
from apps.desk.teampapers import View, of_team
from apps.teams.models import Team


class PartnerEditor(Editor[Partners, Partner]):
    """Partners by name, and those who fit what is looked for."""

    kept = PARTNERS
    several, single = "partners", "partner"
    at = "desk/partners"
    full = _("There are 300 partners already. Delete one first.")

    def guard(self, view: View) -> View:
        """Let in everybody who can open the team."""
        return of_team(view)

    def blank(self, ref: str) -> Partner:
        return Partner(ref, "")

    def form(
        self,
        request: DeskRequest,
        team: Team,
        one: Partner | None,
        data: QueryDict | None,
        **first: Any,
    ) -> PartnerForm:
        colleagues = members_of(team)
        if one is not None:
            first |= PartnerForm.of(one)
            if one.vouched_by:
                colleagues.setdefault(one.vouched_by, handle_of(one.vouched_by))
        elif request.user.ref.hex in colleagues:
            first |= {"vouched_by": request.user.ref.hex}
        return PartnerForm(data, initial=first, colleagues=colleagues)

    def listed(self, request: DeskRequest, team: Team, paper: Partners) -> dict[str, Any]:
        look = look_in(paper, request.GET)
        found = paper.found(**look.asked)
        return {
            "lines": [line_of(one) for one in found],
            "look": look,
            "any": bool(paper.items),
            "all": not look.asked,
        }

    def asked(self, request: DeskRequest, one: Partner) -> dict[str, Any]:
        return {"line": line_of(one)}

    def said(self, one: Partner) -> list[tuple[str, str]]:
        line = line_of(one)
        words = {
            "name": one.name,
            "does": listed(line.does),
            "countries": listed(line.countries),
            "languages": listed(line.languages),
            "contact": one.contact,
            "vouched": "\n".join(part for part in (line.vouched, one.vouched) if part),
            "notes": one.notes,
        }
        fields = PartnerForm.base_fields
        return [(str(fields[name].label), text) for name, text in words.items() if text]


def look_in(paper: Partners, asked: QueryDict) -> PartnerSearch:
    """Return the search, which offers only what stands in the address book."""
    does = {code for one in paper.items for code in one.does}
    countries = {code: country_name(code) for one in paper.items for code in one.countries}
    languages = {code: language_name(code) for one in paper.items for code in one.languages}
    return PartnerSearch(
        asked,
        does=[(code, name) for code, name in DOES.items() if code in does],
        countries=by_name(countries),
        languages=by_name(languages),
    )


def by_name(named: dict[str, str]) -> list[tuple[str, str]]:
    """Return codes and names in the order of the names."""
    return sorted(named.items(), key=lambda pair: pair[1].casefold())


partners = PartnerEditor()
