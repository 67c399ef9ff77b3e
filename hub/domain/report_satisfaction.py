"""The chapter about the satisfaction survey (SKM). Source: PermenPANRB 14/2017; rule R21."""

from hub.domain import report_columns as words
from hub.domain.report import Chart, ChartKind, ColumnKind, ReportKind, Section, Series, Table, Value
from hub.domain.satisfaction import ELEMENTS, GRADES, QUALITY, SurveyElement
from hub.domain.survey_figures import SatisfactionReport, SatisfactionRow

NAMES: dict[SurveyElement, str] = dict(
    zip(
        ELEMENTS,
        (
            "Persyaratan",
            "Sistem, mekanisme dan prosedur",
            "Waktu penyelesaian",
            "Biaya atau tarif",
            "Produk spesifikasi jenis pelayanan",
            "Kompetensi pelaksana",
            "Perilaku pelaksana",
            "Sarana dan prasarana",
            "Penanganan pengaduan, saran dan masukan",
        ),
        strict=True,
    )
)
LAW = "PermenPANRB 14/2017 (survei kepuasan masyarakat)"
INTRO = (
    "Sembilan unsur dengan bobot yang sama, nilai 1 sampai 4. IKM adalah rata-ratanya dikalikan 25, dihitung "
    "tepat dan baru dibulatkan pada hasilnya."
)
ANONYMOUS = "Jawaban disimpan tanpa nama dan dihitung dalam kelompok sedikitnya lima orang; sisanya menunggu."


def section(by_agency: SatisfactionReport, before: SatisfactionReport) -> Section:
    """The chapter: the index of everything, of each unit, and of the nine elements."""
    return Section(
        kind=ReportKind.SKM,
        title="Survei kepuasan masyarakat (SKM)",
        intro=INTRO,
        law=LAW,
        tables=(_units(by_agency), _elements(by_agency.total, before.total)),
        charts=tuple(_charts(by_agency)),
        notes=(ANONYMOUS,),
    )


def _units(found: SatisfactionReport) -> Table:
    return Table(
        "skm-agency",
        "IKM per unit",
        (words.CODE, words.NAME, words.RESPONDENTS, words.INDEX, words.GRADE, words.QUALITY),
        tuple((row.keys[0].code, row.keys[0].name, *_figures(row)) for row in found.rows),
        total=("", "Semua", *_figures(found.total)),
        open=True,
    )


def _figures(row: SatisfactionRow) -> tuple[Value, ...]:
    grade, quality = (GRADES[row.band], QUALITY[row.band]) if row.band else (None, None)
    return (row.respondents, float(row.index) if row.index is not None else None, grade, quality)


def _elements(now: SatisfactionRow, before: SatisfactionRow) -> Table:
    this, that = _means(now), _means(before)
    return Table(
        "skm-elements",
        "Sembilan unsur",
        (words.ELEMENT, words.MEAN, words.MEAN_BEFORE),
        tuple((NAMES[one], this.get(one), that.get(one)) for one in ELEMENTS),
        open=bool(this),
    )


def _means(row: SatisfactionRow) -> dict[SurveyElement, float]:
    return {one.element: float(one.mean) for one in row.elements}


def _charts(found: SatisfactionReport) -> list[Chart]:
    means = _means(found.total)
    if not means:
        return []
    return [
        Chart(
            "skm-elements",
            ChartKind.BARS,
            "Nilai rata-rata per unsur (1 sampai 4)",
            tuple(NAMES[one] for one in ELEMENTS),
            (Series("nilai", tuple(means[one] for one in ELEMENTS)),),
            ColumnKind.SCORE,
        )
    ]
