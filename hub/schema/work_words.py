"""The words about agencies, deliveries, deadlines, lists and figures, with what each means."""

from enum import Enum

from hub.domain.agency import Tier
from hub.domain.assignment import AssignmentState
from hub.domain.decision import RoutingOutcome
from hub.domain.delivery import DeliveryDecision, DeliveryState
from hub.domain.exchange import Capability, FacilityKind, HealthState
from hub.domain.identity import IdentityOutcome
from hub.domain.paging import CaseOrder
from hub.domain.sla import ClockKind, ClockState
from hub.domain.statistics import StatisticsDimension
from hub.domain.webhook import AttemptOutcome, WebhookState
from hub.schema.enum_values import public

__all__ = [
    "AssignmentState",
    "AttemptOutcome",
    "Capability",
    "CaseOrder",
    "ClockKind",
    "ClockState",
    "DeliveryDecision",
    "DeliveryState",
    "FacilityKind",
    "HealthState",
    "IdentityOutcome",
    "ProblemCode",
    "RoutingOutcome",
    "StatisticsDimension",
    "Tier",
    "WebhookState",
]


class ProblemCode(Enum):
    """What a caller can mend."""

    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    NOT_ALLOWED = "NOT_ALLOWED"
    CONFLICT = "CONFLICT"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    ILLEGAL_TRANSITION = "ILLEGAL_TRANSITION"
    ALREADY_RETURNED = "ALREADY_RETURNED"
    ALREADY_HERE = "ALREADY_HERE"
    UNKNOWN_REGION = "UNKNOWN_REGION"
    UNKNOWN_TOPIC = "UNKNOWN_TOPIC"
    UNKNOWN_AGENCY = "UNKNOWN_AGENCY"
    TOO_LARGE = "TOO_LARGE"
    RATE_LIMITED = "RATE_LIMITED"
    NOT_AVAILABLE = "NOT_AVAILABLE"


