"""What templates of the site call that is about releases: an extension of Jinja2, which the settings name."""

from jinja2 import Environment
from jinja2.ext import Extension

from taxonomy import interface, languages


class SiteFunctions(Extension):
    """Gives every template `in_language(code)`, the attributes of a text in a language, and DAY, a format."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["in_language"] = languages.attributes_of
        environment.globals["DAY"] = interface.day_format()
