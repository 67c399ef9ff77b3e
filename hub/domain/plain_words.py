"""What the reporter of a case is told, in plain words, Indonesian and English.

No code words, no abbreviations, no names of people; `{agency}` is the name of a public body, or words for it.
Every block is one or two short sentences. A test holds all of them against these rules.
"""

from dataclasses import dataclass
from enum import Enum

from hub.domain.language import Language

LONGEST = 200
"""Characters of a block, with everything filled in."""


class Situation(Enum):
    """Where a case stands, as its reporter would say it: finer than the status."""

    TO_BE_CHECKED = "TO_BE_CHECKED"
    TO_BE_CHECKED_AGAIN = "TO_BE_CHECKED_AGAIN"
    QUESTION_ASKED = "QUESTION_ASKED"
    CHECKED = "CHECKED"
    ON_ITS_WAY = "ON_ITS_WAY"
    AT_AGENCY = "AT_AGENCY"
    AT_WORK = "AT_WORK"
    REPLY_RECEIVED = "REPLY_RECEIVED"
    OBJECTED = "OBJECTED"
    REOPENED = "REOPENED"
    GIVEN_BACK = "GIVEN_BACK"
    TO_BE_DECIDED = "TO_BE_DECIDED"
    ANSWERED = "ANSWERED"
    ACCEPTED = "ACCEPTED"
    ENDED_BY_SILENCE = "ENDED_BY_SILENCE"
    ENDED = "ENDED"
    SHELVED = "SHELVED"
    SHELVED_WITHOUT_REPLY = "SHELVED_WITHOUT_REPLY"
    JOINED = "JOINED"
    TAKEN_BACK = "TAKEN_BACK"


@dataclass(frozen=True, slots=True)
class Words:
    """One situation: what it is, what it means, what comes next."""

    headline: str
    explanation: str
    next_step: str


I, E, S = Language.ID, Language.EN, Situation

