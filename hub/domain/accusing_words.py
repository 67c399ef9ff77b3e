"""Words by which citizens accuse an office, or turn to it. Folded; see `hub.domain.accusing`.

Written down from how reports are worded; a word that is missing leaves a case with the nearest body, whose
officers may still be named as respondent.
"""


def _beginnings(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WRONGS = _beginnings(
    """korup suap disuap menyuap penyuap sogok disogok menyogok pungl pungut memungut dipungut peras memeras
    diperas pemeras uang upeti setor menyetor gratifikasi imbalan amplop jatah calo nepotis kolus kongkalikong
    bersekongkol persekongkolan terlibat melindung menutup ditutup membiarkan mendiamkan bolos malas jarang
    kasar arogan membentak memukul ancam mengancam intimidasi mengintimidasi leceh melecehkan pelecehan palsu
    memalsu pemalsu manipulasi memanipulasi menyalahgunakan disalahgunakan penyalahgunaan seleweng menyeleweng
    diselewengkan penyeleweng gelap menggelap penggelap curang kecurang membocorkan bocor mengabaikan
    menolak enggan lalai lamban pilih tebang memihak berpihak meloloskan menyembunyikan membayar dibayar
    malah justru maladministrasi melanggar pelanggaran"""
)
"""Beginnings of words that say what an office or its people do wrong."""

DUTIES = _beginnings(
    """periksa memeriksa pemeriksa mengusut usut menindak tindak menyelidik selidik mengaudit audit mengawas
    pengawas mengecek meninjau tinjau turun memproses proses menangani membantu bantu menegur memanggil
    menertibkan membongkar mengungkap menemukan temuan menyatakan mengetahui menerima laporan pengaduan
    aduan melapor lapor segera dapat bisa mohon agar supaya untuk tentang mengenai terkait soal bahwa karena
    sebab"""
)
"""Beginnings of words after which a sentence tells what the office is to do or heard of, not what it did."""

TAKES = "menerima"
"""A duty with a report behind it, a wrong with money behind it: what follows decides."""

UNDONE = _words("diperiksa diaudit diusut ditindak diselidiki dilaporkan ditegur ditertibkan dicopot dipecat")
"""What is to happen to an office that is accused."""

AND_WHY = _words("karena sebab atas oleh juga dan saja")

NOT = _words("tidak tak nggak gak ga enggak bukannya diam abai")
"""What an office leaves undone."""

UNKNOWING = _words("tahu mengetahui dilibatkan diberitahu diberi")
SHOULD = _words("seharusnya semestinya harusnya mestinya")

PEOPLE = _words("pegawai staf petugas auditor asn pns honorer pejabat")
ROGUE = "oknum"
LINKS = _words(
    """di dari pada dalam oleh lingkungan kantor pihak tim kepala pimpinan seorang satu salah beberapa para
    sejumlah terhadap internal tubuh"""
)
TURNING_TO = _words(
    """ke kepada mohon dimohon memohon tolong minta meminta harap berharap diharapkan agar supaya untuk semoga
    yth bapak ibu pak bu terhormat biar melalui lewat via bersama kami"""
)
GIVEN_TO = _words("ke kepada")
HANDING = _beginnings(
    "memberi diberi beri setor menyetor disetor menyuap suap membayar bayar upeti uang amplop"
)
REPORTING = _beginnings("lapor melapor dilapor mengadu adu pengaduan diadukan diteruskan disampaikan surat")
ACCUSING = _words("melaporkan mengadukan mencurigai menuduh menuding")
