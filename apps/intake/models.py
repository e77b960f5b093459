"""What is asked, in each version that was ever published, and what may be asked next."""

from django.db import models


class Questionnaire(models.Model):
    """One version of the questions: public, written once, never changed."""

    version = models.PositiveIntegerField(primary_key=True)
    definition = models.JSONField()
    published_on = models.DateField()

    def __str__(self) -> str:
        return str(self.version)


class Draft(models.Model):
    """The questions as they may be published next; none are until somebody changes something.

    Nothing of an applicant stands in it: whoever reads the disk learns which questions are thought
    of. ``edition`` goes up with every change and never back, so that nobody undoes another's.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    definition = models.JSONField(null=True, default=None)
    edition = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_draft"),
        ]

    def __str__(self) -> str:
        return str(self.edition)
