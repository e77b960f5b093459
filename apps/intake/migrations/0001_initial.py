from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('version', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('definition', models.JSONField()),
                ('published_on', models.DateField()),
            ],
        ),
    ]
