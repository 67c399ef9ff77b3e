"""The templates of this room, filled in. Whatever is put in is escaped; a name that is missing is a fault."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


def rendered(template: str, **values: object) -> str:
    """One template of `hub/reporting/templates`. The same values give the same text."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    """Compiled templates: nothing in it changes, and nothing of a report stays."""
    return Environment(
        loader=PackageLoader("hub.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
