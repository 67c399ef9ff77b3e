"""Cases as rows of chosen columns, for answers that need no rule per case; in the scope of every reading."""

from hub.casework.tools import Tools
from hub.domain.caller import Caller
from hub.domain.paging import CaseFilter, CaseOrder, Window
from hub.domain.redaction import scope_of
from hub.domain.rows import Rows, RowsAsked
from hub.domain.tracking import fold_code
from hub.store import hot_pages
from hub.store.hot_rows import Statements


class RowReading:
    """Reads within the caller's scope. What of a row the caller may see is not decided here."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self._known = Statements(tools.db.hot.dialect)

    async def page(
        self, caller: Caller, wanted: CaseFilter, order: CaseOrder, window: Window, asked: RowsAsked
    ) -> Rows | None:
        """One page of cases; None when the filter or the window is not for this way."""
        if not hot_pages.takes(wanted, window):
            return None
        scope = scope_of(caller, self.tools.directory())
        return await self.tools.db.ask(hot_pages.page(self._known, scope, wanted, order, window, asked))

    async def by_tracking(self, caller: Caller, number: str, asked: RowsAsked) -> Rows:
        """The case of that number: one row, or none when it is not there or not the caller's to see."""
        scope = scope_of(caller, self.tools.directory())
        return await self.tools.db.ask(hot_pages.by_tracking(self._known, scope, fold_code(number), asked))
