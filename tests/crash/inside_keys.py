"""What is done to the keys of a house from inside, and what is looked for afterwards."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from apps.accounts.models import User
from apps.audit.queries import verify
from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.admission import list_cases
from apps.cases.models import Case, CaseKey, HandedKeys
from apps.cases.queries import open_case
from apps.cases.renewing import renew_keys
from apps.crypto import Keyring
from apps.teams.models import Epoch, Team
from apps.teams.queries import teams_of

Told = dict[str, Any]


def person(told: Told) -> tuple[User, Keyring]:
    """Return somebody with the keyring that only they have."""
    user = User.objects.get(ref=UUID(told["user"]))
    return user, Keyring(user=user.ref.bytes, secret=bytes.fromhex(told["secret"]))


def renew(told: Told) -> Any:
    """Make Harbour's keys anew, as Amira."""
    user, keyring = person(told)
    team = teams_of(user)[0]
    return {"cases": renew_keys(team=team, user=user, keyring=keyring).cases}


def restrict(told: Told) -> Any:
    """Restrict the first case that is open to the team to Amira and Bo."""
    hand = _first(told)
    people = User.objects.filter(handle="bo")
    actions.restrict_case(hand, people=list(people))
    return {"ref": hand.opened.case.ref.hex}


def move(told: Told) -> Any:
    """Move the first case that is open to the team to Lighthouse."""
    hand = _first(told)
    actions.move_to_team(hand, team=Team.objects.get(name="Lighthouse"))
    return {"ref": hand.opened.case.ref.hex}


def _first(told: Told) -> Hand:
    user, keyring = person(told)
    list_cases(user=user, keyring=keyring)
    key = CaseKey.objects.filter(team=teams_of(user)[0]).order_by("case")[0]
    opened = open_case(ref=key.case_id, user=user, keyring=keyring)
    return Hand(opened, user, keyring, opened.sequence)


def look(told: Told) -> Any:
    """Look for a case that nobody opens, or that somebody opens who must not."""
    faults = [*_unopened(told), *(f"record: {fault.what}" for fault in verify())]
    return {
        "faults": faults,
        "epochs": Epoch.objects.filter(team__name="Harbour").count(),
        "named": HandedKeys.objects.filter(purpose=1).values("case").distinct().count(),
        "moved": Case.objects.filter(team__name="Lighthouse").count(),
    }


def _unopened(told: Told) -> Iterator[str]:
    seen: dict[UUID, set[str]] = {ref: set() for ref in Case.objects.values_list("ref", flat=True)}
    for one in (told, *told["others"]):
        user, keyring = person(one)
        for row in list_cases(user=user, keyring=keyring).rows:
            if row.body is None:
                yield f"{row.ref}: its summary does not open for {user.handle}"
            elif open_case(ref=row.ref, user=user, keyring=keyring).damaged:
                yield f"{row.ref}: it is damaged for {user.handle}"
            else:
                seen[row.ref].add(user.handle)
    for ref, people in seen.items():
        if people not in ({"amira", "bo"}, {"chioma"}):
            yield f"{ref}: it opens for {sorted(people)}"


COMMANDS: Final = {"renew": renew, "restrict": restrict, "move": move, "look": look}
