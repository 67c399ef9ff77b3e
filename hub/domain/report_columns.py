"""The columns of reports with their meaning in plain Indonesian: one place, so that no two tables differ.

The key of a figure is the name of the field it is read from.
"""

from hub.domain.report import Column, ColumnKind
from hub.domain.sla import ClockKind

CODE = Column("code", "Kode", ColumnKind.TEXT, "Kode dalam data acuan hub.")
NAME = Column("name", "Nama", ColumnKind.TEXT, "Nama instansi, wilayah, topik, jenis, kanal atau bulan.")
PERIOD = Column(
    "period", "Periode", ColumnKind.TEXT, "Periode laporan dan periode sebelumnya yang sama panjang."
)

CASES: tuple[Column, ...] = (
    Column(
        "received",
        "Laporan masuk",
        ColumnKind.COUNT,
        "Pengaduan, aspirasi dan permintaan informasi yang masuk dalam periode ini.",
    ),
    Column(
        "answered",
        "Ditanggapi",
        ColumnKind.COUNT,
        "Laporan dari kolom pertama yang sudah mendapat tanggapan sedikitnya satu kali.",
    ),
    Column("closed", "Selesai", ColumnKind.COUNT, "Laporan yang sudah ditutup sebagai selesai."),
    Column(
        "open",
        "Belum selesai",
        ColumnKind.COUNT,
        "Laporan yang belum selesai, belum diarsipkan, tidak digabung dan tidak dicabut: tunggakan.",
    ),
    Column(
        "overdue",
        "Terlambat",
        ColumnKind.COUNT,
        "Laporan yang melewati sedikitnya satu tenggat menurut peraturan.",
    ),
    Column(
        "returned",
        "Dikembalikan",
        ColumnKind.COUNT,
        "Laporan yang sedikitnya satu kali dikembalikan instansi karena bukan kewenangannya.",
    ),
    Column(
        "escalated",
        "Ke Ombudsman",
        ColumnKind.COUNT,
        "Laporan yang atas permintaan pelapor diteruskan kepada Ombudsman.",
    ),
    Column(
        "on_time_share",
        "Tepat waktu",
        ColumnKind.SHARE,
        "Bagian dari laporan yang ditanggapi yang tidak melewati tenggat apa pun.",
    ),
    Column(
        "median_hours",
        "Median jam",
        ColumnKind.HOURS,
        "Separuh dari tanggapan pertama datang dalam waktu ini (jam, ketelitian 1 %).",
    ),
    Column(
        "p90_hours",
        "P90 jam",
        ColumnKind.HOURS,
        "Sembilan dari sepuluh tanggapan pertama datang dalam waktu ini (jam, ketelitian 1 %).",
    ),
    Column(
        "per_hundred_thousand",
        "Per 100.000",
        ColumnKind.RATE,
        "Laporan masuk per 100.000 penduduk wilayah itu.",
    ),
)

NUMBER: tuple[Column, ...] = (CASES[0], CASES[-1])
"""How many there are, and per 100,000 inhabitants."""

FLOW: tuple[Column, ...] = (
    Column(
        "merged",
        "Digabung",
        ColumnKind.COUNT,
        "Laporan yang digabung dengan laporan lain tentang hal yang sama.",
    ),
    Column("withdrawn", "Dicabut", ColumnKind.COUNT, "Laporan yang dicabut pelapornya."),
    Column("reopened", "Dibuka kembali", ColumnKind.COUNT, "Laporan selesai yang dibuka kembali."),
    Column(
        "hops_per_case",
        "Disposisi per laporan",
        ColumnKind.RATE,
        "Rata-rata berapa instansi yang pernah memegang satu laporan.",
    ),
    Column(
        "auto_routed_share",
        "Disalurkan otomatis",
        ColumnKind.SHARE,
        "Bagian dari laporan yang pernah disalurkan yang pemiliknya ditentukan tanpa campur tangan orang.",
    ),
    Column(
        "never_returned_share",
        "Tidak pernah ditolak",
        ColumnKind.SHARE,
        "Bagian laporan yang tidak pernah dikembalikan instansi mana pun: tidak ada pintu yang salah.",
    ),
    Column(
        "median_hours_to_verification",
        "Median jam verifikasi",
        ColumnKind.HOURS,
        "Separuh dari laporan diverifikasi dalam waktu ini (jam, ketelitian 1 %).",
    ),
    Column(
        "median_hours_to_answer",
        "Median jam sampai ditanggapi",
        ColumnKind.HOURS,
        "Separuh dari laporan yang ditanggapi mendapat tanggapan dalam waktu ini (jam, ketelitian 1 %).",
    ),
    Column(
        "p90_hours_to_answer",
        "P90 jam sampai ditanggapi",
        ColumnKind.HOURS,
        "Sembilan dari sepuluh laporan yang ditanggapi mendapat tanggapan dalam waktu ini (jam).",
    ),
    Column(
        "mean_rating",
        "Penilaian pelapor",
        ColumnKind.SCORE,
        "Rata-rata penilaian pelapor atas penyelesaian, 1 sampai 5.",
    ),
)

