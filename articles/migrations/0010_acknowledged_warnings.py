"""Moves keep which warnings whoever made them had read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_pictures_and_attachments")]

    operations = [
        migrations.AddField(
            model_name="transition",
            name="acknowledged",
            field=models.JSONField(
                default=list, help_text="The codes of the warnings that whoever made the move had read."
            ),
        )
    ]
