from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("teams", "0002_api_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="FailedTries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bucket", models.CharField(max_length=64, unique=True)),
                ("times", models.JSONField(default=list)),
                ("last", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
