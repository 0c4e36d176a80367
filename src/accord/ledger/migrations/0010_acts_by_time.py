"""Acts are found by when they were taken: the audit of a window reads that window."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_listening")]

    operations = [
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["occurred_at", "id"], name="act_taken"),
        ),
    ]
