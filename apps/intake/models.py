"""What is asked, in each version that was ever published."""

from django.db import models


class Questionnaire(models.Model):
    """One version of the questions: public, written once, never changed."""

    version = models.PositiveIntegerField(primary_key=True)
    definition = models.JSONField()
    published_on = models.DateField()

    def __str__(self) -> str:
        return str(self.version)
