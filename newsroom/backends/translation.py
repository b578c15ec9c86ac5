"""Templates of the public site in the language of the interface: an environment of Jinja2 for each language.

A text is translated when its template is compiled, so that a page in French costs no more than one in
English.
"""

from typing import Any

from django.conf import settings
from django.template.backends.jinja2 import Jinja2, Template
from django.utils.translation import get_language, override
from jinja2 import nodes
from jinja2.ext import InternationalizationExtension
from jinja2.parser import Parser


class TranslatedTemplates(Jinja2):
    """Django's backend for Jinja2, with an engine of its own for each language but the site's own."""

    def __init__(self, params: dict[str, Any]) -> None:
        with override(settings.LANGUAGE_CODE):
            super().__init__(params)
        self._params = params
        self._others: dict[str, Jinja2] = {}

    def get_template(self, template_name: str) -> Template:
        """Return a template in the language that is active."""
        language = get_language() or settings.LANGUAGE_CODE
        if language == settings.LANGUAGE_CODE:
            return super().get_template(template_name)
        if language not in self._others:
            self._others[language] = Jinja2(self._params)
        return self._others[language].get_template(template_name)


class TranslationExtension(InternationalizationExtension):
    """Jinja2's `trans`, but a text whose language is known, which is all but plurals, is no call any more."""

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """Parse a block of `trans`."""
        parsed = super().parse(parser)
        for node in parsed if isinstance(parsed, list) else [parsed]:
            for marked in node.find_all(nodes.MarkSafeIfAutoescape):
                call = marked.expr
                if isinstance(call, nodes.Call) and getattr(call.node, "name", "") == "gettext":
                    text = call.args[0].as_const()
                    marked.expr = nodes.Const(self.environment.globals["gettext"](text))  # type: ignore[operator]
        return parsed
