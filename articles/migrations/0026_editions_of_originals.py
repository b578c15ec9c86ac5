from django.db import migrations, models
from django.db.models import F, Q

# A translation that was there before counts as made from the edition that readers saw when it was begun.
NOTE_EDITIONS = """
UPDATE articles_article SET translates_edition = COALESCE(
    (SELECT MAX(original.edition) FROM articles_article original
     WHERE original.release = articles_article.translates
     AND original.public_at <= articles_article.recorded_at), 1)
WHERE translates IS NOT NULL
"""
NO_TRANSLATIONS_OF_THEMSELVES = "UPDATE articles_article SET translates = NULL WHERE translates = release"


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0025_offices'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='translates_edition',
            field=models.PositiveSmallIntegerField(blank=True, help_text='The edition of the original that this text was made from. Left empty, it is the newest.', null=True, verbose_name='made from its edition'),
        ),
        migrations.RunSQL(NO_TRANSLATIONS_OF_THEMSELVES, migrations.RunSQL.noop),
        migrations.RunSQL(NOTE_EDITIONS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=Q(translates__isnull=True) | ~Q(translates=F('release')), name='article_translates_another', violation_error_message='A release cannot be a translation of itself.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=Q(translates_edition__isnull=True) | Q(translates__isnull=False), name='article_edition_of_an_original', violation_error_message='Only a translation is made from an edition of an original.'),
        ),
    ]
