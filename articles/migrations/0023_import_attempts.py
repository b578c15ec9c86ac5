"""How often a worker has begun an uploaded file: one that never comes to its end fails."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0022_desk_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='importupload',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, help_text='How often a worker has begun what it waits for.'),
        ),
        migrations.AlterField(
            model_name='importupload',
            name='taken_at',
            field=models.DateTimeField(blank=True, help_text='When the worker that has it last gave a sign of life.', null=True),
        ),
    ]
