"""Evidence for PEKPPP, aspect "konsultasi dan pengaduan": only what the hub can prove, with its source.

Source: Pedoman Menteri PANRB 1/2022 by secondary sources (rule R20). The weights of the aspect are
unverified, so no score is computed: a list for whoever fills in the form.
"""

from dataclasses import dataclass

from hub.domain import report_columns as words
from hub.domain.consultations import AgreementState, Consultation
from hub.domain.report import ReportKind, Section, Table
from hub.domain.statistics import StatisticsReport, StatisticsRow
from hub.domain.survey_figures import SatisfactionReport

YES, PARTLY, NO = "ya", "sebagian", "tidak disimpan oleh hub"
KEPT_BACK = "disamarkan (kelompok terlalu kecil)"
UNPUBLISHED = "angka periode ini belum diterbitkan"
PART_OF_A_REGENCY = "angka hanya diterbitkan untuk kabupaten/kota dan provinsi"
ATTACH = "Dilampirkan oleh instansi."
LAW = "Pedoman Menteri PANRB 1/2022 (PEKPPP), aspek konsultasi dan pengaduan"
INTRO = (
    "Daftar bukti, bukan penilaian: tidak ada nilai yang dihitung, karena bobot aspek ini belum "
    "diverifikasi. Yang tidak disimpan oleh hub disebut demikian."
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the list is made from. `links`: connections to SP4N-LAPOR!, and whether each is active."""

    cases: StatisticsReport
    channels: StatisticsReport | None  # None: not published for this period
    links: tuple[tuple[str, bool], ...]
    satisfaction: SatisfactionReport
    forums: tuple[Consultation, ...]
    unpublished: str = UNPUBLISHED  # said where there are no figures of cases


def section(found: Evidence) -> Section:
    """The chapter."""
    rows = [
        *_channel_rows(found),
        *_answer_rows(found.cases, found.unpublished),
        *_voice_rows(found),
        *_absent_rows(),
    ]
    table = Table(
        "pekppp-evidence",
        "Daftar bukti",
        (words.EVIDENCE, words.FOUND, words.HELD, words.SOURCE),
        tuple(rows),
    )
    return Section(ReportKind.PEKPPP, "Bukti aspek konsultasi dan pengaduan (PEKPPP)", INTRO, LAW, (table,))


Row = tuple[str, str, str, str]


def _channel_rows(found: Evidence) -> list[Row]:
    active = [name for name, is_active in found.links if is_active]
    waiting = [name for name, is_active in found.links if not is_active]
    said = f"aktif: {', '.join(active)}" if active else "tidak ada yang aktif"
    if waiting:
        said += f"; terdaftar tanpa alamat atau kunci: {', '.join(waiting)}"
    return [
        (
            "Kanal pengaduan tersedia dan dipakai",
            _channels(found.channels) if found.channels else found.unpublished,
            PARTLY,
            "Statistik hub per kanal; kanal di luar hub tidak terlihat.",
        ),
        ("Terhubung dengan SP4N-LAPOR!", said, YES, "Daftar konektor hub (hub connectors list)."),
    ]


def _channels(found: StatisticsReport) -> str:
    """Groups that are kept back are not all named: what is not told is not said to be nothing."""
    used, total = [row for row in found.rows if row.received != 0], found.total.received
    if not used:
        return "tidak ada laporan masuk" if total == 0 else KEPT_BACK
    least = "" if sum(row.received or 0 for row in used) == total else "sedikitnya "
    return f"{least}{len(used)} kanal menerima laporan: {', '.join(row.keys[0].name for row in used)}"


def _answer_rows(found: StatisticsReport, unpublished: str) -> list[Row]:
    source, total = "Statistik hub, tabel ringkasan laporan SP4N periode ini.", found.total
    if found.start is None:
        return [("Laporan ditanggapi dan ketepatan waktunya", unpublished, YES, source)]
    return [
        ("Laporan ditanggapi", _part(total.answered, total.received), YES, source),
        ("Laporan diselesaikan", _part(total.closed, total.received), YES, source),
        ("Tanggapan tepat waktu", _share(total), YES, source),
        ("Laporan yang melewati tenggat", _count(total.overdue), YES, source),
    ]


def _voice_rows(found: Evidence) -> list[Row]:
    skm = found.satisfaction.total
    index = f"IKM {_comma(float(skm.index))} dari {skm.respondents} responden" if skm.index else "tidak ada"
    agreements = [one for forum in found.forums for one in forum.agreements]
    done = sum(one.state is AgreementState.DONE for one in agreements)
    kept = sum(bool(one.minutes_url or one.minutes_sha256) for one in found.forums)
    source = "Catatan FKP dalam hub."
    return [
        ("SKM dilaksanakan", index, YES, "Jawaban survei yang dihitung hub."),
        ("Tindak lanjut hasil SKM", "rencana dan buktinya tidak ada di hub", NO, ATTACH),
        ("FKP diadakan", f"{len(found.forums)} forum, {kept} dengan berita acara", YES, source),
        ("Tindak lanjut FKP", f"{done} dari {len(agreements)} kesepakatan terlaksana", YES, source),
    ]


def _absent_rows() -> list[Row]:
    return [
        (
            "Penanggung jawab pengaduan ditetapkan dengan nama",
            "hub tidak mencatat surat keputusan",
            NO,
            ATTACH,
        ),
        ("Prosedur dan maklumat pelayanan diumumkan", "hub tidak mencatatnya", NO, ATTACH),
        ("Sarana konsultasi tatap muka", "hub tidak mencatatnya", NO, ATTACH),
    ]


def _part(some: int | None, of: int | None) -> str:
    if some is None or of is None:
        return KEPT_BACK
    return f"{some} dari {of}" + (f" ({_percent(some / of)})" if of else "")


def _share(total: StatisticsRow) -> str:
    if total.on_time_share is not None:
        return _percent(total.on_time_share)
    return KEPT_BACK if total.answered is None or total.answered else "belum ada tanggapan"


def _count(value: int | None) -> str:
    return KEPT_BACK if value is None else str(value)


def _percent(share: float) -> str:
    return f"{_comma(round(share * 100, 1))} %"


def _comma(value: float) -> str:
    return str(value).replace(".", ",")
