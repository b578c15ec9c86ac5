"""What brings a deleted draft back is kept with its deletion, drafts deleted before stay gone; names of the desk's lists."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0026_pictures_described_later'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='importbatch',
            options={'ordering': ['-started_at'], 'verbose_name': 'import'},
        ),
        migrations.AlterModelOptions(
            name='importrecord',
            options={'ordering': ['batch', 'source', 'line'], 'verbose_name': 'imported record'},
        ),
        migrations.AlterModelOptions(
            name='importupload',
            options={'ordering': ['-at', '-pk'], 'verbose_name': 'file to import', 'verbose_name_plural': 'files to import'},
        ),
        migrations.AlterModelOptions(
            name='outboxmessage',
            options={'ordering': ['due_at', 'pk'], 'verbose_name': 'delivery', 'verbose_name_plural': 'deliveries'},
        ),
        migrations.AddField(
            model_name='alteration',
            name='kept',
            field=models.JSONField(blank=True, help_text='Of a deletion: what brings the draft back, values and ids as the database had them.', null=True),
        ),
        migrations.AlterField(
            model_name='alteration',
            name='kind',
            field=models.CharField(choices=[('changed', 'changed'), ('deleted', 'deleted'), ('brought-back', 'brought back')], default='changed', max_length=20),
        ),
    ]