public(
    AssignmentState,
    "Where one assignment stands (status disposisi).",
    PROPOSED="Suggested by the routing rules, not sent (diusulkan).",
    OFFERED="Sent towards the agency; the coordinator still holds the case (ditawarkan).",
    DELIVERED="The agency's system gave a receipt: custody has passed (tersampaikan).",
    ACCEPTED="The agency works on it (diterima).",
    RETURNED="The agency gave it back with a reason (bukan kewenangan).",
    EXPIRED="The agency did not react in time (kedaluwarsa).",
    RECALLED="Taken back by the coordinator (ditarik kembali).",
    SUPERSEDED="Replaced by a later assignment (digantikan).",
    COMPLETED="The case ended under it (tuntas).",
)
public(
    DeliveryState,
    "Where a message to an agency's system stands (status pengiriman).",
    PENDING="Waits for its turn (antre).",
    SENDING="On its way (sedang dikirim).",
    RETRY_WAIT="Failed without effect; will be tried again (menunggu percobaan ulang).",
    AMBIGUOUS="Sent, no readable answer: nobody knows yet whether it arrived (belum pasti).",
    HELD="The system is closed, down or refuses our credential (ditahan).",
    DELIVERED="The system holds the case (tersampaikan).",
    DEAD="Refused for good; an operator decides (gagal permanen).",
    SUPERSEDED="No longer needed: the case moved on (digantikan).",
)
public(
    DeliveryDecision,
    "What an operator decides about a stuck message (keputusan operator).",
    RESEND="Send again with the same key (kirim ulang).",
    CONFIRM_DELIVERED="It did arrive: `externalId` is the agency's number (nomor di sistem instansi).",
    ABANDON="Give this message up (batalkan pengiriman).",
)
public(
    Tier,
    "Level of government of an agency (jenjang pemerintahan).",
    NATIONAL="Ministry or national institution (pusat).",
    PROVINCE="Agency of a province (provinsi).",
    REGENCY="Agency of a regency or city (kabupaten/kota).",
    UNIT="Unit below an agency (unit kerja, UPT).",
)
public(
    Capability,
    "What a connector can do (kemampuan konektor).",
    FORWARD="Hands cases over to the agency's system (meneruskan).",
    FETCH="Reads one record (membaca).",
    CHANGES="Reads what has changed since a cursor (perubahan).",
    WEBHOOK="The agency's system calls the hub (notifikasi).",
    LOOKUP="Looks a person, permit or service up (pencarian).",
    STATISTICS="Reads figures (statistik).",
)
public(
    HealthState,
    "How an agency's system answers (kesehatan konektor).",
    UP="Answers as agreed (normal).",
    DEGRADED="Slow, or some answers cannot be read (terganggu).",
    DOWN="Does not answer (mati).",
    UNKNOWN="Not asked yet (belum diketahui).",
)
public(
    CaseOrder,
    "Order of a list of cases (urutan).",
    NEWEST="Latest first (terbaru).",
    OLDEST="Earliest first (terlama).",
    UPDATED="Last changed first (terakhir diubah).",
    DUE="Next legal deadline first; cases without a running clock last (tenggat terdekat).",
)
public(
    RoutingOutcome,
    "What the routing rules conclude (hasil penentuan kewenangan).",
    ROUTED="One agency is clearly competent (diteruskan).",
    NEEDS_TRIAGE="A coordinator has to choose (perlu ditelaah).",
)
public(
    ClockKind,
    "Which legal duty a clock measures (jenis tenggat).",
    VERIFICATION="Check and classify the case (verifikasi).",
    FIRST_RESPONSE="The owner reacts for the first time (tanggapan pertama).",
    RESOLUTION="The case is answered (penyelesaian).",
    REPORTER_REPLY="The reporter replies; silence closes or archives the case (tanggapan pelapor).",
    REACTION="Whom the case was raised to sees to it that it goes on (reaksi setelah dinaikkan).",
)
public(
    ClockState,
    "How a clock stands (status tenggat).",
    RUNNING="Time is running (berjalan).",
    PAUSED="Rests while the reporter is asked (tunda).",
    MET="Done in time (tepat waktu).",
    BREACHED="The time ran out; this never changes back (terlambat).",
)
public(
    StatisticsDimension,
    "What figures can be broken down by (dimensi statistik).",
    AGENCY="Owning agency (instansi).",
    REGION="Region of the case (wilayah).",
    TOPIC="Topic (topik).",
    KIND="Kind of case (jenis laporan).",
    CHANNEL="Portal it entered by (kanal).",
    STATUS="Status today (status laporan).",
    MONTH="Month it was received (bulan).",
    QUARTER="Quarter it was received (triwulan).",
    SEMESTER="Half-year it was received (semester).",
)
public(
    FacilityKind,
    "What sort of health facility it is (jenis fasilitas kesehatan).",
    HOSPITAL="Hospital (rumah sakit).",
    HEALTH_CENTRE="Community health centre (puskesmas).",
    CLINIC="Clinic (klinik).",
    PHARMACY="Pharmacy (apotek).",
    LABORATORY="Laboratory (laboratorium).",
    OTHER="Another sort, or one without a word here (lainnya).",
)
public(
    IdentityOutcome,
    "Answer of the civil registry (Dukcapil) to a comparison; never data.",
    MATCH="Everything given belongs to one living person (sesuai).",
    MISMATCH="The number exists, something else differs (tidak sesuai).",
    NOT_FOUND="No such national id (NIK tidak ditemukan).",
    DECEASED="The person has died (meninggal).",
    INACTIVE="The record is not active (nonaktif).",
    INVALID="The national id cannot exist (NIK tidak valid).",
    UNAVAILABLE="The registry does not answer (tidak tersedia).",
    QUOTA_EXHAUSTED="Today's quota is used up (kuota habis).",
)
public(
    WebhookState,
    "Whether an endpoint is served (status webhook).",
    ACTIVE="Events are sent (aktif).",
    HELD="An event failed for 30 days: events are kept, `replayWebhook` resumes (ditahan).",
    GONE="The endpoint answered 410, or its credential ended: nothing is sent any more (dihentikan).",
)
public(
    AttemptOutcome,
    "What one attempt to deliver an event came to (hasil pengiriman).",
    DELIVERED="The endpoint took the event: a status from 200 to 299 (terkirim).",
    FAILED="It is tried again later; a redirect fails too (gagal).",
    STOPPED="The endpoint answered 410: it is GONE (dihentikan).",
)
public(
    ProblemCode,
    "Why a change was not made; the caller can mend it (kode kendala).",
    INVALID="A value is outside its bounds; `field` names it (isian tidak valid).",
    NOT_FOUND="No such object, or not for this caller (tidak ditemukan).",
    NOT_ALLOWED="The act is not this caller's (tidak berwenang).",
    CONFLICT="Somebody else changed the case first: read it again (versi tidak cocok).",
    IDEMPOTENCY_CONFLICT="The idempotency key belongs to another submission (kunci sudah dipakai).",
    ILLEGAL_TRANSITION="The status does not permit this act (status tidak mengizinkan).",
    ALREADY_RETURNED="This agency has returned the case once already (sudah pernah dikembalikan).",
    ALREADY_HERE="The case has been through this hub, or is here by another way (sudah ada di hub ini).",
    UNKNOWN_REGION="No such region code (kode wilayah tidak dikenal).",
    UNKNOWN_TOPIC="No such topic code (topik tidak dikenal).",
    UNKNOWN_AGENCY="No such agency code (instansi tidak dikenal).",
    TOO_LARGE="Too long or too big (terlalu besar).",
    RATE_LIMITED="Too many of these; try later (terlalu sering).",
    NOT_AVAILABLE="Announced, but not served by this release (belum tersedia).",
)
