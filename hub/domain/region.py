"""Places by their Kemendagri code, dotted: 62 is a province, 62.01 a regency, 62.01.02 a district.

Villages have a fourth piece of four digits. Pure arithmetic: only the `Directory` knows which places exist.
Source: the Kepmendagri on region codes (2 + 2 + 2 + 4 digits).
"""

PROVINCE, REGENCY, DISTRICT, VILLAGE = 1, 2, 3, 4
PIECE_LENGTHS = (2, 2, 2, 4)


def is_code(text: str) -> bool:
    """True when `text` is written like a region code of any level."""
    pieces = text.split(".")
    return len(pieces) <= VILLAGE and all(
        len(piece) == length and piece.isascii() and piece.isdigit()
        for piece, length in zip(pieces, PIECE_LENGTHS, strict=False)
    )


def level(code: str) -> int:
    """1 province, 2 regency or city, 3 district, 4 village.

    Raises:
        ValueError: `code` is not written like a region code.
    """
    return len(_pieces(code))


def ancestors(code: str) -> tuple[str, ...]:
    """The place itself and everything around it, smallest first: `62.01.02`, `62.01`, `62`.

    Raises:
        ValueError: `code` is not written like a region code.
    """
    pieces = _pieces(code)
    return tuple(".".join(pieces[:length]) for length in range(len(pieces), 0, -1))


def parent_of(code: str) -> str | None:
    """The place one level up, None for a province.

    Raises:
        ValueError: `code` is not written like a region code.
    """
    around = ancestors(code)
    return around[1] if len(around) > 1 else None


def province_of(code: str) -> str:
    """The province a place lies in.

    Raises:
        ValueError: `code` is not written like a region code.
    """
    return _pieces(code)[0]


def regency_of(code: str) -> str | None:
    """The regency or city a place lies in, None for a whole province.

    Raises:
        ValueError: `code` is not written like a region code.
    """
    pieces = _pieces(code)
    return ".".join(pieces[:REGENCY]) if len(pieces) >= REGENCY else None


def covers(outer: str | None, inner: str) -> bool:
    """True when `inner` is `outer` or lies inside it. `outer` None is the whole country."""
    return outer is None or inner == outer or inner.startswith(f"{outer}.")


def _pieces(code: str) -> list[str]:
    if not is_code(code):
        raise ValueError("a region code looks like 62, 62.01, 62.01.02 or 62.01.02.1001")
    return code.split(".")
