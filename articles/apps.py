"""The name of this part of the newsroom at the desk."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Releases, and how they come in."""

    name = "articles"
    verbose_name = "Releases and imports"

    def ready(self) -> None:
        """Have the roles of the desk written after each migrate."""
        from articles.editing import roles

        roles.write_after_migrate(self)
