"""`index.html` of an office's folder: in Indonesian, printable, without a script or any other file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

from hub.casework.bundle_lines import DONE, EventLine
from hub.cli.office_folder import CaseFile, Mine, State

STATUS = {
    "RECEIVED": "Diterima hub",
    "NEEDS_INFORMATION": "Menunggu keterangan pelapor",
    "VERIFIED": "Terverifikasi",
    "ASSIGNED": "Didisposisikan",
    "IN_PROGRESS": "Sedang ditindaklanjuti",
    "RETURNED": "Dikembalikan",
    "ADJUDICATION": "Menunggu penetapan",
    "ANSWERED": "Sudah ditanggapi",
    "CLOSED": "Selesai",
    "ARCHIVED": "Diarsipkan",
    "MERGED": "Digabung",
    "WITHDRAWN": "Dicabut pelapor",
}
KIND = {"COMPLAINT": "Pengaduan", "SUGGESTION": "Aspirasi", "INFORMATION_REQUEST": "Permintaan informasi"}
EVENT = {
    "SUBMITTED": "Laporan masuk",
    "VERIFIED": "Diverifikasi",
    "INFORMATION_REQUESTED": "Keterangan diminta",
    "INFORMATION_PROVIDED": "Keterangan diberikan pelapor",
    "ROUTED": "Kewenangan ditentukan",
    "ASSIGNED": "Didisposisikan",
    "DELIVERED": "Diterima kantor",
    "ACCEPTED": "Disanggupi",
    "RETURNED": "Dikembalikan",
    "RECALLED": "Ditarik kembali",
    "PROGRESSED": "Tindak lanjut",
    "ANSWERED": "Ditanggapi",
    "CONTESTED": "Tanggapan disanggah pelapor",
    "CLOSED": "Selesai",
    "REOPENED": "Dibuka kembali",
    "ARCHIVED": "Diarsipkan",
    "MERGED": "Digabung",
    "WITHDRAWN": "Dicabut pelapor",
    "ESCALATED": "Dieskalasi",
    "COPIED": "Ditembuskan",
    "PROTECTION_RAISED": "Perlindungan dinaikkan",
    "DEADLINE_NEAR": "Tenggat mendekat",
    "DEADLINE_BREACHED": "Tenggat terlewati",
    "DELIVERY_FAILED": "Pengiriman gagal",
    "DEADLINE_MOVED": "Tenggat bergeser",
    "COMPENSATION_CLAIMED": "Ganti rugi dimohonkan",
    "COMPENSATION_DECIDED": "Ganti rugi diputuskan",
    "COMPENSATION_PAID": "Ganti rugi dibayar",
}
CLOCK = {
    "VERIFICATION": "verifikasi",
    "FIRST_RESPONSE": "tanggapan pertama",
    "RESOLUTION": "penyelesaian",
    "REPORTER_REPLY": "tanggapan pelapor",
    "REACTION": "reaksi setelah dinaikkan",
}
ACT = {
    "accept": "Menyanggupi",
    "progress": "Tindak lanjut",
    "answer": "Tanggapan",
    "ask": "Meminta keterangan",
    "return": "Mengembalikan (bukan kewenangan)",
}
OUTCOME = {
    DONE: "sudah dilaksanakan di hub",
    "CONFLICT": "TIDAK dilaksanakan: laporan sudah berubah, baca dulu lalu catat lagi",
    "NOT_FOUND": "TIDAK dilaksanakan: laporan tidak lagi pada kantor ini",
    "NOT_ALLOWED": "TIDAK dilaksanakan: kantor ini tidak berhak",
    "ILLEGAL_TRANSITION": "TIDAK dilaksanakan: tidak sesuai status laporan",
    "ALREADY_RETURNED": "TIDAK dilaksanakan: laporan pernah dikembalikan kantor ini",
    "UNKNOWN_AGENCY": "TIDAK dilaksanakan: instansi yang diusulkan tidak dikenal",
}
STYLE = """
body{font:11pt/1.45 sans-serif;max-width:50em;margin:1.5em auto;padding:0 1em;color:#111}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.25em .5em;text-align:left;
vertical-align:top}article{border-top:2px solid #111;margin-top:2em}pre{white-space:pre-wrap;
overflow-wrap:anywhere;font:inherit;background:#f4f4f4;padding:.5em}.bad{font-weight:bold}
@media print{body{margin:0;max-width:none}article{break-before:page}a{color:inherit;text-decoration:none}}
"""
HEAD = (
    '<!doctype html><html lang="id"><head><meta charset="utf-8">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    '<meta name="viewport" content="width=device-width"><title>{title}</title>'
    "<style>{style}</style></head><body>"
)


def page(state: State, cases: Sequence[CaseFile]) -> str:
    """The whole document. Everything that came from outside is escaped."""
    held = frozenset(state.held)
    name = state.agency_name or state.agency
    rows = [
        f'<tr><td><a href="#{escape(one.case.tracking_number)}">{escape(one.case.tracking_number)}</a></td>'
        f"<td>{escape(one.case.title)}</td><td>{_status(one, held)}</td><td>{_due(one)}</td></tr>"
        for one in cases
    ]
    more = "<p class=bad>Berkas ini belum memuat semuanya; sisanya menyusul setelah balasan sampai.</p>"
    return "".join(
        [
            HEAD.format(title=f"Laporan untuk {escape(name)}", style=STYLE),
            f"<h1>Laporan untuk {escape(name)}</h1>",
            f"<p>Hub {escape(state.hub_id)} &middot; berkas ke-{state.last} &middot; ",
            f"dibuat {_moment(state.made)}</p>",
            more if state.more else "",
            "<table><tr><th>Nomor aduan</th><th>Judul</th><th>Status</th><th>Tenggat</th></tr>",
            *rows,
            "</table>",
            *(_case(one, held, state.acts) for one in cases),
            "</body></html>\n",
        ]
    )


def _case(one: CaseFile, held: frozenset[str], acts: Iterable[Mine]) -> str:
    case = one.case
    mine = [act for act in acts if act.act.tracking_number == case.tracking_number]
    facts = {
        "Jenis": KIND.get(case.kind, case.kind),
        "Wilayah": f"{case.region_name} ({case.region})",
        "Masuk": _moment(case.created_at.isoformat()),
        "Terjadi": case.occurred_on.isoformat() if case.occurred_on else "-",
        "Versi": str(case.version),
    }
    return "".join(
        [
            f'<article id="{escape(case.tracking_number)}"><h2>{escape(case.tracking_number)}: ',
            f"{escape(case.title)}</h2><p>{_status(one, held)}</p><table>",
            *(f"<tr><th>{name}</th><td>{escape(value)}</td></tr>" for name, value in facts.items()),
            f"<tr><th>Tenggat</th><td>{_due(one)}</td></tr></table><h3>Isi laporan</h3>",
            f"<pre>{escape(case.body)}</pre>",
            f"<h3>Tanggapan</h3><pre>{escape(case.answer)}</pre>" if case.answer else "",
            "<h3>Riwayat</h3><ul>",
            *map(_event, one.events),
            "</ul>",
            "<h3>Catatan kantor ini</h3><ul>" if mine else "",
            *map(_mine, mine),
            "</ul>" if mine else "",
            "</article>",
        ]
    )


def _status(one: CaseFile, held: frozenset[str]) -> str:
    word = escape(STATUS.get(one.case.status, one.case.status))
    gone = one.case.tracking_number not in held and one.case.status not in OVER
    return f"{word} <b>(tidak lagi pada kantor ini)</b>" if gone else word


OVER = frozenset({"CLOSED", "ARCHIVED", "MERGED", "WITHDRAWN"})


def _due(one: CaseFile) -> str:
    said = [
        f"{escape(CLOCK.get(due.kind, due.kind))}: sebelum {due.due_at.date().isoformat()} "
        f"({due.working_days_left} hari kerja)"
        for due in one.case.deadlines
    ]
    return "<br>".join(said) or "-"


def _event(one: EventLine) -> str:
    note = f"<pre>{escape(one.note)}</pre>" if one.note else ""
    return f"<li>{_moment(one.occurred_at.isoformat())} {escape(EVENT.get(one.event, one.event))}{note}</li>"


def _mine(one: Mine) -> str:
    if one.code is not None:
        said = OUTCOME.get(one.code, f"TIDAK dilaksanakan ({one.code})")
    else:
        said = (
            "belum dikirim" if one.reply is None else f"dikirim dalam balasan ke-{one.reply}, belum ada kabar"
        )
    word = escape(ACT.get(one.act.act, one.act.act))
    return f"<li>{word}: <b>{escape(said)}</b><pre>{escape(one.act.text)}</pre></li>"


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M %Z").strip()
    except ValueError:
        return "-"
