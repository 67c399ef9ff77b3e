"""What a case comes to in plain words, for many cases at once."""

from hub.casework.tools import Tools


class Progresses:
    """`Case.progress`."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
