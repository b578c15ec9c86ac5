"""What the workflow needs of editions, and the outbox; its constraints follow once old editions meet them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0004_search_positions'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('taxonomy', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effect', models.CharField(help_text='A name of `articles.outbox.EFFECTS`.', max_length=20)),
                ('due_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField(help_text='`due_at`, or later after a try that failed.')),
                ('tries', models.PositiveSmallIntegerField(default=0, help_text='How many tries failed.')),
                ('error', models.TextField(blank=True, help_text='Why the last try failed.')),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['due_at', 'pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['-position', '-pk'], 'permissions': [('change_own_article', 'Can change and submit the drafts of releases that he or she created'), ('review_article', 'Can approve and return what others wrote'), ('publish_article', 'Can publish, schedule and withdraw releases')], 'verbose_name': 'release'},
        ),
        migrations.AddField(
            model_name='article',
            name='created_by',
            field=models.ForeignKey(blank=True, editable=False, help_text='Who began this edition; nobody for what was imported.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='article',
            name='embargo_until',
            field=models.DateTimeField(blank=True, help_text='It cannot be made public before this instant.', null=True, verbose_name='under embargo until'),
        ),
        migrations.AddField(
            model_name='article',
            name='forced_by',
            field=models.ForeignKey(blank=True, editable=False, help_text='Who published this edition unapproved, until somebody else has approved it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='article',
            name='is_minor',
            field=models.BooleanField(default=False, help_text='A slip of the pen: readers are not told that the release was updated.', verbose_name='minor change'),
        ),
        migrations.AddField(
            model_name='article',
            name='last_major_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='Of a minor edition: since when the last edition before it that was not minor is public.', null=True),
        ),
        migrations.AddField(
            model_name='article',
            name='minor_reason',
            field=models.TextField(blank=True, help_text='For colleagues; needed for a minor change.', verbose_name='why it is minor'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('state__in', ['draft', 'submitted', 'approved'])), fields=['state'], name='article_in_preparation'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['public_at'], name='article_by_public_at'),
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='transition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='articles.transition'),
        ),
        migrations.AddIndex(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['next_try_at'], name='outbox_to_do'),
        ),
        migrations.AddConstraint(
            model_name='outboxmessage',
            constraint=models.UniqueConstraint(fields=('transition', 'effect'), name='outbox_each_effect_once'),
        ),
    ]