SITUATIONS: dict[Situation, dict[Language, Words]] = {
    S.TO_BE_CHECKED: {
        I: Words(
            "Laporan Anda sudah kami terima.",
            "Petugas akan membaca laporan Anda dan memastikan isinya lengkap.",
            "Laporan diperiksa, lalu diteruskan ke instansi yang berwenang.",
        ),
        E: Words(
            "We have received your report.",
            "An officer will read it and see whether it is complete.",
            "Your report is checked and then passed on to the agency in charge.",
        ),
    },
    S.TO_BE_CHECKED_AGAIN: {
        I: Words(
            "Laporan Anda akan diperiksa kembali.",
            "Laporan Anda dibuka lagi. Petugas akan membacanya dari awal.",
            "Laporan diperiksa, lalu diteruskan ke instansi yang berwenang.",
        ),
        E: Words(
            "Your report will be checked again.",
            "Your report is open again. An officer will read it from the beginning.",
            "Your report is checked and then passed on to the agency in charge.",
        ),
    },
    S.QUESTION_ASKED: {
        I: Words(
            "Kami memerlukan keterangan dari Anda.",
            "Petugas mengajukan pertanyaan kepada Anda. Selama menunggu jawaban Anda, batas waktu berhenti.",
            "Jawablah pertanyaan itu. Tanpa jawaban, laporan tidak dapat dilanjutkan.",
        ),
        E: Words(
            "We need something from you.",
            "An officer has asked you a question. While we wait for your reply, the time limits stand still.",
            "Please answer the question. Without your reply the report cannot go on.",
        ),
    },
    S.CHECKED: {
        I: Words(
            "Laporan Anda sudah diperiksa.",
            "Laporan Anda lengkap. Kami sedang menentukan instansi yang berwenang menanganinya.",
            "Laporan diteruskan ke instansi yang berwenang.",
        ),
        E: Words(
            "Your report has been checked.",
            "Your report is complete. We are finding out which agency is in charge of it.",
            "Your report is passed on to the agency in charge.",
        ),
    },
    S.ON_ITS_WAY: {
        I: Words(
            "Laporan Anda sedang dikirim ke instansi yang berwenang.",
            "Laporan dikirim ke {agency}. Sampai diterima di sana, laporan tetap menjadi tanggung jawab kami.",
            "Instansi menerima laporan dan mulai menanganinya.",
        ),
        E: Words(
            "Your report is on its way to the agency in charge.",
            "It is being sent to {agency}. Until it has arrived there, we remain responsible for it.",
            "The agency receives your report and begins to work on it.",
        ),
    },
    S.AT_AGENCY: {
        I: Words(
            "Laporan Anda sudah sampai di instansi yang berwenang.",
            "Laporan berada di {agency} dan menunggu untuk ditangani.",
            "Instansi mulai menangani laporan Anda.",
        ),
        E: Words(
            "Your report has arrived at the agency in charge.",
            "It is with {agency} and waits to be taken up.",
            "The agency begins to work on your report.",
        ),
    },
    S.AT_WORK: {
        I: Words(
            "Laporan Anda sedang ditangani.",
            "Petugas di {agency} sedang mengerjakan laporan Anda.",
            "Instansi memberi Anda jawaban.",
        ),
        E: Words(
            "Your report is being worked on.",
            "Officers of {agency} are working on your report.",
            "The agency gives you an answer.",
        ),
    },
    S.REPLY_RECEIVED: {
        I: Words(
            "Keterangan Anda sudah kami terima.",
            "Terima kasih. Laporan Anda dilanjutkan oleh {agency}.",
            "Instansi memberi Anda jawaban.",
        ),
        E: Words(
            "We have received your reply.",
            "Thank you. Your report goes on at {agency}.",
            "The agency gives you an answer.",
        ),
    },
    S.OBJECTED: {
        I: Words(
            "Keberatan Anda sudah kami terima.",
            "Jawaban yang lalu tidak Anda terima. Laporan dikerjakan lagi oleh {agency}.",
            "Instansi memberi Anda jawaban baru.",
        ),
        E: Words(
            "We have received your objection.",
            "You did not accept the last answer. {agency} is working on your report again.",
            "The agency gives you a new answer.",
        ),
    },
    S.REOPENED: {
        I: Words(
            "Laporan Anda dibuka kembali.",
            "Atas permintaan Anda, laporan dikerjakan lagi oleh {agency}.",
            "Instansi memberi Anda jawaban baru.",
        ),
        E: Words(
            "Your report is open again.",
            "As you asked, {agency} is working on your report again.",
            "The agency gives you a new answer.",
        ),
    },
    S.GIVEN_BACK: {
        I: Words(
            "Kami mencari instansi lain untuk laporan Anda.",
            "Instansi sebelumnya menyatakan tidak berwenang. Anda tidak perlu melapor lagi.",
            "Laporan diteruskan ke instansi lain yang berwenang.",
        ),
        E: Words(
            "We are finding another agency for your report.",
            "The agency that had it says that it is not in charge. You need not report again.",
            "Your report is passed on to another agency that is in charge.",
        ),
    },
    S.TO_BE_DECIDED: {
        I: Words(
            "Koordinator akan menetapkan siapa yang menangani laporan Anda.",
            "Belum jelas instansi mana yang berwenang. Koordinator menetapkannya, dan instansi itu wajib menangani.",
            "Koordinator menetapkan instansi yang menangani laporan Anda.",
        ),
        E: Words(
            "A coordinator will decide who works on your report.",
            "It is not clear which agency is in charge. The coordinator decides, and that agency must take it.",
            "The coordinator names the agency that works on your report.",
        ),
    },
    S.ANSWERED: {
        I: Words(
            "Laporan Anda sudah dijawab.",
            "Jawaban dari {agency} dapat Anda baca. Katakan kepada kami apakah masalahnya benar-benar selesai.",
            "Terima jawabannya, atau sampaikan keberatan. Tanpa kabar dari Anda, laporan ditutup.",
        ),
        E: Words(
            "Your report has been answered.",
            "You can read the answer of {agency}. Tell us whether the problem was really solved.",
            "Accept the answer, or object to it. If we hear nothing from you, the report is closed.",
        ),
    },
    S.ACCEPTED: {
        I: Words(
            "Laporan Anda selesai.",
            "Anda telah menerima jawabannya. Terima kasih atas laporan Anda.",
            "Tidak ada lagi yang perlu Anda lakukan.",
        ),
        E: Words(
            "Your report is finished.",
            "You have accepted the answer. Thank you for your report.",
            "There is nothing more you need to do.",
        ),
    },
    S.ENDED_BY_SILENCE: {
        I: Words(
            "Laporan Anda ditutup.",
            "Setelah dijawab, kami tidak menerima kabar dari Anda dalam batas waktu, jadi laporan ditutup.",
            "Tidak ada lagi yang perlu Anda lakukan.",
        ),
        E: Words(
            "Your report is closed.",
            "After the answer we heard nothing from you within the time limit, so the report was closed.",
            "There is nothing more you need to do.",
        ),
    },
    S.ENDED: {
        I: Words(
            "Laporan Anda ditutup.",
            "Laporan sudah dijawab dan ditutup oleh petugas.",
            "Tidak ada lagi yang perlu Anda lakukan.",
        ),
        E: Words(
            "Your report is closed.",
            "Your report was answered, and an officer has closed it.",
            "There is nothing more you need to do.",
        ),
    },
    S.SHELVED: {
        I: Words(
            "Laporan Anda tidak dilanjutkan.",
            "Petugas menghentikan laporan ini dan menuliskan alasannya. Alasan itu dapat Anda baca di riwayat.",
            "Tidak ada langkah berikutnya untuk laporan ini.",
        ),
        E: Words(
            "Your report does not go on.",
            "An officer has put this report aside and given a reason. You can read the reason in its history.",
            "There is no further step for this report.",
        ),
    },
    S.SHELVED_WITHOUT_REPLY: {
        I: Words(
            "Laporan Anda tidak dilanjutkan.",
            "Kami tidak menerima keterangan yang kami minta dalam batas waktu, jadi laporan dihentikan.",
            "Tidak ada langkah berikutnya untuk laporan ini.",
        ),
        E: Words(
            "Your report does not go on.",
            "We did not get the reply that we asked for within the time limit, so the report was put aside.",
            "There is no further step for this report.",
        ),
    },
    S.JOINED: {
        I: Words(
            "Laporan Anda digabungkan dengan laporan lain.",
            "Ada laporan lain tentang masalah yang sama. Keduanya ditangani bersama; data Anda tidak dibagikan.",
            "Hasilnya akan tampak di sini juga.",
        ),
        E: Words(
            "Your report has been joined to another one.",
            "Somebody else reported the same problem. Both are handled together; nothing about you is shared.",
            "The outcome will be shown here as well.",
        ),
    },
    S.TAKEN_BACK: {
        I: Words(
            "Anda telah mencabut laporan ini.",
            "Laporan tidak ditangani lagi karena Anda mencabutnya.",
            "Tidak ada langkah berikutnya untuk laporan ini.",
        ),
        E: Words(
            "You have taken this report back.",
            "Nobody works on it any more, because you took it back.",
            "There is no further step for this report.",
        ),
    },
}
