"""Applications an office has unless its config names others, and the applicant of all: invented."""

from sandbox.wire import Object

PERMITS: tuple[Object, ...] = (
    {"no_permohonan": "DPMPTSP-17/2026", "jenis_izin": "Persetujuan Bangunan Gedung"},
    {"no_permohonan": "DPMPTSP-18/2026", "jenis_izin": "Izin Praktik Dokter", "taken_back": True},
    {"no_permohonan": "DPMPTSP-19/2026", "jenis_izin": "Izin Reklame"},
)
APPLICANT: Object = {
    "nama": "Pemohon Contoh",
    "no_hp": "081200001111",
    "email": "pemohon@example.org",
    "alamat": "Jalan Contoh Nomor 1",
    "lokasi_izin": "Jalan Contoh Nomor 2",
}
