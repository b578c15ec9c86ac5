"""What a reviewer link asks for is one choice of three; who ends one is kept with when."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def carry_over(apps, schema_editor):
    links = apps.get_model('articles', 'ReviewLink').objects.using(schema_editor.connection.alias)
    # Each row once: PostgreSQL lets no table be altered that has a row changed twice.
    links.filter(may_comment=False, may_approve=False).update(asks_for='reading')
    links.filter(may_approve=True).update(asks_for='approval')


def carry_back(apps, schema_editor):
    links = apps.get_model('articles', 'ReviewLink').objects.using(schema_editor.connection.alias)
    links.filter(asks_for='reading').update(may_comment=False)
    links.filter(asks_for='approval').update(may_approve=True)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0017_catalogue_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='reviewlink',
            name='asks_for',
            field=models.CharField(choices=[('reading', 'Reading only'), ('comment', 'Comments'), ('approval', 'Comments and approval')], default='comment', max_length=10),
        ),
        migrations.AddField(
            model_name='reviewlink',
            name='revoked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(carry_over, carry_back),
        migrations.RemoveField(
            model_name='reviewlink',
            name='may_approve',
        ),
        migrations.RemoveField(
            model_name='reviewlink',
            name='may_comment',
        ),
        migrations.AddConstraint(
            model_name='reviewlink',
            constraint=models.CheckConstraint(condition=models.Q(('revoked_by__isnull', True), ('revoked_at__isnull', False), _connector='OR'), name='reviewlink_revoked_by_and_at', violation_error_message='Who ended a reviewer link is kept with when.'),
        ),
    ]
