"""Reasons are told in two languages, kept with the case and readable for ever."""

import re

import pytest

from hub.domain import reasons
from hub.domain.language import Language
from hub.domain.reasons import Reason, of_law, of_words, restored, stored


def test_a_reason_is_told_in_the_language_asked_for() -> None:
    why = of_law("Kartu keluarga", "Kota Contoh", "Disdukcapil Contoh", "UU 24/2013")

    assert (
        why.told(Language.ID)
        == "Topik Kartu keluarga di Kota Contoh ditangani Disdukcapil Contoh (UU 24/2013)"
    )
    assert (
        why.told(Language.EN)
        == "Disdukcapil Contoh is in charge of Kartu keluarga in Kota Contoh (UU 24/2013)"
    )


def test_a_reason_that_was_kept_comes_back_as_it_was() -> None:
    why = of_words(["lampu", "jalan", "mati", "gelap"], 0.5)

    assert restored(stored(why)) == why
    assert "gelap" not in why.detail


def test_a_reason_from_before_there_was_english_is_told_as_it_is() -> None:
    old = restored({"rule": "place", "detail": "Lokasi laporan berada di wilayah Kumai", "weight": 0.35})

    assert old == Reason("place", "Lokasi laporan berada di wilayah Kumai", 0.35)
    assert old.told(Language.EN) == old.detail


OFFICE = "Dinas Contoh"
TOLD = [
    reasons.of_coordinator(OFFICE, 0.3),
    reasons.of_hint(OFFICE, 0.05),
    reasons.of_oversight(OFFICE, 0.95),
    reasons.of_licence("provinsi", "province", 0.95),
    reasons.of_proposal(OFFICE),
    reasons.of_heir("Dinas Lama", OFFICE),
    reasons.of_binding(OFFICE),
    reasons.of_binding(None),
    reasons.of_model(OFFICE, ("aspal",), "kobar@2", 0.9),
]
JARGON = re.compile(
    r"berkadar|menelaah|ketetapan|memperkirakan|menurut model|\btier\b|\bunit\b|looks at|says the model"
)


@pytest.mark.parametrize("why", TOLD, ids=[f"{at}-{why.rule}" for at, why in enumerate(TOLD)])
def test_a_citizen_reads_a_whole_sentence_without_words_of_the_trade(why: Reason) -> None:
    for told in (why.told(Language.ID), why.told(Language.EN)):
        assert told[0].isupper()
        assert len(told.split()) >= 7
        assert not JARGON.search(told)
    assert why.detail != why.english


def test_an_estimate_says_that_a_computer_made_it() -> None:
    why = reasons.of_model(OFFICE, ("aspal", "lubang"), "kobar@2", 0.9)

    assert "perkiraan komputer" in why.detail
    assert why.english == (
        "Similar reports have been handled by Dinas Contoh "
        '(estimated by computer, model kobar@2; words that counted: "aspal", "lubang")'
    )
