"""What the customer said at the outcome."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A table of its own: it is personal, and erased."""

    dependencies = [("handoffs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="CustomerWords",
            fields=[
                ("handoff", models.BigIntegerField(primary_key=True, serialize=False)),
                ("subject", models.BigIntegerField()),
                ("question", models.TextField(default="")),
                ("informed_by", models.TextField(default="")),
                ("challenge", models.TextField(default="")),
                ("actor", models.CharField(max_length=80)),
                ("said_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["subject"], name="customer_words_subject")]},
        ),
    ]
