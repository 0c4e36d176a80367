import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0001_content'),
    ]

    operations = [
        migrations.CreateModel(
            name='PieceDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField()),
                ('link', models.CharField(default='', max_length=2000)),
                ('text', models.TextField(default='')),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('piece', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='content.piecerow')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('piece', 'version'), name='piece_draft_once')],
            },
        ),
        migrations.CreateModel(
            name='PieceShare',
            fields=[
                ('key', models.BigIntegerField(primary_key=True, serialize=False)),
                ('subject', models.BigIntegerField()),
                ('way', models.CharField(max_length=10)),
                ('token', models.CharField(default='', max_length=32)),
                ('note', models.CharField(default='', max_length=300)),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('piece', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='content.piecerow')),
            ],
            options={
                'indexes': [models.Index(fields=['subject'], name='piece_share_subject'), models.Index(fields=['piece', 'at'], name='piece_share_piece')],
            },
        ),
    ]
