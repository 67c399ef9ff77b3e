"""What an account at SP4N-LAPOR! is configured with. Numbers are those of the masters the account sees."""

from msgspec import Struct


class Account(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[lapor]` section."""

    institution: str  # our own: complaints are created here and handed over from here
    user: int  # the account's user; the reporter is never one
    channel: int = 13
    classifications: dict[str, int] = {}  # by CaseKind
    classification: int = 6  # where `classifications` names none
    category: int = 436  # where the topic has no category of its own
    location: int = 34  # 34 = national
    tags: str = "#hub"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys beyond the common ones."""

    lapor: Account
