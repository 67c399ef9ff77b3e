"""Master data of the `lapor` kind: invented institutions, templates, status codes, a few categories."""

from sandbox.wire import Object

INSTITUTIONS: list[Object] = [
    {"id": "110001", "name": "Admin Nasional SP4N-LAPOR!"},
    {"id": "620100", "name": "Pemerintah Kabupaten Kotawaringin Barat"},
    {"id": "620101", "name": "Dinas Kesehatan Kabupaten Kotawaringin Barat"},
    {"id": "620102", "name": "Dinas Pekerjaan Umum dan Penataan Ruang Kabupaten Kotawaringin Barat"},
    {"id": "640200", "name": "Pemerintah Kabupaten Kutai Kartanegara"},
    {"id": "520000", "name": "Pemerintah Provinsi Nusa Tenggara Barat"},
    {"id": "210400", "name": "Pemerintah Kabupaten Lingga"},
    {"id": "320000", "name": "Pemerintah Provinsi Jawa Barat"},
]
TEMPLATES: list[Object] = [
    {
        "template_code": "created",
        "title": "Laporan baru",
        "type": "log",
        "content": "Laporan masuk di {{institution_from}} dengan status {{ status_new }}",
    },
    {
        "template_code": "verification",
        "title": "Verifikasi",
        "type": "log",
        "content": "{{institution_from}} mengubah status dari {{status_old}} menjadi {{ status_new }}",
    },
    {
        "template_code": "disposition",
        "title": "Disposisi",
        "type": "log",
        "content": "Laporan didisposisikan dari {{ institution_from }} ke {{institution_to}}",
    },
    {
        "template_code": "process",
        "title": "Proses",
        "type": "log",
        "content": "{{ institution_from }} sedang menindaklanjuti laporan, status {{status_new}}",
    },
    {
        "template_code": "postponed",
        "title": "Tunda",
        "type": "log",
        "content": "{{institution_from}} memerlukan keterangan pelapor",
    },
    {
        "template_code": "not_authority",
        "title": "Bukan wewenang",
        "type": "log",
        "content": "{{institution_from}} mengusulkan {{institution_to}} sebagai instansi berwenang",
    },
    {
        "template_code": "finish",
        "title": "Selesai",
        "type": "log",
        "content": "{{institution_from}} menyelesaikan laporan, status {{ status_new }}",
    },
    {
        "template_code": "followup",
        "title": "Tindak lanjut",
        "type": "followup",
        "content": "Tindak lanjut dari {{institution_from}}",
    },
]
TEMPLATE_OF = {
    "created": "created",
    "accept": "verification",
    "hand_over": "disposition",
    "progress": "process",
    "ask": "postponed",
    "return": "not_authority",
    "answer": "finish",
    "close": "finish",
    "message": "followup",
}
STATUS_CODES = {
    "Belum Terverifikasi": 1,
    "Terverifikasi": 2,
    "Belum Ditindaklanjuti": 3,
    "Dalam Proses": 4,
    "Ditindaklanjuti oleh Instansi": 5,
    "Tunda": 6,
    "Selesai": 7,
    "Bukan Wewenang": 8,
    "Diarsipkan": 9,
}
CATEGORIES = {
    6: "Infrastruktur\u00a0dan Perhubungan",
    15: "Kesehatan\u00a0Masyarakat",
    436: "Administrasi\u00a0Kependudukan",
}
OTHER_CATEGORY = "Topik\u00a0Lainnya"
