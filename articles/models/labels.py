"""The labels of fields, as the models give them."""

from django.db.models import Model


def verbose_name(model: type[Model], name: str) -> str:
    """Return the label of a field of a model, in small letters."""
    return str(getattr(model._meta.get_field(name), "verbose_name", name))
