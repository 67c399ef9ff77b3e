"""A claim for compensation from the reporter's receipt to its payment."""

from typing import Any

from hub.domain import commands as ask
from tests.casework.steps import act, delivered, happened, row
from tests.harness import COORDINATOR, OTHER_PORTAL, PARTNER, PORTAL, Hub, officer

FIELDS = "state claimed claimedAt decideBy decidedAt tellBy granted paymentDueOn paidOn source"
ACTS = """
mutation($claim: ClaimCompensationInput!) {
  claimCompensation(input: $claim) { 
    ... on CaseChanged { case { compensation { FIELDS } version } }
    ... on Problem { code field message }
  }
}""".replace("FIELDS", FIELDS)
DECIDE = """
mutation($input: DecideCompensationInput!) {
  decideCompensation(input: $input) {
    ... on CaseChanged { case { compensation { FIELDS } } }
    ... on Problem { code field }
  }
}""".replace("FIELDS", FIELDS)
PAY = """
mutation($input: CompensationPaymentInput!) {
  recordCompensationPayment(input: $input) {
    ... on CaseChanged { case { compensation { FIELDS } } }
    ... on Problem { code field }
  }
}""".replace("FIELDS", FIELDS)
OWNER = "62.01.disdukcapil"


async def claim(hub: Hub, number: str, receipt: str | None, caller: Any = PORTAL, **changes: Any) -> Any:
    values = {
        "trackingNumber": number,
        "expectedVersion": (await row(hub, number)).version,
        "note": "Biaya bolak-balik tiga kali.",
        "amount": 350_000,
        "metDuties": True,
        "providerAtFault": True,
        "notCausedByReporter": True,
        "receipt": receipt,
    }
    return (await hub.ask(ACTS, caller, claim=values | changes))["claimCompensation"]


async def test_a_claim_is_recorded_decided_and_paid_with_its_dates(hub: Hub) -> None:
    taken = await delivered(hub)
    number = taken.case.tracking_number
    await act(hub, officer(OWNER), number, ask.Accept("Diterima."))
    first = (await claim(hub, number, taken.receipt))["case"]["compensation"]
    assert (first["state"], first["claimed"], first["granted"]) == ("CLAIMED", 350_000, None)
    assert first["decideBy"].startswith("2027-01-22T17:00")  # midnight in Jakarta, 60 days later
    assert first["source"] == "UU 25/2009 pasal 50"

    base = {"trackingNumber": number, "note": "Dikabulkan."}
    version = (await row(hub, number)).version
    decided = await hub.ask(
        DECIDE,
        officer(OWNER),
        input=base | {"expectedVersion": version, "amount": 300_000, "paymentDueOn": "2026-12-18"},
    )
    shown = decided["decideCompensation"]["case"]["compensation"]
    assert (shown["state"], shown["granted"], shown["paymentDueOn"]) == ("GRANTED", 300_000, "2026-12-18")
    version = (await row(hub, number)).version
    paid = await hub.ask(PAY, COORDINATOR, input=base | {"expectedVersion": version, "paidOn": "2026-11-23"})
    assert paid["recordCompensationPayment"]["case"]["compensation"]["paidOn"] == "2026-11-23"
    assert (await happened(hub, number))[-3:] == [
        "COMPENSATION_CLAIMED",
        "COMPENSATION_DECIDED",
        "COMPENSATION_PAID",
    ]


async def test_a_missing_precondition_and_a_stranger_are_told_so(hub: Hub) -> None:
    taken = await delivered(hub)
    number = taken.case.tracking_number
    refused = await claim(hub, number, taken.receipt, providerAtFault=False)
    assert (refused["code"], refused["field"]) == ("NOT_ALLOWED", "providerAtFault")
    assert (await claim(hub, number, None, caller=OTHER_PORTAL))["code"] == "NOT_FOUND"
    assert (await row(hub, number)).compensation.value == "NONE"


async def test_partners_are_told_of_no_claim(hub: Hub) -> None:
    taken = await delivered(hub)
    number = taken.case.tracking_number
    await claim(hub, number, taken.receipt)
    parts = "compensation { claimed } timeline { edges { node { type note } } }"
    query = f"query($n: String!) {{ case(trackingNumber: $n) {{ {parts} }} }}"
    seen = (await hub.ask(query, PARTNER, n=number))["case"]
    assert seen["compensation"] is None
    notes = {edge["node"]["type"]: edge["node"]["note"] for edge in seen["timeline"]["edges"]}
    assert notes["COMPENSATION_CLAIMED"] is None
