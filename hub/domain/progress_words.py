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


ID, EN, C = Language.ID, Language.EN, Circumstance

CIRCUMSTANCES: dict[Circumstance, dict[Language, str]] = {
    C.LATE: {
        ID: "Satu batas waktu menurut aturan sudah terlewati. Keterlambatan itu tercatat.",
        EN: "A time limit set by law has passed. That is on record.",
    },
    C.RAISED: {
        ID: "Karena terlambat, laporan Anda sekarang juga diawasi oleh pihak di atasnya.",
        EN: "Because it is late, those above now watch over your report as well.",
    },
    C.OMBUDSMAN_ASKED: {
        ID: "Permintaan untuk membawa laporan ini ke Ombudsman sudah dicatat.",
        EN: "The request to bring this report before the Ombudsman is on record.",
    },
    C.OMBUDSMAN_HAS_IT: {
        ID: "Ombudsman juga sedang memeriksa laporan ini.",
        EN: "The Ombudsman is looking into this report as well.",
    },
    C.OMBUDSMAN_ADVISED: {
        ID: "Ombudsman sudah menuliskan apa yang harus dilakukan.",
        EN: "The Ombudsman has written what is to be done.",
    },
    C.OMBUDSMAN_FINISHED: {
        ID: "Ombudsman sudah selesai memeriksa laporan ini.",
        EN: "The Ombudsman has finished with this report.",
    },
    C.TAKES_UP_EARLIER: {
        ID: "Laporan ini melanjutkan laporan Anda yang terdahulu.",
        EN: "This report takes up an earlier report of yours.",
    },
}

SOMEBODY = {ID: "instansi yang berwenang", EN: "the agency in charge"}
UNTIL_REPORTER = {
    ID: "Anda punya waktu sampai akhir hari {day}.",
    EN: "You have time until the end of {day}.",
}
UNTIL_OTHERS = {ID: "Batas waktu menurut aturan: {day}.", EN: "Time limit by law: {day}."}
REOPEN_UNTIL = {
    ID: "Bila masalahnya belum selesai, Anda dapat membukanya lagi sampai akhir hari {day}.",
    EN: "If the problem is not solved, you can open it again until the end of {day}.",
}
REALLY_SOLVED = {
    ID: "Apakah masalah Anda benar-benar sudah selesai?",
    EN: "Was your problem really solved?",
}
HOW_WAS_IT = {
    ID: "Seberapa puas Anda dengan penyelesaian laporan ini, dari 1 sampai 5?",
    EN: "How satisfied are you with the way your report was handled, from 1 to 5?",
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
    M.RECEIVED: {ID: "Laporan diterima", EN: "Report received"},
    M.CHECKED: {ID: "Laporan diperiksa", EN: "Report checked"},
    M.PASSED_ON: {ID: "Diteruskan ke instansi yang berwenang", EN: "Passed on to the agency in charge"},
    M.WORKED_ON: {ID: "Ditangani instansi", EN: "Worked on by the agency"},
    M.ANSWERED: {ID: "Jawaban diberikan", EN: "Answer given"},
    M.FINISHED: {ID: "Laporan selesai", EN: "Report finished"},
    M.SHELVED: {ID: "Laporan tidak dilanjutkan", EN: "Report put aside"},
    M.JOINED: {ID: "Digabungkan dengan laporan lain", EN: "Joined to another report"},
    M.TAKEN_BACK: {ID: "Laporan dicabut", EN: "Report taken back"},
}

MONTHS: dict[Language, tuple[str, ...]] = {
    ID: (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    EN: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
