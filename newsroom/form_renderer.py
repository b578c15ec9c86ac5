"""How forms are drawn: Django's own widgets, labels and errors by Jinja2, which takes a tenth of the time."""

from functools import cache

from django.forms.renderers import Jinja2
from django.template import TemplateDoesNotExist, loader


class FormRenderer(Jinja2):
    """Templates that come with Django in Jinja2 are those; the admin's and ours are found where all templates are."""

    def get_template(self, template_name: str):
        return _template(self, template_name)


@cache
def _template(renderer: FormRenderer, name: str):
    """A form has hundreds of widgets of a dozen kinds: each kind is looked for once."""
    try:
        return renderer.engine.get_template(name)
    except TemplateDoesNotExist:
        return loader.get_template(name)
