"""What of an exchange a person may see, and what a file may keep: no secret, no person."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hub.connectors.personal import MASK, Personal
from hub.connectors.wild import Wild
from hub.domain.redaction import masked
from hub.domain.terminal import printable
from hub.errors import Misunderstood

SECRET_NAME = re.compile(
    r"token|secret|passw|sandi|^pin$|authori[sz]ation|cookie|api.?key|^auth$|kunci", re.IGNORECASE
)
PERSON = frozenset(
    {
        "nik",
        "ktp",
        "kk",
        "nokk",
        "nama",
        "name",
        "pelapor",
        "reporter",
        "pemohon",
        "applicant",
        "phone",
        "telp",
        "telepon",
        "telephone",
        "hp",
        "nohp",
        "wa",
        "whatsapp",
        "mobile",
        "email",
        "surel",
        "mail",
        "alamat",
        "address",
        "lahir",
        "birth",
        "dob",
        "ibu",
        "mother",
        "npwp",
        "foto",
        "photo",
        "user",
        "username",
        "petugas",
        "officer",
        "penulis",
        "author",
        "kontak",
        "contact",
    }
)
"""Words of field names behind which persons usually are, in Indonesian and English."""

SHORTEST_SECRET = 4  # shorter ones are masked by the name of their field only
STANDS_FOR_A_SECRET = "replay-secret"  # noqa: S105 - it opens nothing
NAME, TEXT, DAY = "Contoh", "Teks contoh.", "2000-01-01"
LONGEST_WORD = 60
TIME = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T]?[\d:.,+Z ]*(WIB|WITA|WIT)?")


def is_personal(name: str) -> bool:
    """Whether a field of this name usually holds something about a person."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return not PERSON.isdisjoint(word.lower() for word in words)


@dataclass(frozen=True)
class Masks:
    """What is personal or secret at one instance.

    Args:
        pii: its `pii_fields`.
        secrets: the values of the variables it names.
        known: texts that stand in its file (status words, tables): they are nobody's.
        address: its base URL, which files of ours do not repeat.
    """

    pii: tuple[str, ...] = ()
    secrets: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    address: str = ""
    instead: str = "http://127.0.0.1:1"

    def header(self, name: str, value: str, proofs: Iterable[str]) -> str:
        """A header's value for a person's eyes. `proofs`: the headers that prove who we are."""
        hidden = name.lower() in {one.lower() for one in proofs} or SECRET_NAME.search(name)
        return MASK if hidden else self.shown_text(value)

    def shown_text(self, text: str) -> str:
        """Any text for a person's eyes."""
        return printable(masked(self._without_secrets(text, MASK)))

    def shown(self, value: Wild) -> Wild:
        """A JSON value for a person's eyes: personal fields and secrets as `***`, their numbers blotted."""
        with _bounded():
            return _walk(Personal(self.pii).masked(value), self.shown_text, self._shown_leaf, False)

    def scrubbed(self, value: Wild) -> Wild:
        """A JSON value for a file: the same shape with invented persons, and no free text."""
        with _bounded():
            return self._kept(Personal(self.pii).masked(value), value)

    def sent(self, value: Wild) -> Wild:
        """A request for a file: it is made of our own sample, so only secrets are taken out."""

        def kept(one: Wild) -> Wild:
            return self.scrubbed_text(one) if isinstance(one, str) else one

        return _walk(value, self.scrubbed_text, kept, None)

    def scrubbed_text(self, text: str) -> str:
        """A path or header for a file."""
        return masked(self._without_secrets(self._moved(text), STANDS_FOR_A_SECRET))

    def _kept(self, hidden: Wild, value: Wild) -> Wild:
        """`hidden` has `***` where the instance says that `value` is personal."""
        if hidden == MASK and value != MASK:
            return self._invented(value)
        if isinstance(value, dict) and isinstance(hidden, dict):
            return {
                self.scrubbed_text(str(key)): self._field(key, hidden[key], inner)
                for key, inner in value.items()
            }
        if isinstance(value, list) and isinstance(hidden, list):
            return [self._kept(*pair) for pair in zip(hidden, value, strict=True)]
        return self._kept_leaf(value)

    def _field(self, name: str, hidden: Wild, value: Wild) -> Wild:
        if SECRET_NAME.search(name) and isinstance(value, str) and value not in self.known:
            return STANDS_FOR_A_SECRET
        if is_personal(name) and not (isinstance(value, str) and value in self.known):
            return self._invented(value)
        return self._kept(hidden, value)

    def _invented(self, value: Wild) -> Wild:
        return _walk(value, self.scrubbed_text, invented, None)

    def _kept_leaf(self, value: Wild) -> Wild:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value if masked(str(value)) == str(value) else 1
        if not isinstance(value, str) or value in self.known or not value.strip():
            return value
        text = self.scrubbed_text(value)
        if TIME.fullmatch(text.strip()) or (len(text) <= LONGEST_WORD and not re.search(r"\s", text)):
            return text
        return text if re.fullmatch(r"https?://[^\s?]{1,200}", text) else TEXT

    def _shown_leaf(self, value: Wild) -> Wild:
        if isinstance(value, str):
            return self.shown_text(value)
        hidden = not isinstance(value, bool | None) and masked(str(value)) != str(value)
        return MASK if hidden else value

    def _without_secrets(self, text: str, instead: str) -> str:
        for secret in sorted(self.secrets, key=len, reverse=True):
            if len(secret) >= SHORTEST_SECRET:
                text = text.replace(secret, instead)
        return text

    def _moved(self, text: str) -> str:
        return text.replace(self.address.rstrip("/"), self.instead) if self.address else text


@contextmanager
def _bounded() -> Iterator[None]:
    """What is nested too deeply to be looked through is not shown and not kept: `Misunderstood`."""
    try:
        yield
    except RecursionError:
        raise Misunderstood("NESTED_TOO_DEEPLY") from None


def invented(value: Wild) -> Wild:
    """In place of one text or number: something of the same sort that was never anybody's."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return 0
    text = str(value)
    if TIME.fullmatch(text.strip()):
        return DAY
    return "0" * min(len(text), LONGEST_WORD) if text.isascii() and text.isdigit() else NAME


def _walk(value: Wild, key: Callable[[str], str], leaf: Callable[[Wild], Wild], hiding: bool | None) -> Wild:
    """`hiding`: inside a field about a person nothing but nulls and flags is shown; None: never hide."""
    if isinstance(value, dict):
        return {
            key(str(name)): _walk(inner, key, leaf, None if hiding is None else hiding or _hidden(str(name)))
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_walk(inner, key, leaf, hiding) for inner in value]
    return MASK if hiding and not isinstance(value, bool | None) else leaf(value)


def _hidden(name: str) -> bool:
    return bool(SECRET_NAME.search(name) or is_personal(name))
