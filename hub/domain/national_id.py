"""What a national id (NIK) can look like: PP KK CC, DD MM YY, serial.

Sources: PP 37/2007 Art. 37 (16 digits: place of first registration, day of birth, serial from 0001);
Kemendagri region codes for the place. That a woman's day is 40 higher is practice, read in public clients.

Strict is only what no number can lack. The place is that of the first registration, and districts and
regencies are split and renumbered: so the province must exist, and nothing below it is looked up. No province
code was ever dropped that could be sourced; the older lists of 33 are all among those of today.
A day of birth that differs from the number's is not refused: the number stays for life when the register's
date is corrected, and it is the registry that decides.
"""

from collections.abc import Container
from datetime import date

DIGITS = 16
WOMEN = 40  # added to the day
NO_SERIAL = "0000"


def is_possible(national_id: str, regions: Container[str], today: date) -> bool:
    """False: this number cannot exist, and asking for it would waste a call.

    Args:
        regions: Kemendagri codes; only the provinces (two digits) are looked for.
        today: births after it are of the century before.
    """
    if len(national_id) != DIGITS or not (national_id.isascii() and national_id.isdigit()):
        return False
    if national_id[:2] not in regions or national_id[12:] == NO_SERIAL:
        return False
    return birth_of(national_id, today) is not None


def birth_of(national_id: str, today: date) -> date | None:
    """The day of birth a number of 16 digits tells, None when there is no such day.

    The year has two digits: it is the latest that is not in the future, so from 1 to 100 years ago.
    """
    day, month, year = (int(national_id[at : at + 2]) for at in (6, 8, 10))
    born = day - WOMEN if day > WOMEN else day
    for century in (today.year // 100 * 100, today.year // 100 * 100 - 100):
        try:
            found = date(century + year, month, born)
        except ValueError:
            continue
        if found <= today:
            return found
    return None


def place_of(national_id: str) -> str:
    """The district of first registration, dotted: `62.01.02`. It may have another code today."""
    return ".".join(national_id[at : at + 2] for at in (0, 2, 4))
