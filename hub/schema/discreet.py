"""Messages of the GraphQL engine without what the caller sent: it quotes values, whole inputs among them."""

import re

_ECHOES = (
    (re.compile(r"[,;.]? found: .*", re.DOTALL | re.IGNORECASE), "."),
    (re.compile(r"(cannot represent [a-z0-9 -]*value): .*", re.DOTALL | re.IGNORECASE), r"\1."),
    (re.compile(r"Value '.*' does not exist in '(\w+)' enum.*", re.DOTALL), r"No such value in '\1' enum."),
    (re.compile(r"(found|Unexpected) (Name|String|BlockString|Int|Float) .*", re.DOTALL), r"\1 \2."),
    (re.compile(r"(unknown field) '.*?'\.?"), r"\1."),
)


def unechoed(message: str) -> str:
    """The message up to the first value; names of the schema, of variables and of types stay."""
    for pattern, instead in _ECHOES:
        message = pattern.sub(instead, message)
    return message
