"""What people change in editions in preparation is kept, field by field."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_acknowledged_warnings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Alteration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("release", models.PositiveBigIntegerField(verbose_name="release number")),
                ("edition", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("changed", "changed"), ("deleted", "deleted")], default="changed", max_length=20
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "changes",
                    models.JSONField(
                        help_text="By field, before and after: a text, or a list of names for terms and tags."
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["release", "-at"], name="alteration_by_release")],
            },
        )
    ]
