"""Complaints of the invented town, as a CSV that `hub routing` reads.

`python -m benchmarks.routing.complaints --rows 12500 --seed 1 > town.csv`
"""

import argparse
import csv
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TextIO

from benchmarks.routing.town import Place, places, spot
from benchmarks.routing.writing import GREETINGS, IDLE, LINKS, worn

START, DAYS = datetime(2023, 1, 2, tzinfo=UTC), 545
COLUMNS = ("text", "agency", "topic", "region", "reported_at")
PLACE_BOUND = frozenset({"kelurahan", "kecamatan", "puskesmas"})
CLEAR = 0.52
HINTED = {True: 1.0, False: 0.36}
WRONG, ELSEWHERE, TWO_MATTERS = {True: 0.004, False: 0.03}, {True: 0.002, False: 0.12}, 0.1
REPEATED, UNANSWERED, IMPOSSIBLE = 0.032, 0.06, 0.002
Row = tuple[str, str, str, str, str]


def rows(count: int, seed: int, fields: bool = True) -> Iterator[Row]:
    """That many rows over 18 months, oldest first, with drift, slips, wrong answers, repetitions and gaps.

    Args:
        count: of rows.
        seed: the same gives the same rows.
        fields: fill `topic` and `region` where the town knows them; else they stay empty.
    """
    dice = Random(seed)  # noqa: S311 invented data, the same every time
    themes = tomllib.loads((Path(__file__).parent / "themes.toml").read_text(encoding="utf-8"))["theme"]
    where, busy = places(), [dice.paretovariate(0.9) for _ in range(56)]
    written: list[Row] = []
    for number in range(count):
        moment = number / count
        if written and dice.random() < REPEATED:
            text, agency, topic, region, _ = written[-dice.randint(1, min(60, len(written)))]
        else:
            theme = dice.choices(themes, [_season(theme, moment) for theme in themes])[0]
            place = dice.choices(where, busy)[0]
            text, agency = _complaint(theme, themes, place, moment, dice)
            topic = theme["topic"] if fields and dice.random() < 0.6 else ""
            region = _region(place, dice) if fields else ""
        agency = "" if dice.random() < UNANSWERED else agency
        written.append((text, agency, topic, region, _moment(moment, dice)))
        yield written[-1]


def _season(theme: dict[str, object], moment: float) -> float:
    """Floods come with the rain, school fees in summer: each theme waxes and wanes in its own rhythm."""
    share, phase = float(str(theme["share"])), len(str(theme["topic"])) / 5
    return share * (1 + 0.5 * ((moment * 1.5 + phase) % 1))


def _complaint(
    theme: dict[str, list[str]], themes: list[dict[str, list[str]]], place: Place, moment: float, dice: Random
) -> tuple[str, str]:
    owner, clear = _owner(theme, moment, dice), dice.random() < CLEAR
    parts = [dice.choice(GREETINGS), *_matter(theme, owner, clear, dice), spot(place, dice)]
    parts.append(dice.choice(LINKS))
    if dice.random() < 0.5:
        parts.append(dice.choice(theme["stories"]))
    if dice.random() < TWO_MATTERS:
        other = dice.choice(themes)
        parts += ["selain itu", *_matter(other, _owner(other, moment, dice), False, dice)]
    parts += dice.sample(IDLE, dice.choice((0, 1, 1, 2, 3, 4)))
    chance = dice.random()
    if chance < WRONG[clear]:
        owner = _owner(theme, moment, dice)
    elif chance < WRONG[clear] + ELSEWHERE[clear]:
        owner = _owner(dice.choice(themes), moment, dice)
    kind = str(owner["agency"])
    body = ", ".join(part for part in parts if part)
    return worn(body, dice), place.office(kind) if kind in PLACE_BOUND else _house(kind, place, dice)


def _house(kind: str, place: Place, dice: Random) -> str:
    """Now and then a branch of the house answers instead: the long tail."""
    return f"UPT {kind} {place.district}" if dice.random() < 0.012 else kind


def _matter(
    theme: dict[str, list[str]], owner: dict[str, object], clear: bool, dice: Random
) -> Iterator[str]:
    yield f"{dice.choice(theme['things'])} {dice.choice(theme['faults'])}"
    hints = owner["hints"]
    if isinstance(hints, list) and dice.random() < HINTED[clear]:
        yield from dice.sample(hints, 2 if clear else 1)
    if dice.random() < 0.7:
        yield dice.choice(theme["asks"])


def _owner(theme: dict[str, list[str]], moment: float, dice: Random) -> dict[str, object]:
    """Who answers; where `later` is given the task wanders from one office to another in these months."""
    owners: list[dict[str, object]] = theme["owners"]  # type: ignore[assignment]
    weights = []
    for owner in owners:
        first = float(str(owner["weight"]))
        weights.append(first + (float(str(owner.get("later", first))) - first) * moment)
    return dice.choices(owners, weights)[0]


def _region(place: Place, dice: Random) -> str:
    chance = dice.random()
    return place.village if chance < 0.45 else place.district if chance < 0.8 else ""


def _moment(moment: float, dice: Random) -> str:
    at = START + timedelta(days=moment * DAYS, minutes=dice.randint(0, 600))
    if dice.random() < IMPOSSIBLE:
        return dice.choice(("0000-00-00", "2093-01-01", "31/02/2023"))
    return at.strftime("%d/%m/%Y %H:%M") if dice.random() < 0.3 else at.strftime("%Y-%m-%d %H:%M:%S")


def write(to: TextIO, count: int, seed: int, fields: bool = True) -> None:
    """The rows as CSV, with a header."""
    out = csv.writer(to)
    out.writerow(COLUMNS)
    out.writerows(rows(count, seed, fields))


def main(given: Sequence[str] | None = None) -> None:
    """Print a town."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing.complaints", description=__doc__)
    parser.add_argument("--rows", type=int, default=12_500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-fields", action="store_true", help="leave topic and region empty")
    asked = parser.parse_args(given)
    write(sys.stdout, asked.rows, asked.seed, not asked.no_fields)


if __name__ == "__main__":
    main()
