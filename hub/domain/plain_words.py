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


ID, EN, S = Language.ID, Language.EN, Situation

SITUATIONS: dict[Situation, dict[Language, Words]] = {
    S.TO_BE_CHECKED: {
        ID: Words(
            "Laporan Anda sudah kami terima.",
            "Petugas akan membaca laporan Anda dan memastikan isinya lengkap.",
            "Laporan diperiksa, lalu diteruskan ke instansi yang berwenang.",
        ),
        EN: Words(
            "We have received your report.",
            "An officer will read it and see whether it is complete.",
            "Your report is checked and then passed on to the agency in charge.",
        ),
    },
    S.TO_BE_CHECKED_AGAIN: {
        ID: Words(
            "Laporan Anda akan diperiksa kembali.",
            "Laporan Anda dibuka lagi. Petugas akan membacanya dari awal.",
            "Laporan diperiksa, lalu diteruskan ke instansi yang berwenang.",
        ),
        EN: Words(
            "Your report will be checked again.",
            "Your report is open again. An officer will read it from the beginning.",
            "Your report is checked and then passed on to the agency in charge.",
        ),
    },
    S.QUESTION_ASKED: {
        ID: Words(
            "Kami memerlukan keterangan dari Anda.",
            "Petugas mengajukan pertanyaan kepada Anda. Selama menunggu jawaban Anda, batas waktu berhenti.",
            "Jawablah pertanyaan itu. Tanpa jawaban, laporan tidak dapat dilanjutkan.",
        ),
        EN: Words(
            "We need something from you.",
            "An officer has asked you a question. While we wait for your reply, the time limits stand still.",
            "Please answer the question. Without your reply the report cannot go on.",
        ),
    },
    S.CHECKED: {
        ID: Words(
            "Laporan Anda sudah diperiksa.",
            "Laporan Anda lengkap. Kami sedang menentukan instansi yang berwenang menanganinya.",
            "Laporan diteruskan ke instansi yang berwenang.",
        ),
        EN: Words(
            "Your report has been checked.",
            "Your report is complete. We are finding out which agency is in charge of it.",
            "Your report is passed on to the agency in charge.",
        ),
    },
    S.ON_ITS_WAY: {
        ID: Words(
            "Laporan Anda sedang dikirim ke instansi yang berwenang.",
            "Laporan dikirim ke {agency}. Sampai tiba di sana, laporan tetap tanggung jawab kami.",
            "Instansi menerima laporan dan mulai menanganinya.",
        ),
        EN: Words(
            "Your report is on its way to the agency in charge.",
            "It is being sent to {agency}. Until it has arrived there, we remain responsible for it.",
            "The agency receives your report and begins to work on it.",
        ),
    },
    S.AT_AGENCY: {
        ID: Words(
            "Laporan Anda sudah sampai di instansi yang berwenang.",
            "Laporan berada di {agency} dan menunggu untuk ditangani.",
            "Instansi mulai menangani laporan Anda.",
        ),
        EN: Words(
            "Your report has arrived at the agency in charge.",
            "It is with {agency} and waits to be taken up.",
            "The agency begins to work on your report.",
        ),
    },
    S.AT_WORK: {
        ID: Words(
            "Laporan Anda sedang ditangani.",
            "Petugas di {agency} sedang mengerjakan laporan Anda.",
            "Instansi memberi Anda jawaban.",
        ),
        EN: Words(
            "Your report is being worked on.",
            "Officers of {agency} are working on your report.",
            "The agency gives you an answer.",
        ),
    },
    S.REPLY_RECEIVED: {
        ID: Words(
            "Keterangan Anda sudah kami terima.",
            "Terima kasih. Laporan Anda dilanjutkan oleh {agency}.",
            "Instansi memberi Anda jawaban.",
        ),
        EN: Words(
            "We have received your reply.",
            "Thank you. Your report goes on at {agency}.",
            "The agency gives you an answer.",
        ),
    },
    S.OBJECTED: {
        ID: Words(
            "Keberatan Anda sudah kami terima.",
            "Jawaban yang lalu tidak Anda terima. Laporan dikerjakan lagi oleh {agency}.",
            "Instansi memberi Anda jawaban baru.",
        ),
        EN: Words(
            "We have received your objection.",
            "You did not accept the last answer. {agency} is working on your report again.",
            "The agency gives you a new answer.",
        ),
    },
    S.REOPENED: {
        ID: Words(
            "Laporan Anda dibuka kembali.",
            "Atas permintaan Anda, laporan dikerjakan lagi oleh {agency}.",
            "Instansi memberi Anda jawaban baru.",
        ),
        EN: Words(
            "Your report is open again.",
            "As you asked, {agency} is working on your report again.",
            "The agency gives you a new answer.",
        ),
    },
    S.GIVEN_BACK: {
        ID: Words(
            "Kami mencari instansi lain untuk laporan Anda.",
            "Instansi sebelumnya menyatakan tidak berwenang. Anda tidak perlu melapor lagi.",
            "Laporan diteruskan ke instansi lain yang berwenang.",
        ),
        EN: Words(
            "We are finding another agency for your report.",
            "The agency that had it says that it is not in charge. You need not report again.",
            "Your report is passed on to another agency that is in charge.",
        ),
    },
    S.TO_BE_DECIDED: {
        ID: Words(
            "Koordinator akan menetapkan siapa yang menangani laporan Anda.",
            "Belum jelas instansi mana yang berwenang. Instansi yang ditetapkan wajib menanganinya.",
            "Koordinator menetapkan instansi yang menangani laporan Anda.",
        ),
        EN: Words(
            "A coordinator will decide who works on your report.",
            "It is not clear which agency is in charge. The agency that is named must take it.",
            "The coordinator names the agency that works on your report.",
        ),
    },
    S.ANSWERED: {
        ID: Words(
            "Laporan Anda sudah dijawab.",
            "Jawaban dari {agency} dapat Anda baca. Katakan apakah masalahnya benar-benar selesai.",
            "Terima jawabannya, atau sampaikan keberatan. Tanpa kabar dari Anda, laporan ditutup.",
        ),
        EN: Words(
            "Your report has been answered.",
            "You can read the answer of {agency}. Tell us whether the problem was really solved.",
            "Accept the answer, or object to it. If we hear nothing from you, the report is closed.",
        ),
    },
    S.ACCEPTED: {
        ID: Words(
            "Laporan Anda selesai.",
            "Anda telah menerima jawabannya. Terima kasih atas laporan Anda.",
            "Tidak ada lagi yang perlu Anda lakukan.",
        ),
        EN: Words(
            "Your report is finished.",
            "You have accepted the answer. Thank you for your report.",
            "There is nothing more you need to do.",
        ),
    },
    S.ENDED_BY_SILENCE: {
        ID: Words(
            "Laporan Anda ditutup.",
            "Setelah dijawab, kami tidak menerima kabar dari Anda dalam batas waktu, jadi laporan ditutup.",
            "Tidak ada lagi yang perlu Anda lakukan.",
        ),
        EN: Words(
            "Your report is closed.",
            "After the answer we heard nothing from you within the time limit, so the report was closed.",
            "There is nothing more you need to do.",
        ),
    },
    S.ENDED: {
        ID: Words(
            "Laporan Anda ditutup.",
            "Petugas telah menutup laporan ini.",
            "Tidak ada lagi yang perlu Anda lakukan.",
        ),
        EN: Words(
            "Your report is closed.",
            "An officer has closed this report.",
            "There is nothing more you need to do.",
        ),
    },
    S.SHELVED: {
        ID: Words(
            "Laporan Anda tidak dilanjutkan.",
            "Petugas menghentikan laporan ini. Alasannya dapat Anda baca di riwayat laporan.",
            "Tidak ada langkah berikutnya untuk laporan ini.",
        ),
        EN: Words(
            "Your report does not go on.",
            "An officer has put this report aside. You can read the reason in its history.",
            "There is no further step for this report.",
        ),
    },
    S.SHELVED_WITHOUT_REPLY: {
        ID: Words(
            "Laporan Anda tidak dilanjutkan.",
            "Kami tidak menerima keterangan yang kami minta dalam batas waktu, jadi laporan dihentikan.",
            "Tidak ada langkah berikutnya untuk laporan ini.",
        ),
        EN: Words(
            "Your report does not go on.",
            "We did not get the reply that we asked for within the time limit, so the report was put aside.",
            "There is no further step for this report.",
        ),
    },
    S.JOINED: {
        ID: Words(
            "Laporan Anda digabungkan dengan laporan lain.",
            "Ada laporan lain tentang masalah yang sama. Data Anda tidak dibagikan.",
            "Hasilnya akan tampak di sini juga.",
        ),
        EN: Words(
            "Your report has been joined to another one.",
            "There is another report of the same problem. Nothing about you is shared.",
            "The outcome will be shown here as well.",
        ),
    },
    S.TAKEN_BACK: {
        ID: Words(
            "Anda telah mencabut laporan ini.",
            "Laporan tidak ditangani lagi karena Anda mencabutnya.",
            "Tidak ada langkah berikutnya untuk laporan ini.",
        ),
        EN: Words(
            "You have taken this report back.",
            "Nobody works on it any more, because you took it back.",
            "There is no further step for this report.",
        ),
    },
}
