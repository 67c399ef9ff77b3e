"""The texts themselves: complete, short, and free of code words, abbreviations and officialese."""

import re
from collections.abc import Iterator
from enum import Enum

from hub.domain.assignment import AssignmentState
from hub.domain.case import CaseEventType, CaseStatus, IdentityProtection, Sensitivity, Visibility
from hub.domain.language import Language
from hub.domain.plain_words import LONGEST, SITUATIONS, Situation
from hub.domain.progress_words import (
    CIRCUMSTANCES,
    HOW_WAS_IT,
    LABELS,
    MONTHS,
    REALLY_SOLVED,
    REOPEN_UNTIL,
    SOMEBODY,
    UNTIL_OTHERS,
    UNTIL_REPORTER,
    Circumstance,
    Milestone,
)

OFFICIALESE = re.compile(
    r"\b(disposisi|adjudikasi|terlapor|tembusan|verifikasi|terverifikasi|tunda|arsip|diarsipkan|narahubung|"
    r"tindak lanjut|kewenangan|inspektorat|perangkat daerah|escalat\w*|adjudicat\w*|custod\w*|assign\w*)\b",
    re.IGNORECASE,
)
LOUD = re.compile(r"\b[A-Z]{2,}\b|_")
CODE_WORDS: tuple[type[Enum], ...] = (
    CaseStatus, CaseEventType, IdentityProtection, Sensitivity, Visibility, AssignmentState,
)  # fmt: skip


def texts() -> Iterator[tuple[str, str]]:
    """Every text with where it stands, filled in with its generic words."""
    yield from pieces()
    for situation, told in SITUATIONS.items():
        for language, words in told.items():
            for text in (words.headline, words.explanation, words.next_step):
                yield f"{situation.value} {language.value}", text.format(agency=SOMEBODY[language])


def pieces() -> Iterator[tuple[str, str]]:
    """What is added to a situation."""
    for key, said in (*CIRCUMSTANCES.items(), *LABELS.items()):
        yield from ((f"{key} {language.value}", text) for language, text in said.items())
    for name, said in (("until", UNTIL_REPORTER), ("limit", UNTIL_OTHERS), ("reopen", REOPEN_UNTIL)):
        for language, text in said.items():
            yield f"{name} {language.value}", text.format(day=f"30 {max(MONTHS[language], key=len)} 2026")
    for said in (REALLY_SOLVED, HOW_WAS_IT):
        yield from ((language.value, text) for language, text in said.items())


def test_every_situation_circumstance_and_step_is_told_in_both_languages() -> None:
    languages = set(Language)

    assert set(SITUATIONS) == set(Situation)
    assert set(CIRCUMSTANCES) == set(Circumstance)
    assert set(LABELS) == set(Milestone)
    for said in (*SITUATIONS.values(), *CIRCUMSTANCES.values(), *LABELS.values(), MONTHS, SOMEBODY):
        assert set(said) == languages
    assert {len(names) for names in MONTHS.values()} == {12}


def test_every_text_is_short_plain_and_loud_nowhere() -> None:
    words = {word.name for enum in CODE_WORDS for word in enum}
    found = list(texts())

    assert len(found) > 150
    for where, text in found:
        assert 0 < len(text) <= LONGEST, where
        assert LOUD.search(text) is None, where
        assert OFFICIALESE.search(text) is None, where
        assert [word for word in words if word in text] == [], where
        assert "{" not in text, where


def test_sentences_end_as_sentences_do_and_are_not_long() -> None:
    for said in SITUATIONS.values():
        for words in said.values():
            for block in (words.headline, words.explanation, words.next_step):
                sentences = re.split(r"(?<=[.?]) ", block)
                assert block.endswith((".", "?"))
                assert max(len(one.split()) for one in sentences) <= 20
                assert len(sentences) <= 2
