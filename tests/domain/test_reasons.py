"""Reasons are told in two languages, kept with the case and readable for ever."""

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
