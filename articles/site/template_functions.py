"""What templates of the site call that is about releases: an extension of Jinja2, which the settings name."""

from jinja2 import Environment
from jinja2.ext import Extension

from taxonomy import languages


class SiteFunctions(Extension):
    """Gives every template `in_language(code)`: the attributes of an element whose text is in a language."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["in_language"] = languages.attributes_of
