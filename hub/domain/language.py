"""In which language the hub speaks to people."""

from enum import Enum


class Language(Enum):
    """ISO 639-1 codes."""

    ID = "ID"
    EN = "EN"
