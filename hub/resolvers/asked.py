"""What a request asks for below a field, so that nothing else is read."""

from collections.abc import Collection, Iterable

from strawberry import Info
from strawberry.types.nodes import SelectedField, Selection


def asks_for(info: Info, names: Collection[str]) -> bool:
    """Whether any field of these names is asked for anywhere below the field that is being answered."""
    return any(_has(one.selections, names) for one in info.selected_fields)


def _has(selections: Iterable[Selection], names: Collection[str]) -> bool:
    return any(
        (isinstance(one, SelectedField) and one.name in names) or _has(one.selections, names)
        for one in selections
    )
