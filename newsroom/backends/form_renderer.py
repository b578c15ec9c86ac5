"""Renderer of forms: Django's own widgets, labels and errors by Jinja2, which takes a tenth of the time."""

from functools import cache
from typing import TYPE_CHECKING

from django.forms.renderers import Jinja2
from django.template import TemplateDoesNotExist, loader

if TYPE_CHECKING:
    from django.template.backends.base import _EngineTemplate


class FormRenderer(Jinja2):
    """Renders Django's own form templates by Jinja2, and all others as they are."""

    def get_template(self, template_name: str) -> "_EngineTemplate":
        """Return the template of this name. Raises TemplateDoesNotExist."""
        return _template(self, template_name)


@cache
def _template(renderer: FormRenderer, name: str) -> "_EngineTemplate":
    """A form has hundreds of widgets of a dozen kinds: each kind is looked for once."""
    try:
        return renderer.engine.get_template(name)
    except TemplateDoesNotExist:
        return loader.get_template(name)
