"""Canned answers: gaps of a closed list, filled once, on one line."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.redaction import visible
from hub.domain.sla import Clock, ClockKind, ClockState
from hub.domain.template import LONGEST_TEXT, PLACEHOLDERS, Template, TemplateKind, faults_of, fill, gaps
from hub.domain.template_values import day_of, values_for
from tests.domain.builders import NOW, assigned
from tests.harness import officer, shipped

OWNER = "62.01.disdukcapil"
ZONE = shipped().zone_of("62.01")


def template(text: str, kind: TemplateKind = TemplateKind.ANSWER) -> Template:
    return Template("t", "Contoh", kind, text)


def filled(text: str, kind: TemplateKind = TemplateKind.ANSWER, **changes: str) -> str:
    shown = visible(assigned(**changes), officer(OWNER))
    return fill(template(text, kind), values_for(shown, OWNER, kind, (), shipped(), NOW))


def test_every_placeholder_has_a_value() -> None:
    shown = visible(assigned(), officer(OWNER))

    assert set(values_for(shown, OWNER, TemplateKind.ANSWER, (), shipped(), NOW)) == set(PLACEHOLDERS)


def test_a_text_is_filled_for_its_case() -> None:
    told = filled("{{nomor_laporan}}|{{ judul }}|{{nama_instansi}}|{{topik}}|{{wilayah}}|{{tanggal}}")

    assert told == (
        "H-AAAA-BBBB-CCCC|Antrean loket|Dinas Kependudukan dan Pencatatan Sipil Kabupaten Kotawaringin Barat|"
        "KTP elektronik|Arut Selatan|23 November 2026"
    )


def test_the_reporters_last_day_is_that_of_the_law() -> None:
    assert filled("{{batas_balas}}") == "7 Desember 2026"  # ten working days
    assert filled("{{batas_balas}}", TemplateKind.INFORMATION_REQUEST) == "23 Desember 2026"  # thirty days
    assert filled("{{batas_balas}}", TemplateKind.CLOSE) == "-"


def test_days_are_those_of_the_agency_whose_clock_runs_though_the_place_is_further_east() -> None:
    case = assigned(owner="id.kemendagri", assignee="id.kemendagri", region="91.03")
    late = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # the 23rd in Jakarta, the 24th in Papua
    shown, due = visible(case, officer("id.kemendagri")), datetime(2026, 12, 7, 17, tzinfo=UTC)
    jakarta = due.astimezone(shipped().zone_of("31.71"))
    clock = Clock(
        ClockKind.RESOLUTION, late, jakarta, None, None, ClockState.RUNNING, 9, "R4", None, "nasional"
    )
    found = values_for(shown, case.owner, TemplateKind.ANSWER, (clock,), shipped(), late)

    assert (found["batas_balas"], found["tenggat"]) == ("7 Desember 2026", "7 Desember 2026")
    assert found["tanggal"] == "24 November 2026"


@given(st.text(max_size=60))
def test_what_stands_in_a_value_is_never_a_gap_and_never_a_second_line(title: str) -> None:
    told = fill(template("[{{judul}}]"), {"judul": title + "{{tenggat}}"})

    assert told.endswith("{{tenggat}}]")
    assert "\n" not in told
    assert all(one.isprintable() for one in told)


def test_personal_numbers_of_a_title_do_not_travel() -> None:
    assert "0812" not in filled("{{judul}}", title="Hubungi 081234567890 segera")


@pytest.mark.parametrize(
    "text", ["{{nama_pelapor}}", "{{tenggat}", "a }} b", "{{ }}", "x" * (LONGEST_TEXT + 1), "{{{{tenggat}}}}"]
)
def test_a_gap_nobody_can_fill_is_a_fault(text: str) -> None:
    assert list(faults_of(text))


def test_days_are_written_as_in_letters() -> None:
    assert day_of(NOW + timedelta(days=38), ZONE) == "31 Desember 2026"


def test_the_shipped_texts_say_what_happens_next_in_short_sentences() -> None:
    texts = shipped().templates
    kinds = {one.kind for one in texts}

    assert len(texts) >= 20
    assert kinds == set(TemplateKind)
    for one in texts:
        assert list(faults_of(one.text)) == []
        assert {"nomor_laporan", "nama_instansi"} <= set(gaps(one.text)), one.code
        longest = max(len(sentence.split()) for sentence in re.split(r"[.:;]\s|\.$", one.text))
        assert longest <= 26, (one.code, longest)
        if one.kind in (TemplateKind.ANSWER, TemplateKind.INFORMATION_REQUEST):
            assert "batas_balas" in set(gaps(one.text)), one.code
