import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ErasedRef",
            fields=[
                (
                    "hash",
                    models.BinaryField(
                        editable=True, max_length=32, primary_key=True, serialize=False
                    ),
                ),
                ("until", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["until"], name="retention_erasedref_until")],
            },
        ),
        migrations.CreateModel(
            name="Unfinished",
            fields=[
                (
                    "ref",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("words", models.BooleanField(default=False)),
            ],
        ),
    ]
