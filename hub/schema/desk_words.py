"""The words about work lists, notes and canned answers, with what each means."""

from hub.domain.officer_note import NoteAudience
from hub.domain.template import TemplateKind
from hub.domain.worklist import Desk, WaitingFor, WorkReason
from hub.schema.enum_values import public

__all__ = ["Desk", "NoteAudience", "TemplateKind", "WaitingFor", "WorkReason"]

public(
    Desk,
    "Whose kind of work a case needs now (meja kerja, daftar kerja).",
    VERIFIER="To be checked and classified (verifikasi).",
    COORDINATOR="To find, remind or replace its owner (koordinator, disposisi).",
    OFFICER="To be worked on by the agency that has it (pejabat penghubung).",
)
public(
    WorkReason,
    "Why a case stands in a work list: what comes next (alasan).",
    VERIFY="Check and classify it (verifikasi).",
    ASSIGN="Find its owner (disposisi).",
    ADJUDICATE="Name the owner with binding effect (penetapan kewenangan).",
    DELIVER="On its way to the owner's system; the coordinator still holds it (pengiriman).",
    ACCEPT="Arrived; the agency has to accept or return it (menerima disposisi).",
    HANDLE="Work on it and answer (tindak lanjut).",
    ANSWERED="Answered; the reporter may still contest (masa tanggapan pelapor).",
    INFORMATION="The reporter was asked for more (tunda).",
)
public(
    WaitingFor,
    "Whom a case waits for, if not for you (menunggu siapa, alasan tunda).",
    REPORTER="The reporter's reply, or the end of its time (pelapor).",
    DELIVERY="The owner's system; the hub goes on by itself (pengiriman).",
    DECISION="Somebody who decides about a message that is stuck, see `redeliver` (keputusan operator).",
    PERMIT_SYSTEM="The permit system that knows whose a licence is; less than a minute (sistem perizinan).",
)
public(
    NoteAudience,
    "Who reads a note between officers (catatan internal, untuk siapa).",
    AGENCY="Officers of the writer's own agency (instansi sendiri).",
    COORDINATORS="Coordinators of the place (para koordinator).",
    HANDLERS="Whoever handles the case: its agency and the coordinators of the place (para penangan).",
)
public(
    TemplateKind,
    "For which act a canned answer is meant (jenis templat tanggapan).",
    ANSWER="For `answerCase` (tanggapan).",
    INFORMATION_REQUEST="For `requestInformation` (tunda).",
    RETURN="For `returnCase` (bukan kewenangan).",
    CLOSE="For `closeCase` (selesai).",
    PROGRESS="For `reportProgress` (tindak lanjut).",
)
