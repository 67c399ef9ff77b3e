"""The words that describe a case, with what each means to a portal developer."""

from hub.domain.case import (
    CaseEventType,
    CaseKind,
    CaseStatus,
    CompensationState,
    IdentityProtection,
    Maladministration,
    OversightState,
    Sensitivity,
    Visibility,
)
from hub.schema.enum_values import public

__all__ = [
    "CaseEventType",
    "CaseKind",
    "CaseStatus",
    "CompensationState",
    "IdentityProtection",
    "Maladministration",
    "OversightState",
    "Sensitivity",
    "Visibility",
]

public(
    CaseKind,
    "What a citizen hands in (jenis laporan).",
    COMPLAINT="A public service went wrong (pengaduan).",
    SUGGESTION="A wish or an idea (aspirasi).",
    INFORMATION_REQUEST="A request for public information (permintaan informasi).",
)
public(
    Sensitivity,
    "Whether a case concerns misconduct (kadar pengawasan); decides who may own it.",
    ORDINARY="About the service itself (tidak berkadar pengawasan).",
    OVERSIGHT="About the conduct of officials (berkadar pengawasan): goes to the inspectorate (inspektorat).",
    WHISTLEBLOWING="A report by an insider (whistleblowing, WBS): the accused unit never sees it.",
)
public(
    IdentityProtection,
    "How far the reporter is known (perlindungan identitas). It can rise, never fall.",
    NAMED="The handling agency may know who reports (biasa).",
    SEALED="The hub keeps the identity encrypted and tells nobody (anonim).",
    NONE="No identity was ever taken (tanpa identitas).",
)
public(
    Visibility,
    "Who may read the text of a case (keterbukaan). It can become RESTRICTED, never PUBLIC again.",
    PUBLIC="May be shown to the public (publik).",
    RESTRICTED="Only for those who handle it (rahasia).",
)
public(
    CaseStatus,
    "Where a case stands (status laporan).",
    RECEIVED="Handed in, not verified yet (belum terverifikasi).",
    NEEDS_INFORMATION="Waits for the reporter (tunda); legal clocks rest.",
    VERIFIED="Checked and classified (terverifikasi).",
    ASSIGNED="Given to an agency that has not accepted it yet (didisposisikan).",
    IN_PROGRESS="The owner works on it (proses).",
    RETURNED="The agency says it is not competent (bukan kewenangan).",
    ADJUDICATION="A coordinator must name the owner with binding effect (penetapan kewenangan).",
    ANSWERED="The owner has answered; the reporter may contest (sudah ditanggapi).",
    CLOSED="Finished (selesai).",
    ARCHIVED="Put aside with a reason (arsip).",
    MERGED="Follows another case about the same matter (digabungkan).",
    WITHDRAWN="Taken back by the reporter (dicabut).",
)
public(
    Maladministration,
    "The Ombudsman's ten kinds of maladministration (maladministrasi).",
    UNDUE_DELAY="Kept waiting beyond the due time (penundaan berlarut).",
    SERVICE_DENIED="A service was not given (tidak memberikan pelayanan).",
    INCOMPETENCE="Done without the needed skill (tidak kompeten).",
    ABUSE_OF_AUTHORITY="Power used for another end (penyalahgunaan wewenang).",
    PROCEDURAL_DEVIATION="The procedure was not kept (penyimpangan prosedur).",
    DEMAND_FOR_PAYMENT="Money, goods or favours were asked for (permintaan imbalan).",
    IMPROPRIETY="Unseemly conduct (tidak patut).",
    PARTIALITY="One side was favoured (berpihak).",
    DISCRIMINATION="Equal people were treated unequally (diskriminasi).",
    CONFLICT_OF_INTEREST="The official had a stake in it (konflik kepentingan).",
)
public(
    OversightState,
    "How far a case has come with the Ombudsman (tahap di Ombudsman); beside its status.",
    NONE="Nobody has asked for it (tidak ada).",
    REQUESTED="Asked for; the package can be handed over (diminta).",
    WITH_OMBUDSMAN="The Ombudsman has it under its own number (ditangani Ombudsman).",
    RECOMMENDED="The Ombudsman has written what is to be done (saran atau rekomendasi).",
    DISCHARGED="The Ombudsman is done with it (selesai di Ombudsman).",
)
public(
    CompensationState,
    "How far a claim for compensation has come (status ganti rugi).",
    NONE="Nobody has claimed any (tidak ada).",
    CLAIMED="Claimed; the provider has to decide (dimohonkan).",
    GRANTED="Granted with an amount and a day of payment (dikabulkan).",
    DENIED="Denied with reasons (ditolak).",
    PAID="Paid (dibayar).",
)
public(
    CaseEventType,
    "What happened to a case (jenis peristiwa).",
    SUBMITTED="Handed in (laporan masuk).",
    VERIFIED="Checked and classified (diverifikasi).",
    INFORMATION_REQUESTED="The reporter was asked for more (permintaan kelengkapan, tunda).",
    INFORMATION_PROVIDED="The reporter has replied (kelengkapan diterima).",
    ROUTED="The hub proposed an owner and gave reasons (usulan kewenangan).",
    ASSIGNED="Given to an agency (disposisi).",
    DELIVERED="The agency's system has acknowledged it (diterima sistem instansi).",
    ACCEPTED="The agency took it on (diterima instansi).",
    RETURNED="The agency gave it back (bukan kewenangan).",
    RECALLED="Taken from an agency before it answered (ditarik kembali).",
    PROGRESSED="The owner reported progress (tindak lanjut).",
    ANSWERED="The owner answered (tanggapan).",
    CONTESTED="The reporter did not accept the answer (keberatan).",
    CLOSED="Finished (selesai).",
    REOPENED="Taken up again (dibuka kembali).",
    ARCHIVED="Put aside with a reason (diarsipkan).",
    MERGED="Joined to another case (digabungkan).",
    WITHDRAWN="Taken back by the reporter (dicabut).",
    ESCALATED="Brought before the Ombudsman (diteruskan ke Ombudsman).",
    COPIED="Other agencies may read along (tembusan).",
    PROTECTION_RAISED="Identity or text is better protected now (perlindungan dinaikkan).",
    DEADLINE_NEAR="A legal deadline is close (mendekati tenggat).",
    DEADLINE_BREACHED="A legal deadline has passed (melewati tenggat).",
    DELIVERY_FAILED="The agency's system refused it for good (pengiriman gagal); an operator decides.",
    DEADLINE_MOVED="The calendar of working days has changed, and a deadline with it (tenggat bergeser).",
    RATED="The reporter has rated the answer of a closed case (penilaian).",
    COMPENSATION_CLAIMED="The reporter asks for compensation (permohonan ganti rugi).",
    COMPENSATION_DECIDED="The provider has decided about compensation (keputusan ganti rugi).",
    COMPENSATION_PAID="Compensation was paid (ganti rugi dibayar).",
)
