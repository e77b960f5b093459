"""What a coordinator or the operator sets for the whole organisation; every change is recorded."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import KeyPair, User
from apps.accounts.pins import read_pins, write_pins
from apps.audit.actions import record
from apps.audit.queries import head_words
from apps.crypto import Keyring
from apps.desk.readiness import is_ready
from apps.intake.actions import publish_shipped
from apps.intake.queries import questionnaire
from apps.teams.models import Team
from apps.web.actions import change_country_words, change_organisation, note_safekeeping
from apps.web.models import Organisation

# What an overseer remembers of the record stands beside their teams' pins.
RECORD_PIN = "record"


class NotReady(Exception):
    """The front door does not open before the short list is done."""


@transaction.atomic
def change_settings(*, by: User, changes: Mapping[str, Any]) -> Organisation:
    """Change what the organisation says of itself; ``ValidationError`` where a field is odd."""
    organisation = change_organisation(changes=changes)
    record(person=by.ref, verb="settings_changed", kind="organisation")
    return organisation


@transaction.atomic
def change_country(*, by: User, country: str, words: Mapping[str, str]) -> None:
    """Change the words of warning for one country."""
    change_country_words(country=country, words=words)
    record(person=by.ref, verb="settings_changed", kind="organisation")


@transaction.atomic
def choose_receiving(*, by: User, team: Team) -> None:
    """Let another team receive the requests from now on; a casework team alone may."""
    rows = Team.objects.select_for_update(no_key=True)
    chosen = rows.get(ref=team.ref, kind=Team.Kind.CASEWORK)
    Team.objects.filter(receiving=True).update(receiving=False)
    Team.objects.filter(ref=chosen.ref).update(receiving=True)
    record(person=by.ref, verb="settings_changed", kind="team", ref=chosen.ref)


@transaction.atomic
def open_front_door(*, by: User) -> None:
    """Take requests, for the first time. Raises ``NotReady``."""
    if not is_ready():
        raise NotReady
    if questionnaire() is None:
        publish_shipped()
    change_organisation(changes={"opened": True, "accepting": True})
    record(person=by.ref, verb="form_opened", kind="organisation")


@transaction.atomic
def note_restore(*, by: User) -> None:
    """Remember that today somebody brought a backup back elsewhere, and it opened."""
    note_safekeeping(restore_tried_on=timezone.localdate())
    record(person=by.ref, verb="restore_tried", kind="organisation")


@transaction.atomic
def close_form(*, by: User) -> None:
    """Take no new requests; whoever has a code still comes back with it."""
    change_organisation(changes={"accepting": False})
    record(person=by.ref, verb="form_closed", kind="organisation")


@transaction.atomic
def open_form(*, by: User) -> None:
    """Take requests again."""
    change_organisation(changes={"accepting": True})
    record(person=by.ref, verb="form_opened", kind="organisation")


@transaction.atomic
def remember_record(*, user: User, keyring: Keyring) -> None:
    """Remember the record's newest entry, so that a shorter or rewritten record shows later."""
    KeyPair.objects.select_for_update().get(user=user)
    pins = {**read_pins(keyring), RECORD_PIN: head_words()}
    write_pins(user=user, pins=pins, keyring=keyring)
