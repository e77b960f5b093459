"""Stages as a team says them: their names, those that are offered, and the path of a case.

Every page that names a stage asks here: a team may rename stages, hide some, or work with the five
groups alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.translation import get_language

from apps.accounts.models import User
from apps.cases import vocabulary
from apps.cases.queries import rules_of
from apps.cases.rules import Rules
from apps.crypto import Keyring
from apps.teams.queries import casework_teams

Names = Mapping[str, str]

SHIPPED: Final = Rules()


def stage_names(rules: Rules) -> Names:
    """Return every stage with the name that this team has for it in the reader's language."""
    return {stage: _name(rules, stage) for stage in vocabulary.ORDER}


def stage_name(rules: Rules, stage: str) -> str:
    """Return a team's name of one stage; a code that is not of the list stands as it is."""
    return _name(rules, stage) if stage in vocabulary.STAGES else stage


def _name(rules: Rules, stage: str) -> str:
    if rules.groups_only and stage != "closed":
        return str(vocabulary.GROUP_LABELS[vocabulary.group_of(stage)])
    own = rules.names.get(stage, {}).get(get_language() or "", "")
    return own.strip() or str(vocabulary.STAGES[stage])


def stages_offered(rules: Rules, *, but: str = "") -> list[tuple[str, str]]:
    """Return code and name of the stages that a case in stage ``but`` can be moved to."""
    own = vocabulary.group_of(but) if rules.groups_only else ""
    return [
        (stage, _name(rules, stage))
        for stage in rules.offered()
        if stage != but and (not own or vocabulary.group_of(stage) != own)
    ]


def path_of(rules: Rules, stage: str) -> list[tuple[str, str]]:
    """Return code and name of the steps of a case's path; the one that it stands in is of them."""
    offered = {*rules.offered(), "closed"}
    if rules.groups_only and stage != "closed":
        group = vocabulary.GROUPS.get(vocabulary.group_of(stage), ())
        offered = {code for code in offered if code not in group} | {stage}
    shown = [code for code in vocabulary.ORDER if code in offered or code == stage]
    return [(code, _name(rules, code)) for code in shown]


def rules_by_team(*, user: User, keyring: Keyring) -> dict[str, Rules]:
    """Return the rules of each casework team of a person that opens, by the team's ref in hex."""
    teams = casework_teams(user)
    return {team.ref.hex: rules_of(team=team, user=user, keyring=keyring) for team in teams}


def common(rules: Iterable[Rules]) -> Rules:
    """Return the rules that name stages for several teams at once: theirs, where they agree."""
    found: Sequence[Rules] = list(rules)
    return found[0] if found and all(one == found[0] for one in found) else SHIPPED
