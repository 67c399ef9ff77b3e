"""Figures of the satisfaction survey."""

from datetime import date, datetime

import strawberry

from hub.domain import survey_figures as figures
from hub.domain.satisfaction import GRADES, QUALITY
from hub.schema.fields import column, rule
from hub.schema.filters import several
from hub.schema.satisfaction_words import SatisfactionBand, SatisfactionDimension, SurveyElement


@strawberry.input(description="Which answers to add up (saringan survei kepuasan).")
class SatisfactionFilter:
    """Input of `satisfaction`."""

    from_: date = strawberry.field(name="from", description="First day of the answers (mulai tanggal).")
    to: date = strawberry.field(
        description="Last day of the answers, inclusive (sampai tanggal); both are widened to whole months."
    )
    agency: list[str] | None = strawberry.field(
        default=None, description="Any of these units (kode instansi)."
    )
    region: str | None = strawberry.field(
        default=None, description="Units of this region code and every place in it (kode wilayah)."
    )
    topic: list[str] | None = strawberry.field(
        default=None, description="Any of these topic codes (kode topik)."
    )

    def to_domain(self) -> figures.SatisfactionFilter:
        """The conditions as the rules know them."""
        return figures.SatisfactionFilter(
            self.from_, self.to, several(self.agency), self.region, several(self.topic)
        )


@strawberry.type(description="One coordinate of a row (kunci survei kepuasan, dimensi).")
class SatisfactionKey:
    """What the row is about."""

    dimension: SatisfactionDimension = column("surveys.dimension", "Along which dimension (dimensi).")
    code: str = column(
        "surveys.code", "Code of the group (kode), for a quarter 2026-Q3; '' is several topics."
    )
    name: str = column("surveys.name", "Name of the group (nama).")


@strawberry.type(description="Mean score of one element (nilai rata-rata unsur, NRR): bagian dari indeks.")
class ElementMean:
    """One of nine."""

    element: SurveyElement = rule("satisfaction.ELEMENTS", "Which element (unsur).")
    mean: float = rule("satisfaction.element_mean", "1 to 4, rounded to three decimals (NRR).")


@strawberry.type(
    description="The index of one group of answers (baris survei kepuasan), of five respondents at least."
)
class SatisfactionRow:
    """Exact until the last step: the sum of the nine means, times 1/9, times 25, rounded half up."""

    keys: list[SatisfactionKey] = column(
        "surveys.keys", "What the group is (kunci); empty in the total.", rows=2
    )
    respondents: int = column("surveys.respondents", "How many answers are added up (jumlah responden).")
    elements: list[ElementMean] = rule(
        "satisfaction.element_mean", "The nine means (NRR per unsur); empty where nobody answered.", rows=9
    )
    index: float | None = rule("satisfaction.index_of", "25 to 100 (IKM); null where nobody answered.")
    band: SatisfactionBand | None = rule("satisfaction.band_of", "What that means (mutu pelayanan).")
    grade: str | None = rule("satisfaction.GRADES", "Its letter, A to D (mutu pelayanan).")
    quality: str | None = rule(
        "satisfaction.QUALITY", "The regulation's word for it (kinerja unit pelayanan)."
    )

    @classmethod
    def of(cls, row: figures.SatisfactionRow) -> "SatisfactionRow":
        """From the report."""
        keys = [SatisfactionKey(dimension=one.dimension, code=one.code, name=one.name) for one in row.keys]
        return cls(
            keys=keys,
            respondents=row.respondents,
            elements=[ElementMean(element=one.element, mean=float(one.mean)) for one in row.elements],
            index=float(row.index) if row.index is not None else None,
            band=row.band,
            grade=GRADES[row.band] if row.band else None,
            quality=QUALITY[row.band] if row.band else None,
        )


@strawberry.type(description="How many respondents belong to a group (data responden), to the nearest five.")
class RespondentGroup:
    """A line of the profile that the regulation wants beside the index."""

    characteristic: str = column(
        "surveys.characteristic", "age, sex, education or occupation (karakteristik)."
    )
    group: str = column("surveys.group", "Which value of it (kelompok responden).")
    respondents: int = rule("survey_figures.about", "About how many (jumlah responden).")


@strawberry.type(
    description="The index of satisfaction with its total (hasil survei kepuasan masyarakat, SKM)."
)
class SatisfactionResult:
    """The answer to `satisfaction`."""

    as_of: datetime = column("surveys.as_of", "State of the figures (data per).")
    rows: list[SatisfactionRow] = column("surveys.rows", "The groups in key order (baris).", rows=100)
    total: SatisfactionRow = column("surveys.total", "All of them together (total).")
    profile: list[RespondentGroup] = column("surveys.profile", "Who answered (profil responden).", rows=19)
    recommended_sample: int | None = rule(
        "satisfaction.recommended_sample",
        "How many respondents that many users call for, by Krejcie and Morgan (jumlah sampel); null without "
        "`population`.",
    )

    @classmethod
    def of(cls, report: figures.SatisfactionReport) -> "SatisfactionResult":
        """From the report."""
        return cls(
            as_of=report.as_of,
            rows=[SatisfactionRow.of(one) for one in report.rows],
            total=SatisfactionRow.of(report.total),
            profile=[
                RespondentGroup(
                    characteristic=one.characteristic, group=one.group, respondents=one.respondents
                )
                for one in report.profile
            ],
            recommended_sample=report.recommended_sample,
        )
