"""Keys by which an import finds releases under another title or day."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("articles", "0008_import_ledger")]

    operations = [
        migrations.AddField("provenance", "title_key", models.BigIntegerField(null=True, db_index=True)),
        migrations.AddField("provenance", "text_key", models.BigIntegerField(null=True, db_index=True)),
    ]
