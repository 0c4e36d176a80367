"""Credit runs that are kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table; runs made before were not kept."""

    dependencies = [("alignment", "0004_remark_day")]

    operations = [
        migrations.CreateModel(
            name="CreditRunRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("series", models.CharField(max_length=64)),
                ("agreement_hash", models.CharField(max_length=80)),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
            ],
            options={"indexes": [models.Index(fields=["series", "id"], name="credit_run_series")]},
        ),
    ]
