"""What brings a deleted draft back is kept with its deletion; drafts that were deleted before stay gone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0024_review_readings'),
    ]

    operations = [
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
