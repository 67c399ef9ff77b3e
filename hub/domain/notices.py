"""What the hub itself tells systems that have a case, and reporters, in the reporter's language."""

WITHDRAWN = "Laporan ini dicabut oleh pelapor."
RECALLED = "Laporan ini ditarik kembali oleh koordinator."
PROTECTED = "Perlindungan laporan ini dinaikkan: perlakukan sebagai laporan rahasia."
RECALLED_AS_WRONG = "Laporan ini ditarik kembali: pelapor menyatakan instansi ini bukan yang berwenang."

# To reporters.
MERGED = "Laporan ini digabungkan dengan laporan lain tentang hal yang sama."
RELEASED = "Laporan ini kembali berdiri sendiri karena laporan induknya berakhir tanpa tanggapan."
FOLLOWS = "Laporan ini mengikuti laporan lain tentang hal yang sama, yang sedang ditangani."
HEAD_ANSWERED = "Laporan lain tentang hal yang sama, yang diikuti laporan ini, sudah ditanggapi."
FOLLOWS_GUARDED = "Hal ini sedang ditangani bersama laporan lain yang dilindungi."
GUARDED_HEAD_ENDED = "Penanganan hal ini bersama laporan lain yang dilindungi telah berakhir."
SEEN_BY = "Sudah atau mungkin sudah diterima oleh: {codes}."
SEEN_BY_NOBODY = "Belum diterima oleh instansi mana pun."
