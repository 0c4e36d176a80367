"""What the next team must know is kept with what the customer said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; nobody was asked before."""

    dependencies = [("handoffs", "0003_handoff_aside")]

    operations = [
        migrations.AddField(model_name="customerwords", name="papers", field=models.JSONField(default=dict)),
    ]
