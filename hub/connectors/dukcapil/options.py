"""What a consumer of the NIK service has agreed with the registry."""

from typing import Annotated

from msgspec import Meta, Struct

from hub.domain.identity import IdentityOutcome

PULLS = frozenset({"CALL_NIK", "CALL_NIK_GET_KK", "BYNIK"})
"""Methods that answer a person's data. The hub never calls them, so no instance may name one."""


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    """How this consumer's service spells the fields of a request: casing differs from one to the next."""

    national_id: str = "NIK"
    full_name: str = "NAMA_LGKP"
    birth_date: str = "TGL_LHR"
    threshold: str = "TRESHOLD"  # misspelt by the service itself
    user: str = "user_id"
    password: str = "password"  # noqa: S105 - the name of a field
    address: str = "ip_user"


class Consumer(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[dukcapil]` section. Secrets are named by variable; they travel in the body."""

    path: Annotated[str, Meta(pattern=r"^(/[A-Za-z0-9_.~-]+)+$")]  # consumer or region, then the method
    user_env: str
    secret_env: str
    address_env: str  # the address the registry has listed for us
    threshold: Annotated[int, Meta(ge=1, le=100)] = 90  # a name at least so alike, in per cent
    names: Names = Names()
    channels: tuple[str, ...] = ()  # portals the agreement covers; empty: all
    codes: dict[str, IdentityOutcome] = {}  # RESPONSE_CODEs of this consumer beside the known ones
    texts: dict[str, IdentityOutcome] = {}  # beginnings of RESPON or RESPONSE, likewise


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys beyond the common ones."""

    dukcapil: Consumer
