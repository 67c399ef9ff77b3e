"""An invented population. District 99 exists nowhere, so none of these numbers can be a person's."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Person:
    """One entry of the register. `state`: alive, deceased, duplicate or inactive; `born` as dd-mm-yyyy."""

    national_id: str
    name: str
    born: str
    state: str = "alive"


PEOPLE = (
    Person("6201991708909001", "SEKAR CONTOH RIMBA", "17-08-1990"),
    Person("6201990503859002", "BAYU CONTOH SAMUDRA", "05-03-1985"),
    Person("6201994112019003", "MELATI CONTOH ARUT", "01-12-2001"),
    Person("6402990101709004", "JATI CONTOH MAHAKAM", "01-01-1970"),
    Person("6402996902009005", "KENANGA CONTOH TENGGARONG", "29-02-2000"),
    Person("6201991010409006", "SURYA CONTOH LAMANDAU", "10-10-1940", "deceased"),
    Person("6201990207779007", "AWAN CONTOH KUMAI", "02-07-1977", "duplicate"),
    Person("6201992509889008", "EMBUN CONTOH SERUYAN", "25-09-1988", "inactive"),
    Person("3171992204959009", "DAMAR CONTOH JAKARTA", "22-04-1995"),
)


def find(national_id: str) -> Person | None:
    """The entry with that number."""
    return next((one for one in PEOPLE if one.national_id == national_id), None)


def likeness(one: str, other: str) -> int:
    """How alike two names are, in per cent, whatever their case and spacing."""
    plain, same = " ".join(one.upper().split()), " ".join(other.upper().split())
    return round(100 * SequenceMatcher(None, plain, same, autojunk=False).ratio())
