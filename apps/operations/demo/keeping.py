"""What the invented teams keep beside their cases: other ways to help, and partners."""

from datetime import UTC, datetime, timedelta
from typing import Final

from apps.cases.kept import Keys, new_ref
from apps.cases.other_ways import OtherWay, save_way
from apps.cases.partners import Partner, save_partner
from apps.operations.demo import words
from apps.operations.demo.people import Member
from apps.teams.models import Team

HALF_A_YEAR: Final = timedelta(days=180)


def keep(team: Team, by: Member) -> None:
    """Let somebody of a team write down whom else to turn to."""
    keys: Keys = {"team": team, "user": by.user, "keyring": by.keyring}
    for version, (title, countries, texts) in enumerate(words.WAYS):
        save_way(OtherWay(new_ref(), title, list(countries), texts), version=version, **keys)
    since = (datetime.now(UTC).date() - HALF_A_YEAR).isoformat()
    for version, partner in enumerate(words.PARTNERS):
        # The last is known to others alone, and not for long.
        ours = partner is not words.PARTNERS[-1]
        vouched = {"vouched_by": by.user.ref.hex, "since": since} if ours else {}
        one = Partner(ref=new_ref(), **{**partner, **vouched})
        save_partner(one, version=version, **keys)
