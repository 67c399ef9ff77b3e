"""The page for printing: whole, by itself, and without a sign that was not meant."""

import re
from dataclasses import replace

from hypothesis import given, settings

from hub.reporting.page import written
from tests.reporting.reading import Page
from tests.reporting.samples import REPORT, with_text
from tests.reporting.test_text import TEXTS

LEADS_OUT = {"src", "href", "srcset", "data", "action", "poster", "background", "xlink:href"}


def test_the_page_says_everything_a_reader_has_to_know() -> None:
    page = Page(written(REPORT).decode())

    for told in (
        "Laporan <percobaan>",
        "Triwulan III 2026 (2026Q3)",
        "Kabupaten Kotawaringin Barat (62.01)",
        "2026-10-05T03:04:05Z",
        "nasional-1",
        "Perpres 76/2013",
        "Angka di bawah 5 tidak ditampilkan.",
        "Yang diterima.",
        "1.234",
        "87,5 %",
        "n<5*",
        "01-07-2026",
    ):
        assert told in page.text, told
    assert page.tags.count("table") == 2
    assert ("lang", "id") in page.attributes
    assert "Belum lengkap" not in page.text


def test_a_period_that_is_not_complete_is_marked() -> None:
    assert "Belum lengkap" in Page(written(replace(REPORT, closed=False)).decode()).text


def test_the_page_is_one_file_without_a_script_that_fetches_nothing() -> None:
    text = written(REPORT).decode()
    page = Page(text)

    assert {"script", "link", "iframe", "object", "embed", "img", "base", "form"} & set(page.tags) == set()
    assert not [pair for pair in page.attributes if pair[0] in LEADS_OUT or pair[0].startswith("on")]
    assert not re.search(r"@import|url\((?!#)|javascript:", text)
    assert "default-src 'none'" in text
    assert re.search(r"@page \{ size: A4", text)


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_no_text_of_others_becomes_a_part_of_the_page(text: str) -> None:
    usual, page = Page(written(with_text("nama")).decode()), Page(written(with_text(f"a{text}")).decode())
    assert page.tags == usual.tags


def test_markup_stays_text_even_where_attributes_are_near() -> None:
    evil = "\"><script>alert(1)</script>'{{ 7*7 }}{% raw %}"
    page = Page(written(with_text(evil)).decode())
    assert "script" not in page.tags
    assert evil in page.text
