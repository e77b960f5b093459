"""What the operator's side remembers."""

from django.db import models


class HeadMail(models.Model):
    """The day on which overseers were last mailed the head of the access record."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="the_head_is_mailed_once_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.day)


class BackupKey(models.Model):
    """The public key that backups are sealed to; its 24 words are kept away from the machine."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    public_key = models.BinaryField(max_length=1216)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_backup_key"),
        ]

    def __str__(self) -> str:
        return "backup key"
