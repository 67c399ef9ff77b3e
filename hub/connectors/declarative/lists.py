"""Reading of figures and of facility masters by a declarative instance. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import accumulate

from hub.connectors.declarative.book import Book
from hub.connectors.instance import Origin
from hub.connectors.wild import Wild, as_id, as_word, need_int
from hub.domain.exchange import Counts, Facility, FacilityKind, StatusCount
from hub.errors import Misunderstood

STEPS = (2, 2, 2, 4)  # digits of province, regency, district, village
KINDS = {kind.value for kind in FacilityKind}


def check_kinds(book: Book, origin: Origin) -> None:
    """The facilities' kinds come from a table of ours. Raises `ConfigError`."""
    section = book.spec.facilities
    if section is None:
        return
    lookup = "" if isinstance(section.kind, str) else section.kind.lookup
    if not lookup:
        told = 'write `{ value = "...", lookup = "..." }`: kinds are ours, by a table'
        raise origin.fault("BAD_VALUE", "facilities.kind", told)
    for word, kind in book.spec.lookups[lookup].items():
        if kind not in KINDS:
            told = f"`{word}` must be one of {', '.join(sorted(KINDS))}"
            raise origin.fault("BAD_VALUE", f"lookups.{lookup}.{word}", told)


def entries(book: Book, place: str, answer: Wild) -> list[Wild]:
    """A list; of an object its entries as pairs."""
    found = book.value(place, answer)
    return [[*pair] for pair in found.items()] if isinstance(found, Mapping) else book.items(place, answer)


def counts(book: Book, items: list[Wild], answer: Wild, period: tuple[date, date], as_of: datetime) -> Counts:
    """Items of all pages, and the last answer for its total. Raises `Misunderstood`."""
    found = tuple(_count(book, item) for item in items)
    total = book.value("counts.total", answer)
    told = sum(one.cases for one in found) if total is None else _number("counts.total", total)
    return Counts(*period, told, found, as_of)


def _count(book: Book, item: Wild) -> StatusCount:
    word = as_word(book.value("counts.word", item))
    if word is None:
        raise Misunderstood("NOTHING_AT counts.word")
    cases = _number("counts.cases", book.value("counts.cases", item))
    return StatusCount(word, book.words.status_of(word), cases)


def _number(place: str, value: Wild) -> int:
    number = need_int({place: value}, place)
    if number < 0:
        raise Misunderstood(f"NUMBER_OUT_OF_BOUNDS_AT {place}")
    return number


def facility(book: Book, item: Wild) -> Facility:
    """One entry of the master list. Raises `Misunderstood`."""
    return Facility(
        ref=book.ref("facilities.id", item),
        name=book.need_word("facilities.name", item),
        kind=FacilityKind(book.value("facilities.kind", item) or FacilityKind.OTHER.value),
        region=region_code(book.value("facilities.region", item)),
        active=book.value("facilities.active", item) is not False,
    )


def region_code(value: Wild) -> str | None:
    """A region's code as we write it (`62.01.02`), came it with dots or without; None for anything else."""
    digits = (as_id(value) or "").replace(".", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in accumulate(STEPS):
        return None
    starts = [start for start in accumulate(STEPS, initial=0) if start < len(digits)]
    return ".".join(digits[start : start + size] for start, size in zip(starts, STEPS, strict=False))


def within(facility: Facility, region: str) -> bool:
    """Whether it stands in a region or one below it."""
    return facility.region is not None and f"{facility.region}.".startswith(f"{region}.")
