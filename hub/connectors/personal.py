"""Personal fields of a peer's answers: hidden from people who look, and left out of all that is kept."""

from collections.abc import Iterable

from hub.connectors.wild import Wild
from hub.errors import Misunderstood

MASK = "***"
ANY = "*"


class Personal:
    """Dotted names of fields, as an instance lists them in `pii_fields`.

    A name fits at any depth, where the path ends with it; lists are passed through, `*` is any one step, and
    case makes no difference. So `nik` is every field of that name, `pelapor.nama` only a reporter's.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(tuple(name.casefold().split(".")) for name in names)

    def dropped(self, answer: Wild) -> Wild:
        """A copy without them. Raises `Misunderstood` for what is nested too deeply to be looked through."""
        return self._without(answer, mask=False)

    def masked(self, answer: Wild) -> Wild:
        """A copy in which `***` stands for the value of each. Raises as `dropped` does."""
        return self._without(answer, mask=True)

    def _without(self, answer: Wild, mask: bool) -> Wild:
        if not self._names:
            return answer
        try:
            return self._looked_through(answer, (), mask)
        except RecursionError:
            raise Misunderstood("NESTED_TOO_DEEPLY") from None

    def _looked_through(self, value: Wild, path: tuple[str, ...], mask: bool) -> Wild:
        if isinstance(value, list):
            return [self._looked_through(item, path, mask) for item in value]
        if not isinstance(value, dict):
            return value
        kept: dict[str, Wild] = {}
        for key, inner in value.items():
            here = (*path, str(key).casefold())
            if not self._named(here):
                kept[key] = self._looked_through(inner, here, mask)
            elif mask:
                kept[key] = MASK
        return kept

    def _named(self, path: tuple[str, ...]) -> bool:
        return any(
            len(path) >= len(name)
            and all(step in (ANY, found) for step, found in zip(name, path[-len(name) :], strict=True))
            for name in self._names
        )
