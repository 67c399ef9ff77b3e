"""What the upstream holds: 100 posts of 10 users, made of nothing but numbers, so always the same."""

from collections.abc import Iterable
from typing import Any

import orjson

POSTS, USERS = 100, 10
GREETING = "Selamat datang"
_TOWN = "jalan lampu sungai pasar sekolah jembatan taman puskesmas terminal perpustakaan balai warga"
_WORDS = _TOWN.split()


def _said(seed: int, words: int) -> str:
    return " ".join(_WORDS[(seed * 7 + place * place * 3 + place) % len(_WORDS)] for place in range(words))


def post(number: int) -> dict[str, Any]:
    """Post 1 to 100; ten in a row are of one user."""
    return {
        "userId": (number - 1) * USERS // POSTS + 1,
        "id": number,
        "title": _said(number, 6),
        "body": _said(number + 1, 28),
    }


def user(number: int) -> dict[str, Any]:
    """User 1 to 10, with more than anybody asks for."""
    return {
        "id": number,
        "name": f"Warga Contoh {number}",
        "username": f"warga{number}",
        "email": f"warga{number}@example.org",
        "address": {
            "street": _said(number, 2),
            "suite": f"RT {number:02}",
            "city": _said(number + 3, 1),
            "zipcode": f"{70000 + number}",
            "geo": {"lat": f"-2.{number:04}", "lng": f"113.{number:04}"},
        },
        "phone": f"000-{number:07}",
        "website": f"warga{number}.example.org",
        "company": {
            "name": _said(number + 5, 2),
            "catchPhrase": _said(number + 6, 5),
            "bs": _said(number, 4),
        },
    }


def all_posts() -> bytes:
    """The body of `/posts`."""
    return orjson.dumps([post(number) for number in range(1, POSTS + 1)])


def users(numbers: Iterable[int]) -> bytes:
    """The body of `/users?id=1&id=2`: those there are, each once."""
    return orjson.dumps([user(number) for number in sorted(set(numbers)) if 1 <= number <= USERS])
