"""The languages of texts that are made for people."""

from typing import Annotated

import strawberry

from hub.domain.language import Language
from hub.schema.enum_values import public

__all__ = ["InLanguage", "Language"]

public(
    Language,
    "A language for people, by ISO 639-1 (bahasa tanggapan).",
    ID="Indonesian (bahasa Indonesia).",
    EN="English (bahasa Inggris).",
)

InLanguage = Annotated[
    Language, strawberry.argument(description="In which language the texts are answered (bahasa).")
]
