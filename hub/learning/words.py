"""Words of a complaint as models count them: no numbers, no addresses, abbreviations written out.

What identifies a person (numbers of any kind, e-mail and web addresses, signs beginning with @) is dropped
here, before anything is counted: a model cannot hold what it never saw.
"""

import re
import unicodedata
from functools import lru_cache

_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
_TOKEN = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")
_DOUBLED = re.compile(r"[^\W\d_]{3,}2")  # `jalan2` is written for `jalan-jalan`
_ROOM = re.compile(r"(rt|rw)\d+")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")

SHORT = {
    "aja": "saja", "bgmn": "bagaimana", "bgt": "banget", "bgmna": "bagaimana", "bln": "bulan",
    "blm": "belum", "blom": "belum", "bnyk": "banyak", "bpk": "bapak", "brp": "berapa", "bs": "bisa",
    "byk": "banyak", "dgn": "dengan", "dg": "dengan", "dlm": "dalam", "dmn": "dimana", "dpn": "depan",
    "dpt": "dapat", "dr": "dari", "ds": "desa", "enggak": "tidak", "engga": "tidak", "ga": "tidak",
    "gak": "tidak", "gk": "tidak", "gmn": "bagaimana", "gmna": "bagaimana", "hr": "hari", "jd": "jadi",
    "jg": "juga", "jl": "jalan", "jln": "jalan", "kab": "kabupaten", "kalo": "kalau", "kec": "kecamatan",
    "kel": "kelurahan", "klo": "kalau", "klu": "kalau", "kmrn": "kemarin", "knp": "kenapa", "kpd": "kepada",
    "krn": "karena", "krna": "karena", "lg": "lagi", "lgi": "lagi", "lht": "lihat", "lmp": "lampu",
    "mhn": "mohon", "mnt": "menit", "msh": "masih", "msk": "masuk", "ngga": "tidak", "nggak": "tidak",
    "ndak": "tidak", "org": "orang", "pd": "pada", "prm": "perum", "rmh": "rumah", "rsk": "rusak",
    "sbg": "sebagai", "sdh": "sudah", "sdah": "sudah", "sklh": "sekolah", "skrg": "sekarang",
    "skrng": "sekarang", "skt": "sakit", "slh": "salah", "sm": "sama", "smpai": "sampai", "spt": "seperti",
    "sprti": "seperti", "sy": "saya", "tdk": "tidak", "tgl": "tanggal", "thn": "tahun", "tlg": "tolong",
    "tlng": "tolong", "tp": "tapi", "tpi": "tapi", "trima": "terima", "trims": "terima", "trs": "terus",
    "ttg": "tentang", "udah": "sudah", "udh": "sudah", "utk": "untuk", "wrg": "warga", "yg": "yang",
    "yng": "yang",
}  # fmt: skip


def words(text: str) -> list[str]:
    """The words in order, folded and written out, without what holds a digit or belongs to an address."""
    return [word for word, _ in written(text)]


def written(text: str) -> list[tuple[str, str]]:
    """The same words, each with how it stands in the text."""
    plain = _ADDRESS.sub(" ", unicodedata.normalize("NFKC", text)).replace("_", " ")
    return [(word, token) for token in _TOKEN.findall(plain) if (word := _written_out(token.casefold()))]


def chunks(text: str) -> list[str]:
    """What stands between spaces, folded, with its punctuation; every number has become `0`."""
    plain = _ADDRESS.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return _NUMBER.sub("0", plain).split()


@lru_cache(maxsize=65_536)
def _written_out(token: str) -> str:
    """The word a token stands for; empty where it may be a number, a plate or another mark of a person."""
    if not token.isalpha():
        room = _ROOM.fullmatch(token)
        if room:
            return room[1]
        if not _DOUBLED.fullmatch(token):
            return ""
        token = token[:-1]
    token = _DRAWN_OUT.sub(r"\1", token)
    return SHORT.get(token, token) if len(token) > 1 else ""
