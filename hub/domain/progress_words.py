"""The smaller pieces of what a reporter is told: circumstances, limits, questions, steps, dates."""

from enum import Enum

from hub.domain.language import Language


class Circumstance(Enum):
    """What comes on top of a situation."""

    LATE = "LATE"
    RAISED = "RAISED"
    OMBUDSMAN_ASKED = "OMBUDSMAN_ASKED"
    OMBUDSMAN_HAS_IT = "OMBUDSMAN_HAS_IT"
    OMBUDSMAN_ADVISED = "OMBUDSMAN_ADVISED"
    OMBUDSMAN_FINISHED = "OMBUDSMAN_FINISHED"
    TAKES_UP_EARLIER = "TAKES_UP_EARLIER"


I, E, C = Language.ID, Language.EN, Circumstance

CIRCUMSTANCES: dict[Circumstance, dict[Language, str]] = {
    C.LATE: {
        I: "Satu batas waktu menurut aturan sudah terlewati. Keterlambatan itu tercatat.",
        E: "A time limit set by law has passed. That is on record.",
    },
    C.RAISED: {
        I: "Karena terlambat, laporan Anda sekarang juga diawasi oleh pihak di atasnya.",
        E: "Because it is late, those above now watch over your report as well.",
    },
    C.OMBUDSMAN_ASKED: {
        I: "Permintaan untuk membawa laporan ini ke Ombudsman sudah dicatat.",
        E: "The request to bring this report before the Ombudsman is on record.",
    },
    C.OMBUDSMAN_HAS_IT: {
        I: "Ombudsman juga sedang memeriksa laporan ini.",
        E: "The Ombudsman is looking into this report as well.",
    },
    C.OMBUDSMAN_ADVISED: {
        I: "Ombudsman sudah menuliskan apa yang harus dilakukan.",
        E: "The Ombudsman has written what is to be done.",
    },
    C.OMBUDSMAN_FINISHED: {
        I: "Ombudsman sudah selesai memeriksa laporan ini.",
        E: "The Ombudsman has finished with this report.",
    },
    C.TAKES_UP_EARLIER: {
        I: "Laporan ini melanjutkan laporan Anda yang terdahulu.",
        E: "This report takes up an earlier report of yours.",
    },
}

SOMEBODY = {I: "instansi yang berwenang", E: "the agency in charge"}
UNTIL_REPORTER = {
    I: "Anda punya waktu sampai akhir hari {day}.",
    E: "You have time until the end of {day}.",
}
UNTIL_OTHERS = {I: "Batas waktu menurut aturan: {day}.", E: "Time limit by law: {day}."}
REOPEN_UNTIL = {
    I: "Bila masalahnya belum selesai, Anda dapat membukanya lagi sampai akhir hari {day}.",
    E: "If the problem is not solved, you can open it again until the end of {day}.",
}
REALLY_SOLVED = {
    I: "Apakah masalah Anda benar-benar sudah selesai?",
    E: "Was your problem really solved?",
}
HOW_WAS_IT = {
    I: "Seberapa puas Anda dengan penyelesaian laporan ini, dari 1 sampai 5?",
    E: "How satisfied are you with the way your report was handled, from 1 to 5?",
}


class Milestone(Enum):
    """The steps of a case that its reporter sees."""

    RECEIVED = "RECEIVED"
    CHECKED = "CHECKED"
    PASSED_ON = "PASSED_ON"
    WORKED_ON = "WORKED_ON"
    ANSWERED = "ANSWERED"
    FINISHED = "FINISHED"
    SHELVED = "SHELVED"
    JOINED = "JOINED"
    TAKEN_BACK = "TAKEN_BACK"


M = Milestone
LABELS: dict[Milestone, dict[Language, str]] = {
    M.RECEIVED: {I: "Laporan diterima", E: "Report received"},
    M.CHECKED: {I: "Laporan diperiksa", E: "Report checked"},
    M.PASSED_ON: {I: "Diteruskan ke instansi yang berwenang", E: "Passed on to the agency in charge"},
    M.WORKED_ON: {I: "Ditangani instansi", E: "Worked on by the agency"},
    M.ANSWERED: {I: "Jawaban diberikan", E: "Answer given"},
    M.FINISHED: {I: "Laporan selesai", E: "Report finished"},
    M.SHELVED: {I: "Laporan tidak dilanjutkan", E: "Report put aside"},
    M.JOINED: {I: "Digabungkan dengan laporan lain", E: "Joined to another report"},
    M.TAKEN_BACK: {I: "Laporan dicabut", E: "Report taken back"},
}

MONTHS: dict[Language, tuple[str, ...]] = {
    I: (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    E: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