CLOCKS: dict[ClockKind, str] = {
    ClockKind.VERIFICATION: "Verifikasi",
    ClockKind.FIRST_RESPONSE: "Tanggapan pertama",
    ClockKind.RESOLUTION: "Penyelesaian",
}
"""The agencies' clocks, in the order in which they run."""


def clock_columns(kind: ClockKind) -> tuple[Column, Column, Column]:
    """Met, breached and share of one clock."""
    key, title = kind.value.lower(), CLOCKS[kind]
    return (
        Column(f"{key}_met", f"{title}: tepat", ColumnKind.COUNT, f"Tenggat {title.lower()} yang dipenuhi."),
        Column(
            f"{key}_breached", f"{title}: lewat", ColumnKind.COUNT, f"Tenggat {title.lower()} yang terlewati."
        ),
        Column(
            f"{key}_share",
            f"{title}: bagian tepat",
            ColumnKind.SHARE,
            f"Bagian tenggat {title.lower()} yang dipenuhi dari semua yang sudah berakhir.",
        ),
    )


MEASURE = Column("measure", "Ukuran", ColumnKind.TEXT, "Apa yang dihitung.")
NOW = Column("now", "Periode ini", ColumnKind.COUNT, "Jumlah dalam periode laporan.")
BEFORE = Column("before", "Periode sebelumnya", ColumnKind.COUNT, "Jumlah dalam periode sebelumnya.")
CHANGE = Column("change", "Perubahan", ColumnKind.CHANGE, "Periode ini dikurangi periode sebelumnya.")

RESPONDENTS = Column(
    "respondents",
    "Responden",
    ColumnKind.COUNT,
    "Jawaban survei yang sudah dihitung; jawaban dihitung dalam kelompok sedikitnya lima orang.",
)
INDEX = Column(
    "index",
    "IKM",
    ColumnKind.SCORE,
    "Indeks kepuasan masyarakat, 25 sampai 100: rata-rata sembilan unsur kali 25.",
)
GRADE = Column("grade", "Mutu", ColumnKind.TEXT, "A 88,31-100; B 76,61-88,30; C 65,00-76,60; D 25,00-64,99.")
QUALITY = Column("quality", "Kinerja", ColumnKind.TEXT, "Arti mutu menurut PermenPANRB 14/2017.")
ELEMENT = Column("element", "Unsur", ColumnKind.TEXT, "Unsur kuesioner SKM.")
MEAN = Column("mean", "Nilai rata-rata", ColumnKind.SCORE, "Rata-rata nilai unsur (NRR), 1 sampai 4.")
MEAN_BEFORE = Column(
    "mean_before", "Sebelumnya", ColumnKind.SCORE, "Rata-rata nilai unsur dalam periode sebelumnya."
)

HELD_ON = Column("held_on", "Tanggal", ColumnKind.DAY, "Hari forum diadakan.")
AGENCY = Column("agency", "Instansi", ColumnKind.TEXT, "Penyelenggara, atau yang harus menindaklanjuti.")
SUBJECT = Column("subject", "Pokok bahasan", ColumnKind.TEXT, "Yang dibahas, seperti dalam berita acara.")
PLACE = Column("place", "Tempat", ColumnKind.TEXT, "Tempat forum.")
PARTIES = Column("parties", "Unsur peserta", ColumnKind.TEXT, "Unsur masyarakat dan pihak yang hadir.")
PEOPLE = Column("people", "Peserta", ColumnKind.COUNT, "Banyaknya orang yang hadir.")
AGREED = Column("agreed", "Kesepakatan", ColumnKind.COUNT, "Banyaknya kesepakatan dalam berita acara.")
DONE = Column("done", "Terlaksana", ColumnKind.COUNT, "Kesepakatan yang dilaporkan terlaksana.")
LATE = Column(
    "late", "Lewat waktu", ColumnKind.COUNT, "Kesepakatan yang belum berakhir padahal waktunya lewat."
)
MINUTES = Column(
    "minutes", "Berita acara", ColumnKind.TEXT, "Apakah berita acara ditunjuk dengan alamat atau SHA-256."
)
AGREEMENT = Column("agreement", "Kesepakatan", ColumnKind.TEXT, "Bunyi kesepakatan.")
DUE_ON = Column("due_on", "Batas waktu", ColumnKind.DAY, "Hari terakhir menurut berita acara.")
STATE = Column("state", "Keadaan", ColumnKind.TEXT, "Keadaan tindak lanjut menurut laporan terakhir.")
REPORTS = Column("reports", "Laporan", ColumnKind.COUNT, "Banyaknya laporan tindak lanjut.")

EVIDENCE = Column(
    "evidence", "Bukti", ColumnKind.TEXT, "Yang ditanyakan dalam aspek konsultasi dan pengaduan."
)
FOUND = Column("found", "Isi", ColumnKind.TEXT, "Yang dapat dibuktikan hub untuk periode ini.")
HELD = Column(
    "held", "Disimpan hub", ColumnKind.TEXT, "Ya, sebagian, atau tidak: yang tidak, dilampirkan sendiri."
)
SOURCE = Column("source", "Sumber", ColumnKind.TEXT, "Dari mana isi itu, agar dapat diperiksa.")
