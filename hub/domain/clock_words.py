"""What the timeline says about clocks, in plain service language (Indonesian, for reporters and officers)."""

from datetime import datetime, timedelta, tzinfo

from hub.domain.template_values import day_of

NAMES = {
    "VERIFICATION": "verifikasi",
    "FIRST_RESPONSE": "tanggapan pertama",
    "RESOLUTION": "penyelesaian",
    "REPORTER_REPLY": "balasan pelapor",
    "REACTION": "reaksi setelah dinaikkan",
    "COMPENSATION": "keputusan ganti rugi",
    "ANEW": "reaksi karena penyelesaian sudah terlambat",
}
TO_OMBUDSMAN = (
    "Diajukan ke Ombudsman secara otomatis: batas waktu terlewati dan tidak ada tingkat di atasnya lagi."
)
_MOMENT = timedelta(microseconds=1)


def last_day(due: datetime, zone: tzinfo) -> str:
    """The last day on which the duty is done in time: `due` is the midnight that ends it."""
    return day_of(due - _MOMENT, zone)


def is_near(clock: str, due: datetime, zone: tzinfo) -> str:
    """DEADLINE_NEAR."""
    return f"Tenggat {NAMES[clock]} hampir habis: hari terakhir {last_day(due, zone)}."


def has_passed(clock: str, due: datetime, zone: tzinfo, raised_to: str | None) -> str:
    """DEADLINE_BREACHED; `raised_to` is the name of the agency the case moved up to."""
    passed = f"Tenggat {NAMES[clock]} terlewati: hari terakhir {last_day(due, zone)}."
    return passed if raised_to is None else f"{passed} Laporan dinaikkan ke {raised_to}."


def has_moved(clock: str, old: datetime, new: datetime, zone: tzinfo, calendar: str) -> str:
    """DEADLINE_MOVED."""
    days = f"hari terakhir {last_day(old, zone)} menjadi {last_day(new, zone)}"
    return f"Tenggat {NAMES[clock]} bergeser: {days}, menurut kalender {calendar}."


def stays_in_time(clock: str, old: datetime, new: datetime, zone: tzinfo, calendar: str) -> str:
    """DEADLINE_MOVED for a duty that was done in time before the calendar changed."""
    days = f"hari terakhir {last_day(old, zone)} menjadi {last_day(new, zone)}"
    return (
        f"Tenggat {NAMES[clock]} bergeser: {days}, menurut kalender {calendar}. "
        "Kewajiban ini sudah dipenuhi sebelumnya dan tetap dihitung tepat waktu."
    )
