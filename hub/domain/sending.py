"""When an agency's system takes messages at all."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def held_until(window: tuple[str, str] | None, zone: str, now: datetime) -> datetime | None:
    """When the system opens next; None: it takes messages now.

    Args:
        window: local opening hours as `("08:00", "16:00")`, or None for always; may span midnight.
        zone: IANA name of the system's zone.
        now: hub time, aware.
    """
    if window is None:
        return None
    opens, closes = (time.fromisoformat(text) for text in window)
    local = now.astimezone(ZoneInfo(zone))
    clock = local.time()
    is_open = opens <= clock < closes if opens <= closes else clock >= opens or clock < closes
    if is_open:
        return None
    day = local.date() if clock < opens else local.date() + timedelta(days=1)
    return datetime.combine(day, opens, local.tzinfo)
