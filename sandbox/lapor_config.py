"""Settings of the `lapor` kind."""

from dataclasses import dataclass
from hmac import compare_digest

from starlette.datastructures import Headers

from sandbox.lapor_masters import INSTITUTIONS
from sandbox.wire import Object


@dataclass(frozen=True)
class Account:
    """A partner's credentials, bound to its own institution: what it creates starts there."""

    institution_id: str
    auth_header_value: str
    token: str
    auth_header_name: str = "auth"

    def fits(self, headers: Headers) -> bool:
        given = (headers.get(self.auth_header_name, ""), headers.get("token", ""))
        known = (self.auth_header_value, self.token)
        return all(compare_digest(a.encode(), b.encode()) for a, b in zip(given, known, strict=True))


@dataclass(frozen=True)
class LaporConfig:
    """`ticket_pattern` finds the partner's own number in `content` (its first group)."""

    accounts: tuple[Account, ...]
    institutions: tuple[Object, ...] = tuple(INSTITUTIONS)
    base_path: str = "/lapor/3.0.0"
    first_id: int = 9100001
    ticket_pattern: str = r"\[Nomor Tiket:?\s*([^\]]+?)\s*\]"
    followups_per_page: int = 10
