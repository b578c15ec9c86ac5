"""What the workflow promises, as the database keeps it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('articles', '0006_workflow_of_old_editions')]

    operations = [
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('edition', 1), ('state__in', ['draft', 'submitted', 'approved']), models.Q(('is_minor', False), models.Q(('change_note', ''), _negated=True)), models.Q(('is_minor', True), models.Q(('minor_reason', ''), _negated=True)), _connector='OR'), name='article_later_edition_explained', violation_error_message='A later edition says what it changed, or why the change is minor.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('public_at__isnull', True), ('embargo_until__isnull', True), ('public_at__gte', models.F('embargo_until')), _connector='OR'), name='article_embargo_kept', violation_error_message='A release is not public before its embargo ends.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('forced_by__isnull', True), ('state__in', ['published', 'withdrawn', 'unpublished']), _connector='OR'), name='article_forced_was_issued', violation_error_message='Only what was published can wait for an approval afterwards.'),
        ),
    ]
