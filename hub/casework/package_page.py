"""The dossier for people: one page without any link, script or picture, in the Ombudsman's language."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape

from hub.domain.dossier import Dossier

STYLE = (
    "body{font:16px/1.5 serif;max-width:50em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.3em;text-align:left;"
    "vertical-align:top}pre{white-space:pre-wrap;font:inherit}"
)
UNKNOWN = "-"
Cell = str | int | date | datetime | None


def page(dossier: Dossier) -> str:
    """A whole HTML document; every word of a reporter or officer is escaped."""
    report = dossier.report
    parts = [
        f"<h1>Berkas laporan {_text(report.tracking_number)} untuk Ombudsman Republik Indonesia</h1>",
        "<p>Identitas pelapor tidak termuat dalam berkas ini. Pelapor menyampaikannya sendiri kepada "
        "Ombudsman. Nomor pribadi di dalam teks disamarkan.</p>",
        _pairs(_facts(dossier)),
        f"<h2>Isi laporan</h2><p><b>{_text(report.title)}</b></p><pre>{_text(report.body)}</pre>",
        f"<h2>Tanggapan penyelenggara</h2><pre>{_text(report.answer)}</pre>",
        f"<h2>Alasan eskalasi</h2><pre>{_text(dossier.grounds)}</pre>",
        _pairs(_admissibility(dossier)),
        "<h2>Tenggat</h2>",
        _table(
            ("Jenis", "Mulai", "Jatuh tempo", "Berhenti", "Status", "Dasar"),
            [(c.kind, c.started_at, c.due_at, c.stopped_at, c.state, c.source) for c in dossier.clocks],
        ),
        "<h2>Disposisi</h2>",
        _table(
            ("Ke-", "Instansi", "Status", "Alasan", "Diberikan", "Diterima sistem", "Berakhir"),
            [
                (h.hop, h.agency, h.state, h.reason, h.offered_at, h.delivered_at, h.ended_at)
                for h in dossier.assignments
            ],
        ),
        "<h2>Riwayat</h2>",
        _table(
            ("No.", "Waktu", "Peristiwa", "Status", "Pelaku", "Instansi", "Catatan"),
            [
                (e.sequence, e.occurred_at, e.type, e.status, e.actor, e.agency, e.note)
                for e in dossier.timeline
            ],
        ),
    ]
    head = f'<meta charset="utf-8"><title>{_text(report.tracking_number)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="id"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _facts(dossier: Dossier) -> list[tuple[str, Cell]]:
    report = dossier.report
    return [
        ("Nomor aduan", report.tracking_number),
        ("Jenis laporan", report.kind),
        ("Kadar pengawasan", report.sensitivity),
        ("Keterbukaan", report.visibility),
        ("Perlindungan identitas", report.identity_protection),
        ("Topik", report.topic),
        ("Wilayah", f"{report.region_name} ({report.region})"),
        ("Tanggal kejadian", report.occurred_on),
        ("Diterima pada", report.received_at),
        ("Kanal", report.channel),
        ("Penyelenggara", report.provider),
        ("Terlapor", report.respondent),
        ("Status", report.status),
        ("Maladministrasi menurut penyelenggara", report.maladministration),
        ("Eskalasi diminta pada", dossier.requested_at),
        ("Diminta oleh", dossier.requested_by),
        ("Berkas dibuat pada", dossier.made_at),
        ("Dibuat oleh", dossier.hub),
    ]


def _admissibility(dossier: Dossier) -> list[tuple[str, Cell]]:
    found = dossier.admissibility
    return [
        ("Sudah diadukan, tanpa hasil", found.without_result),
        ("Hari kejadian", found.event_day),
        ("Batas usia kejadian (tahun)", found.years),
        *(("Dasar", source) for source in found.sources),
    ]


def _pairs(rows: Iterable[tuple[str, Cell]]) -> str:
    lines = "".join(f"<tr><th>{_text(name)}</th><td>{_text(value)}</td></tr>" for name, value in rows)
    return f"<table>{lines}</table>"


def _table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    top = "".join(f"<th>{_text(name)}</th>" for name in head)
    lines = "".join(f"<tr>{''.join(f'<td>{_text(one)}</td>' for one in row)}</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{lines}</table>"


def _text(value: Cell) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return escape(str(value)) if value is not None else UNKNOWN
