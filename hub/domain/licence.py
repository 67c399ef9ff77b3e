"""Who owns a complaint about a licence: the level of government that decides about it, and nobody else.

Source: OSS-RBA interface description, field `kewenangan` (00 national, 01 province, 02 regency or city).
"""

from collections.abc import Mapping
from dataclasses import replace

from hub.domain.claims import CERTAIN, MOST_CANDIDATES, competent, law
from hub.domain.decision import Candidate, Decision, RoutingFacts, RoutingOutcome
from hub.domain.directory import Directory
from hub.domain.matter import Matter
from hub.domain.permit import LicenceAuthority, NamedLicence
from hub.domain.reasons import Reason, of_licence

_LEVELS: Mapping[LicenceAuthority, tuple[str, str]] = {
    LicenceAuthority.NATIONAL: ("pusat", "national"),
    LicenceAuthority.PROVINCE: ("provinsi", "province"),
    LicenceAuthority.REGENCY: ("kabupaten/kota", "regency or city"),
}


def is_decisive(facts: RoutingFacts, directory: Directory) -> bool:
    """Whether the case is about the licence it names: so it is unless somebody chose another subject."""
    if facts.licence is None:
        return False
    return facts.topic is None or bool(set(directory.topic_path(facts.topic)) & facts.licence.topics)


def by_authority(licence: NamedLicence, otherwise: Decision, matter: Matter) -> Decision:
    """The office that licences of this authority belong to at the place of the case.

    `otherwise` is what the other rules say: its candidates follow. Where no office is known, or the one there
    is has returned the case, a person decides, and the first candidate carries the reason.
    """
    facts, directory = matter.facts, matter.directory
    told = of_licence(*_LEVELS[licence.authority], CERTAIN)
    offices = competent(licence.topic, facts.region, directory, matter.today)
    owners = [
        Candidate(agency.code, CERTAIN, (told, law(row, agency, directory)))
        for agency, row in offices
        if agency.code not in matter.out
    ]
    if not owners:
        return Decision(RoutingOutcome.NEEDS_TRIAGE, None, facts.topic, _told_first(told, otherwise))
    named = {one.agency for one in owners}
    others = [one for one in otherwise.candidates if one.agency not in named]
    candidates = (*owners, *others)[:MOST_CANDIDATES]
    if len(owners) > 1:
        return Decision(RoutingOutcome.NEEDS_TRIAGE, None, facts.topic, candidates)
    return Decision(RoutingOutcome.ROUTED, owners[0].agency, facts.topic or licence.topic, candidates)


def _told_first(told: Reason, decision: Decision) -> tuple[Candidate, ...]:
    """The candidates with the reason at the first: whoever decides has to know of it."""
    if not decision.candidates:
        return ()
    first, *rest = decision.candidates
    return (replace(first, reasons=(told, *first.reasons)), *rest)
