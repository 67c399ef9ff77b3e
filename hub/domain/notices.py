"""What the hub itself tells the system that has a case, in the reporter's language."""

WITHDRAWN = "Laporan ini dicabut oleh pelapor."
RECALLED = "Laporan ini ditarik kembali oleh koordinator."
PROTECTED = "Perlindungan laporan ini dinaikkan: perlakukan sebagai laporan rahasia."
