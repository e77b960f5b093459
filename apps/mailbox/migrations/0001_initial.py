import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("mailbox", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("proof", models.BinaryField(max_length=32)),
                ("own_numbers", models.BinaryField()),
                ("own_files", models.BinaryField(default=bytes)),
            ],
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("ref", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("twin", models.UUIDField()),
                ("second", models.BooleanField(default=False)),
                ("locator_hash", models.BinaryField(max_length=32)),
                ("sealed_mailbox_key", models.BinaryField(max_length=61)),
                ("sealed_intake_key", models.BinaryField(max_length=61)),
                ("withdrawal_hash", models.BinaryField(max_length=32)),
                ("sealed_skipped", models.BinaryField(default=bytes)),
                ("guest", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mailboxes",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "position"), name="a_place_among_mailboxes_is_taken_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__lt", 200)),
                        name="a_case_has_200_mailboxes_at_most",
                    ),
                ],
            },
        ),
    ]
