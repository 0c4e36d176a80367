"""A lead can be put aside until an instant."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; nothing stands aside yet."""

    dependencies = [("handoffs", "0002_customer_words")]

    operations = [
        migrations.AddField(model_name="handoff", name="aside_until", field=models.DateTimeField(null=True)),
    ]
