"""What is asked, in each version that was ever published, what may be asked next, and where."""

import uuid

from django.db import models
from django.db.models import Q

from apps.teams.models import Team

MOST_WORD = 24
# The form that stands at the beginning, which has no word of its own.
FIRST = ""


class Entrance(models.Model):
    """A form with an address of its own, whose requests go to a team of its own.

    ``word`` is its part of the address, given once and never to another. Which form a request came
    by stands in no row: the version that was answered tells it, under the seal.
    """

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    word = models.CharField(max_length=MOST_WORD, unique=True)
    name = models.CharField(max_length=60, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="entrances")
    country = models.CharField(max_length=2, blank=True)
    accepting = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(word=FIRST), name="only_the_first_form_has_no_word")
        ]

    def __str__(self) -> str:
        return self.word


class Questionnaire(models.Model):
    """One version of the questions: public, written once, never changed.

    Versions are counted through all forms, so that a number names the form as well.
    """

    version = models.PositiveIntegerField(primary_key=True)
    form = models.CharField(max_length=MOST_WORD, blank=True, default=FIRST)
    # JSON, as text: what was read once is found again by it.
    definition = models.TextField()
    published_on = models.DateField()

    def __str__(self) -> str:
        return str(self.version)


class Draft(models.Model):
    """The questions of a form as they may be published next; none until somebody changes something.

    Nothing of an applicant stands in it: whoever reads the disk learns which questions are thought
    of. ``edition`` goes up with every change and never back, so that nobody undoes another's.
    """

    form = models.CharField(primary_key=True, max_length=MOST_WORD, default=FIRST, editable=False)
    definition = models.JSONField(null=True, default=None)
    edition = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.edition)
