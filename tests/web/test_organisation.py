"""Who the organisation is; the database holds it to its bounds too."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Field, JSONField

from apps.web.actions import change_organisation, found_organisation
from apps.web.models import SHAPES, Organisation
from apps.web.queries import organisation as the_organisation

pytestmark = pytest.mark.django_db


def test_there_is_none_before_set_up() -> None:
    assert the_organisation() is None


def test_there_is_never_a_second_one(organisation: Organisation) -> None:
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        found_organisation(name="Another", languages=["en"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(id=2, name="Another", languages=["en"])


@pytest.mark.parametrize(
    "odd",
    [
        {"promise_days": 0},
        {"promise_days": 61},
        {"withdraw_days": 15},
        {"idle_minutes": 4},
        {"accent": "red"},
        {"notices": "nobody"},
    ],
)
def test_odd_values_are_refused_by_the_action_and_by_the_database(
    organisation: Organisation, odd: dict[str, object]
) -> None:
    with pytest.raises(ValidationError), transaction.atomic():
        change_organisation(changes=odd)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.update(**odd)


def test_nobody_may_be_told_once_that_is_written_down(organisation: Organisation) -> None:
    changed = change_organisation(
        changes={"notices": "nobody", "nobody_statement": "We look every morning."}
    )
    assert changed.notices == "nobody"


def test_the_salt_of_the_codes_cannot_be_changed(organisation: Organisation) -> None:
    assert len(bytes(organisation.site_salt)) == 16
    with pytest.raises(ValueError, match="site_salt"):
        change_organisation(changes={"site_salt": bytes(16)})


@pytest.mark.parametrize("name", sorted(SHAPES))
@pytest.mark.parametrize("odd", ["5", "null", '"text"', "[5]", '{"en": 5}'])
def test_it_stands_at_its_default_where_somebody_wrote_nonsense_behind_us(
    organisation: Organisation, name: str, odd: str
) -> None:
    field = Organisation._meta.get_field(name)
    assert isinstance(field, Field)
    if not isinstance(field, JSONField):
        odd = "-1"
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                if connection.vendor == "sqlite":
                    cursor.execute("PRAGMA ignore_check_constraints = ON")
                cursor.execute(f"UPDATE web_organisation SET {name} = %s", [odd])  # noqa: S608
        except IntegrityError:
            return
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert getattr(the_organisation(), name) == field.get_default()
