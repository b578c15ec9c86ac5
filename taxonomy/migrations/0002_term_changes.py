"""Changes of terms, for those who follow them; they begin with every term there is."""

import django.utils.timezone
from django.db import migrations, models


VOCABULARIES = {
    'type': 'ReleaseType', 'structure': 'Structure', 'field': 'FieldOfWork', 'country': 'Country', 'meeting': 'Meeting',
}


def begin_with_all_terms(apps, schema_editor):
    """A change for each term."""
    changes = apps.get_model('taxonomy', 'TermChange')
    for vocabulary, name in VOCABULARIES.items():
        slugs = apps.get_model('taxonomy', name).objects.order_by('position', 'name').values_list('slug', flat=True)
        changes.objects.bulk_create(changes(vocabulary=vocabulary, slug=slug, kind='created') for slug in slugs)


class Migration(migrations.Migration):

    dependencies = [
        ('taxonomy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TermChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vocabulary', models.CharField(help_text='Its name in addresses.', max_length=20)),
                ('slug', models.SlugField(db_index=False, max_length=200)),
                ('kind', models.CharField(choices=[('created', 'created'), ('renamed', 'renamed'), ('closed', 'closed'), ('changed', 'changed'), ('removed', 'removed')], max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RunPython(begin_with_all_terms, migrations.RunPython.noop),
    ]
