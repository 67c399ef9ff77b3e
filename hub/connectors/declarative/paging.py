"""From one page of a list to the next. Bounded, and never in a circle."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.connectors.declarative.spec import ByCursor, ByLink, ByOffset, ByPage, ByUrl, Pagination
from hub.connectors.expression import Formula
from hub.connectors.formula import Compiler
from hub.connectors.links import next_of
from hub.connectors.wild import Wild, as_text
from hub.errors import Misunderstood


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page is: parameters beside those of the section, or a link that replaces path and query."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    link: str | None = None


class Paging:
    """One section's style; None: the first page is all."""

    def __init__(self, place: str, style: Pagination | None, compiler: Compiler) -> None:
        self._style, self.most = style, style.most if style else 1
        wanted = {"next": getattr(style, "next", ""), "more": getattr(style, "more", "")}
        self._formulas: dict[str, Formula] = {
            name: compiler.formula(f"{place}.{name}", text) for name, text in wanted.items()
        }

    def first(self) -> Page:
        """The page every reading begins with."""
        match self._style:
            case ByPage() as style:
                return Page({style.parameter: str(style.first), **_size(style)})
            case ByOffset() as style:
                return Page({style.parameter: "0", **_size(style)})
        return Page()

    def after(self, page: Page, headers: Mapping[str, str], answer: Wild, items: int) -> Page | None:
        """The page that follows one with so many items; None: it was the last. Raises `Misunderstood`."""
        following = self._following(page, headers, answer, items)
        if following == page:
            raise Misunderstood("PAGES_IN_A_CIRCLE")
        return following

    def _following(self, page: Page, headers: Mapping[str, str], answer: Wild, items: int) -> Page | None:
        match self._style:
            case ByPage() | ByOffset() as style:
                step = 1 if isinstance(style, ByPage) else items
                return self._counted(style, page, answer, items, step)
            case ByCursor() as style:
                cursor = as_text(self._formulas["next"](answer))
                return None if cursor is None else Page({style.parameter: cursor})
            case ByLink():
                return _linked(next_of(headers.get("link", "")))
            case ByUrl():
                return _linked(as_text(self._formulas["next"](answer)))
        return None

    def _counted(
        self, style: ByPage | ByOffset, page: Page, answer: Wild, items: int, step: int
    ) -> Page | None:
        going_on = self._formulas["more"](answer) is True if style.more else items >= max(1, style.size)
        if not going_on:
            return None
        reached = int(page.parameters[style.parameter]) + step
        return Page({**page.parameters, style.parameter: str(reached)})


def _size(style: ByPage | ByOffset) -> dict[str, str]:
    return {style.size_parameter: str(style.size)} if style.size_parameter and style.size else {}


def _linked(target: str | None) -> Page | None:
    return None if target is None else Page(link=target)
