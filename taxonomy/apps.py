"""The name of this part of the newsroom at the desk."""

from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """The app under the name that the desk shows."""

    name = "taxonomy"
    verbose_name = "Vocabularies"
