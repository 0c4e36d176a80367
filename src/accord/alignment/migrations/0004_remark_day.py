"""The day that a promise is about: an event's, a campaign's start."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; what was asked before has no day."""

    dependencies = [("alignment", "0003_talk")]

    operations = [
        migrations.AddField(model_name="remark", name="day", field=models.DateField(null=True)),
    ]
