"""Who the organisation is, as it says itself to everyone, and the buckets that hold floods back."""

import secrets
from collections.abc import Collection
from typing import Annotated, Any, Final

import msgspec
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from apps.web.wording import check_away, check_beginning, check_onion

SITE_SALT_BYTES = 16
BUCKET_KEY_BYTES = 32


def new_site_salt() -> bytes:
    return secrets.token_bytes(SITE_SALT_BYTES)


# What a row can hold, where a page would fail for anything else.
SHAPES: Final[dict[str, Any]] = {
    "languages": list[str],
    "countries": list[str],
    "danger_words": dict[str, str],
    "country_words": dict[str, dict[str, str]],
    "mirror": Annotated[str, msgspec.Meta(pattern=r"^(https://[^\s\[\]@?#]+)?$")],
    "onion": Annotated[str, msgspec.Meta(pattern=r"^(https?://[a-z2-7]{56}\.onion/?)?$")],
    "welcome": dict[str, str],
    "who_we_are": dict[str, str],
    "other_ways": dict[str, str],
    "closed_words": dict[str, str],
    "leave_safety": dict[str, str],
    "promise_days": Annotated[int, msgspec.Meta(ge=1, le=60)],
    "withdraw_days": Annotated[int, msgspec.Meta(ge=0, le=14)],
    "idle_minutes": Annotated[int, msgspec.Meta(ge=5, le=30)],
}


class Organisation(models.Model):
    """The one organisation. All of it is public or harmless; texts are {language: text}."""

    class Accent(models.TextChoices):
        SEA = "sea"
        SLATE = "slate"
        MOSS = "moss"
        CLAY = "clay"
        PLUM = "plum"
        STONE = "stone"

    class Notices(models.TextChoices):
        MAIL = "mail"
        NOBODY = "nobody"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=120)
    languages = models.JSONField(default=list)  # Codes; the first is the default.
    countries = models.JSONField(default=list, blank=True)  # ISO 3166; they lead the lists.
    promise_days = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    danger_words = models.JSONField(default=dict, blank=True)
    welcome = models.JSONField(default=dict, blank=True)
    who_we_are = models.JSONField(default=dict, blank=True)
    other_ways = models.JSONField(default=dict, blank=True)
    closed_words = models.JSONField(default=dict, blank=True)
    leave_safety = models.JSONField(default=dict, blank=True)
    # {country: {language: words}}: what to mind in one country, such as browsers and lines.
    country_words = models.JSONField(default=dict, blank=True)
    leave_address = models.URLField(max_length=300, blank=True, validators=[check_away])
    # The same pages at other addresses, for when this one stops opening.
    mirror = models.URLField(max_length=300, blank=True, validators=[check_beginning])
    onion = models.CharField(max_length=80, blank=True, validators=[check_onion])
    notices = models.CharField(max_length=6, choices=Notices, default=Notices.MAIL)
    nobody_statement = models.TextField(blank=True)
    accent = models.CharField(max_length=5, choices=Accent, default=Accent.SEA)
    accepting = models.BooleanField(default=True)
    opened = models.BooleanField(default=False)
    withdraw_days = models.PositiveSmallIntegerField(default=3, validators=[MaxValueValidator(14)])
    idle_minutes = models.PositiveSmallIntegerField(
        default=15, validators=[MinValueValidator(5), MaxValueValidator(30)]
    )
    # Whether whoever asks is offered a second code, which opens a harmless view.
    second_codes = models.BooleanField(default=False)
    # Stretches every code; changing it would close every mailbox.
    site_salt = models.BinaryField(
        max_length=SITE_SALT_BYTES, default=new_site_salt, editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="there_is_one_organisation"),
            models.CheckConstraint(
                condition=Q(promise_days__range=(1, 60)), name="a_promise_is_1_to_60_days"
            ),
            models.CheckConstraint(
                condition=Q(withdraw_days__lte=14), name="taking_back_waits_14_days_at_most"
            ),
            models.CheckConstraint(
                condition=Q(idle_minutes__range=(5, 30)), name="idling_is_5_to_30_minutes"
            ),
            models.CheckConstraint(
                condition=Q(accent__in=["sea", "slate", "moss", "clay", "plum", "stone"]),
                name="the_accent_is_one_of_six",
            ),
            models.CheckConstraint(
                condition=Q(notices="mail") | (Q(notices="nobody") & ~Q(nobody_statement="")),
                name="nobody_told_is_written_down",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        **more: Any,
    ) -> "Organisation":
        """Read the row; what somebody changed into nonsense behind us stands at its default."""
        found = super().from_db(db, field_names, values, **more)
        for field in cls._meta.concrete_fields:
            if field.name in SHAPES and field.attname in field_names:
                try:
                    msgspec.convert(getattr(found, field.name), SHAPES[field.name])
                except msgspec.ValidationError:
                    setattr(found, field.name, field.get_default())
        return found


class Bucket(models.Model):
    """Tokens left for one action and one account today; the key tells neither."""

    key = models.BinaryField(primary_key=True, max_length=BUCKET_KEY_BYTES, editable=True)
    tokens = models.FloatField()
    updated = models.PositiveBigIntegerField()  # Seconds.

    def __str__(self) -> str:
        return "bucket"


class Safekeeping(models.Model):
    """When the newest backup was made, and when somebody last tried to bring one back.

    And on which day the blobs of files were last looked over, and how many were lost then. Never
    part of a backup: a house that was brought back has had none of its own yet.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    backed_up_on = models.DateField(null=True, default=None)
    restore_tried_on = models.DateField(null=True, default=None)
    files_looked_over_on = models.DateField(null=True, default=None)
    files_lost = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="backups_are_remembered_once"),
        ]

    def __str__(self) -> str:
        return str(self.backed_up_on)
