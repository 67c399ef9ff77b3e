"""Business numbers the OSS has unless its config names others, and the owner of all: invented."""

from sandbox.wire import Object


def _licence(number: int, authority: str) -> Object:
    """An entry of a checklist; ids begin with the moment they were made."""
    return {
        "id_izin": f"I-2026030{number}08300000000{number}",
        "nama_izin": f"Sertifikat Standar {number}",
        "kewenangan": authority,
        "tgl_izin": f"2026-03-0{number}",
    }


BUSINESSES: tuple[Object, ...] = (
    {"nib": "9120000000017", "data_checklist": [_licence(1, "00")]},
    {"nib": "9120000000024", "data_checklist": [_licence(2, "01")]},
    {"nib": "9120000000031", "data_checklist": [_licence(4, "02"), _licence(3, "02")]},
    {"nib": "9120000000048", "data_checklist": [_licence(5, "00"), _licence(6, "02")]},
    {"nib": "9120000000055", "data_checklist": []},
)
OWNER: Object = {
    "nama_perseroan": "PT Contoh Usaha",
    "npwp_perseroan": "000000000000000",
    "email_perusahaan": "usaha@example.org",
    "nomor_telpon_perseroan": "081200002222",
    "alamat_perseroan": "Jalan Contoh Nomor 3",
    "penanggung_jwb": [{"nama_penanggung_jwb": "Direktur Contoh", "no_identitas_penanggung_jwb": "0" * 16}],
}
