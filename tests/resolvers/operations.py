"""Operations the tests send, as a portal or an officer would write them."""

from typing import Any

CASE = """
fragment CaseParts on Case {
  id trackingNumber kind sensitivity identityProtection visibility title body status version
  answer occurredOn
  topic { code name parent { code } } region { code name level parent { name } }
  location { latitude longitude }
  channel { code name } owner { code name tier connector { name health { state pending dead } } }
  copiedAgencies { code } maladministration createdAt updatedAt reporter { name email phone identityVerified }
  assignments { id hop state reason agency { code } explanation { rule detail weight } offeredAt deliveredAt
    delivery { state attempts lastError nextAttemptAt waitingSince } }
  timeline { edges { cursor
    node { id cursor sequence type actor status note agency { code } occurredAt claimedAt } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
  clocks { kind startedAt dueAt pausedAt stoppedAt state workingDaysLeft source }
  attachments { id filename } records { connector { name } externalId url status statusText asOf stale }
}
"""

SUBMIT = """
mutation ($input: SubmitCaseInput!) { submitCase(input: $input) { __typename
  ... on CaseSubmitted { receipt case { id trackingNumber status version } }
  ... on Problem { code field message } } }
"""

ONE = CASE + "query ($number: String!) { case(trackingNumber: $number) { ...CaseParts } }"


def submission(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A complaint about an identity card in Kotawaringin Barat."""
    return {
        "idempotencyKey": f"key-{number:08}",
        "kind": "COMPLAINT",
        "title": "KTP elektronik belum jadi",
        "body": "Sudah tiga bulan KTP elektronik saya belum dicetak oleh Disdukcapil.",
        "region": "62.01.02",
        "topic": "kependudukan.ktp",
        "identityProtection": "NAMED",
        "visibility": "PUBLIC",
        "reporter": {"name": "Pelapor Contoh", "email": "pelapor@example.org"},
        **changes,
    }


def act(name: str, type_name: str = "CaseNoteInput") -> str:
    """A mutation that changes one case."""
    return (
        f"mutation ($input: {type_name}!) {{ answer: {name}(input: $input) {{ __typename "
        "... on CaseChanged { case { status version owner { code } } } "
        "... on Problem { code field message } } }"
    )
