"""Decisions keep the numbers that they were made on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; decisions made before were made in words alone."""

    dependencies = [("alignment", "0005_credit_runs")]

    operations = [
        migrations.AddField(
            model_name="decisionrow",
            name="evidence",
            field=models.TextField(default=""),
        ),
    ]
