"""Access has an epoch: ended and given back, no session from before holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("teams", "0006_notices")]
    operations = [
        migrations.AddField(model_name="user", name="epoch", field=models.IntegerField(default=0)),
        migrations.AddField(model_name="apikey", name="epoch", field=models.IntegerField(default=0)),
    ]
