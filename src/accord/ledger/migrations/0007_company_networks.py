from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0006_hits_judged'),
    ]

    operations = [
        migrations.CreateModel(
            name='CompanyNetwork',
            fields=[
                ('cidr', models.CharField(max_length=50, primary_key=True, serialize=False)),
                ('company', models.CharField(max_length=200)),
                ('domain', models.CharField(default='', max_length=200)),
                ('list_name', models.CharField(max_length=120)),
                ('dated', models.DateField()),
                ('actor', models.CharField(max_length=80)),
                ('imported_at', models.DateTimeField()),
            ],
        ),
    ]
