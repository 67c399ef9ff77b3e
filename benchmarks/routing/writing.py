"""How people write to their town: greetings, abbreviations, slips of the finger."""

from random import Random

GREETINGS = (
    "",
    "",
    "assalamualaikum",
    "selamat pagi",
    "selamat siang min",
    "kepada yth bapak walikota",
    "halo admin",
    "izin melaporkan",
    "mohon maaf mengganggu",
    "yth dinas terkait",
)
LINKS = (
    "sudah lama",
    "sejak bulan lalu",
    "sampai sekarang",
    "kurang lebih dua minggu ini",
    "setiap hari",
    "dari kemarin",
    "sudah bertahun tahun",
    "akhir akhir ini",
    "",
)
IDLE = (
    "kami warga sangat terganggu dengan keadaan ini",
    "tolong jangan hanya janji",
    "sudah pernah dilaporkan tapi belum ada tindakan",
    "terima kasih atas perhatian bapak ibu",
    "semoga kota kita makin maju",
    "kami sebagai warga hanya bisa melapor",
    "mohon segera ditindaklanjuti",
    "ini menyangkut keselamatan orang banyak",
    "foto terlampir",
    "harap maklum",
    "apakah harus viral dulu",
    "saya tunggu kabar baiknya",
    "sudah saya sampaikan ke rt tapi tidak ada hasil",
    "warga di sini banyak anak kecil dan orang tua",
    "padahal kami taat bayar pajak",
    "kalau bisa minggu ini",
    "semua tetangga juga mengeluh",
    "jangan sampai ada korban",
    "pejabat tolong turun ke lapangan",
)
SHORT = {
    "yang": "yg",
    "dengan": "dgn",
    "tidak": "tdk",
    "jalan": "jl",
    "sudah": "sdh",
    "belum": "blm",
    "untuk": "utk",
    "mohon": "mhn",
    "karena": "krn",
    "kecamatan": "kec",
    "kelurahan": "kel",
    "saya": "sy",
    "tolong": "tlg",
    "sampai": "smpai",
    "bulan": "bln",
    "banyak": "byk",
    "kalau": "klo",
    "orang": "org",
    "depan": "dpn",
    "sekolah": "sklh",
    "bagaimana": "gmn",
    "terima": "trima",
    "tapi": "tp",
    "sekarang": "skrg",
    "juga": "jg",
}
NEAR = {"a": "s", "e": "r", "i": "o", "n": "m", "k": "l", "t": "y", "r": "t", "s": "d", "u": "i", "g": "h"}


def worn(text: str, dice: Random) -> str:
    """The text as it comes in: each writer is careless in a way of his own."""
    lazy, clumsy = dice.choice((0.0, 0.2, 0.6)), dice.choice((0.0, 0.01, 0.04, 0.08))
    words = [_worn_word(word, lazy, clumsy, dice) for word in text.split()]
    joined = " ".join(words)
    return joined.upper() if dice.random() < 0.05 else joined


def _worn_word(word: str, lazy: float, clumsy: float, dice: Random) -> str:
    if word in SHORT and dice.random() < lazy:
        return SHORT[word]
    if len(word) > 3 and dice.random() < clumsy:
        return _slip(word, dice)
    if dice.random() < lazy * 0.02:
        return word + word[-1] * dice.randint(2, 4)
    return word


def _slip(word: str, dice: Random) -> str:
    at = dice.randrange(1, len(word) - 1)
    match dice.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 2:
            return word[:at] + NEAR.get(word[at], word[at] * 2) + word[at + 1 :]
        case _:
            return word[:at] + " " + word[at:]
