"""Places and offices of a town that does not exist."""

from dataclasses import dataclass
from random import Random

HEADS = ("Randu", "Sela", "Wira", "Nira", "Talun", "Mandra", "Sangga", "Lawang")
TAILS = ("kencana", "warsa", "laya", "nata", "giri", "sara", "pada")
QUARTERS = ("Timur", "Barat", "Hulu", "Hilir", "Tengah", "Anyar", "Lama", "Muara")
STREETS = (
    "merpati",
    "kenanga",
    "seruni",
    "bengawan",
    "kamboja",
    "gelatik",
    "delima",
    "cendrawasih",
    "rajawali",
)
SPOTS = (
    "dekat masjid",
    "depan pasar",
    "samping sekolah",
    "dekat pos ronda",
    "belakang kantor pos",
    "dekat spbu",
    "pertigaan",
    "seberang lapangan",
    "sebelah warung",
    "tikungan",
)


@dataclass(frozen=True)
class Place:
    """A quarter of the town and the district it lies in."""

    village: str
    district: str

    def office(self, kind: str) -> str:
        """The office of a kind that looks after this place; a health centre serves two or three of them."""
        if kind == "kecamatan":
            return f"Kecamatan {self.district}"
        if kind == "puskesmas":
            return f"Puskesmas {self.village if len(self.village) % 2 else self.district}"
        return f"Kelurahan {self.village}"


def places() -> list[Place]:
    """56 quarters in eight districts; the names are put together, no such town exists."""
    return [
        Place(f"{head}{tail}", f"{head} {quarter}")
        for head, quarter in zip(HEADS, QUARTERS, strict=True)
        for tail in TAILS
    ]


def spot(place: Place, dice: Random) -> str:
    """Where it is, as people write it; often without saying in which quarter."""
    name = dice.choice(STREETS)
    street = f"jalan {name} {dice.choice(('', '', 'raya', 'dalam', str(dice.randint(1, 40))))}"
    named = dice.random()
    around = (
        f"kelurahan {place.village}"
        if named < 0.28
        else f"kecamatan {place.district}"
        if named < 0.42
        else place.village
        if named < 0.6
        else ""
    )
    rooms = f"rt {dice.randint(1, 12):02} rw {dice.randint(1, 9):02}" if dice.random() < 0.4 else ""
    return " ".join(part for part in (street.strip(), dice.choice((*SPOTS, "", "")), rooms, around) if part)
