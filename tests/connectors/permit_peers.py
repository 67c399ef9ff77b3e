"""The permit systems behind the shipped instances, each with an applicant who must never be seen."""

from typing import Any

CANARIES = ("Kanari Pemohon", "081211112222", "kanari@example.org", "Gang Kanari", "9999888877776666")
PERSON = {
    "nama": CANARIES[0],
    "no_hp": CANARIES[1],
    "email": CANARIES[2],
    "alamat": CANARIES[3],
    "lokasi_izin": CANARIES[3],
}
OWNER = {
    "nama_perseroan": CANARIES[0],
    "nomor_telpon_perseroan": CANARIES[1],
    "email_perusahaan": CANARIES[2],
    "alamat_perseroan": CANARIES[3],
    "npwp_perseroan": CANARIES[4],
    "penanggung_jwb": [{"nama_penanggung_jwb": CANARIES[0], "no_hp_penanggung_jwb": CANARIES[1]}],
}
KNOWN = {"kobar-sicantik": "DPMPTSP-17/2026", "kukar-sicantik": "20260017", "oss-rba": "9120000000017"}
UNKNOWN = {"kobar-sicantik": "DPMPTSP-99/2026", "kukar-sicantik": "99999999", "oss-rba": "9999999999999"}
NATIONAL, PROVINCIAL, LOCAL, MIXED = "9120000000017", "9120000000024", "9120000000031", "9120000000048"
FAILING, TIMED_OUT = "9120000000062", "9120000000079"


def systems(user_key: str, **common: Any) -> list[tuple[str, str, dict[str, Any] | None]]:
    """What `start_all` starts; `common` goes into every config."""
    kobar = {"no_permohonan": KNOWN["kobar-sicantik"], "jenis_izin": "Izin Reklame", "taken_back": True}
    kukar = {"no_permohonan": KNOWN["kukar-sicantik"], "jenis_izin": "Izin Praktik Bidan"}
    perizinan = {"template": 10002, "query": "key1", "quote": "'", "rows": ["data", "perizinan"]}
    return [
        ("sicantik", "kobar-sicantik", {"permits": [kobar | PERSON], **common}),
        ("sicantik", "kukar-sicantik", {**perizinan, "permits": [kukar | PERSON], **common}),
        ("oss", "oss-rba", {"user_key": user_key, "businesses": _businesses(), **common}),
    ]


def _businesses() -> list[dict[str, Any]]:
    levels = {NATIONAL: "00", PROVINCIAL: "01", LOCAL: "02", MIXED: "00", FAILING: "00", TIMED_OUT: "00"}
    found: list[dict[str, Any]] = [
        {"nib": nib, "data_checklist": [_licence(place, level)], **OWNER}
        for place, (nib, level) in enumerate(levels.items(), 1)
    ]
    found[3]["data_checklist"].append(_licence(9, "02"))
    found[4]["kode"], found[5]["kode"] = 500, 504
    return found


def _licence(place: int, level: str) -> dict[str, str]:
    made = f"2026-03-0{place}"
    name = f"Sertifikat Standar {place}"
    return {"id_izin": f"I-2026030{place}0{place}", "nama_izin": name, "kewenangan": level, "tgl_izin": made}
