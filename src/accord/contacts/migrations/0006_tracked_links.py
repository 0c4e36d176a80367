from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0005_hold_cursor'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrackedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=32, unique=True)),
                ('subject', models.BigIntegerField()),
                ('target', models.CharField(max_length=2000)),
                ('about', models.CharField(max_length=40)),
                ('campaign', models.CharField(default='', max_length=200)),
                ('asset', models.CharField(default='', max_length=200)),
                ('message', models.CharField(default='', max_length=200)),
                ('actor', models.CharField(max_length=80)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['subject'], name='link_subject'), models.Index(fields=['about'], name='link_about')],
            },
        ),
    ]
