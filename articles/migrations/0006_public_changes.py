"""The feed of changes; it begins with every release that readers see or will see."""

import functools
import secrets
from django.db import migrations, models
from django.utils import timezone


def begin_the_feed(apps, schema_editor):
    """A change for each edition that has a period without an end, or one that is to come."""
    articles, changes = apps.get_model('articles', 'Article'), apps.get_model('articles', 'PublicChange')
    now = timezone.now()
    shown = articles.objects.filter(state__in=['published', 'withdrawn']).exclude(public_until__lte=now)
    changes.objects.bulk_create(
        (
            changes(
                release=release,
                article=pk,
                kind='corrected' if public_at > now and edition > 1 else 'published',
                effective_at=public_at,
                is_scheduled=public_at > now,
            )
            for pk, release, edition, public_at in shown.order_by('public_at', 'pk').values_list('pk', 'release', 'edition', 'public_at')
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0005_search_stems'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.PositiveBigIntegerField(default=functools.partial(secrets.randbelow, *(9223372036854775808,), **{}), unique=True)),
                ('release', models.PositiveBigIntegerField(verbose_name='release number')),
                ('article', models.PositiveBigIntegerField(help_text='The id of the edition that changed; none when its change was taken back.', null=True)),
                ('kind', models.CharField(choices=[('published', 'published'), ('corrected', 'corrected'), ('retagged', 'retagged'), ('withdrawn', 'withdrawn'), ('reinstated', 'reinstated'), ('removed', 'removed')], max_length=20)),
                ('effective_at', models.DateTimeField(help_text='The instant from which it is true for readers.')),
                ('is_scheduled', models.BooleanField(default=False, help_text='Whether it was recorded before it is true: the clock makes it true.')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_scheduled', True)), fields=['effective_at', 'id'], name='publicchange_made_by_clock')],
            },
        ),
        migrations.RunPython(begin_the_feed, migrations.RunPython.noop),
    ]
