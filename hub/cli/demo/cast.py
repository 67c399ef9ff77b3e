"""Who takes part: portals, officers, coordinators, an analyst, a partner, an operator."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.cli.demo.scenario import Intake
from hub.domain.agency import Agency, AgencyRole
from hub.domain.caller import Role
from hub.domain.region import covers


@dataclass(frozen=True, slots=True)
class Party:
    """One credential to be issued. `id` is the public part of its key."""

    id: str
    name: str
    role: Role
    agency: str | None = None
    channel: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A party and its API key."""

    party: Party
    api_key: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, with keys."""

    members: tuple[Member, ...]

    def of(self, role: Role) -> tuple[Member, ...]:
        """All parties of one role."""
        return tuple(one for one in self.members if one.party.role is role)

    def portal(self, channel: str) -> Member:
        """The portal of that channel."""
        return next(one for one in self.of(Role.PORTAL) if one.party.channel == channel)


def parties(intakes: Iterable[Intake], agencies: Iterable[Agency]) -> tuple[Party, ...]:
    """A portal and a coordinator per region, an officer per agency that works at the hub's console."""
    intakes, agencies = tuple(intakes), tuple(agencies)
    found: list[Party] = []
    for intake in intakes:
        name = f"coordinator of {intake.region}"
        found.append(Party(_id(intake.channel), intake.channel, Role.PORTAL, channel=intake.channel))
        found.append(Party(_id("coordinator", intake.region), name, Role.COORDINATOR, region=intake.region))
        found += [
            Party(_id("officer", one.code), f"officer of {one.code}", Role.OFFICER, agency=one.code)
            for one in _without_system(agencies, intake.region)
        ]
    first = intakes[0].region
    return (
        *found,
        Party("analyst", "ministry analyst", Role.ANALYST),
        Party("partner", "integration partner", Role.PARTNER, region=first),
        Party("operator", "operator of the hub", Role.ADMIN),
    )


def _without_system(agencies: Iterable[Agency], region: str) -> list[Agency]:
    """Those who work at the hub's console; the coordinator last, who seldom owns a case."""
    found = [
        one
        for one in agencies
        if one.connector is None and one.region is not None and covers(region, one.region)
    ]
    return sorted(found, key=lambda one: one.role is AgencyRole.COORDINATOR)


def _id(*words: str) -> str:
    """Letters and digits only, as key ids are."""
    return "".join(letter for letter in "".join(words).lower() if letter.isalnum())
