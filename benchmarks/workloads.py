"""What is asked of both servers, and what an answer must contain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from benchmarks.load import SLOT

CHANNEL = "lapornurani"

_CASE = """
  id trackingNumber kind title status version createdAt updatedAt
  owner { code name tier }
  assignments { id state hop offeredAt agency { code name tier } }
  timeline(first: 5) { edges { node { type status occurredAt } } }
"""

PAGE = f"query Page {{ cases(first: 100) {{ edges {{ node {{ {_CASE} }} }} pageInfo {{ hasNextPage }} }} }}"

ONE = f"query One($number: String!) {{ case(trackingNumber: $number) {{ {_CASE} }} }}"

_TABLES = """
  id: rowId trackingNumber kind title status version createdAt updatedAt
  owner: agencyByOwnerCode { code name tier }
  assignments: assignmentsByCaseIdList(orderBy: HOP_ASC) {
    id: rowId state hop offeredAt agency: agencyByAgencyCode { code name tier }
  }
  timeline: eventsByCaseId(first: 5, orderBy: ROW_ID_ASC) { edges { node { type status occurredAt } } }
"""

PAGE_OF_TABLES = f"""
query Page {{
  cases: allCases(first: 100, condition: {{ channel: "{CHANNEL}" }},
    orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) {{
    edges {{ node {{ {_TABLES} }} }} pageInfo {{ hasNextPage }}
  }}
}}
"""

ONE_OF_TABLES = f"""
query One($number: String!) {{ case: caseByTrackingNumber(trackingNumber: $number) {{ {_TABLES} }} }}
"""

SUBMIT = """
mutation Submit($input: SubmitCaseInput!) {
  submitCase(input: $input) {
    __typename
    ... on CaseSubmitted { receipt case { trackingNumber kind title status createdAt } }
    ... on Problem { code field message }
  }
}
"""

EVERYTHING = """
query Everything($after: Cursor) {
  cases(first: 50, after: $after) {
    edges { node {
      id trackingNumber kind title body status version createdAt updatedAt
      region { code } topic { code } owner { code }
      assignments {
        id state hop offeredAt agency { code } explanation { rule detail weight } delivery { state attempts }
      }
      timeline(first: 20) { edges { node { type status occurredAt } } }
    } }
    pageInfo { hasNextPage endCursor }
  }
}
"""

WHO = """
query Who($after: Cursor) {
  agencies(first: 100, after: $after) {
    edges { node { code name tier } }
    pageInfo { hasNextPage endCursor }
  }
}
"""

REPORTS = (  # title, body, place, topic, owner
    (
        "KTP elektronik belum dicetak",
        "Sudah tiga bulan sejak perekaman, tetapi KTP elektronik belum juga dicetak.",
        "62.01.02",
        "kependudukan.ktp",
        "62.01.disdukcapil",
    ),
    (
        "Vaksin anak habis di puskesmas",
        "Dua minggu berturut-turut jadwal imunisasi dibatalkan karena vaksin tidak tersedia.",
        "62.01.02",
        "kesehatan.obat",
        "62.01.dinkes",
    ),
    (
        "Kartu keluarga salah nama",
        "Nama anak di kartu keluarga tertulis keliru dan loket meminta kami datang berkali-kali.",
        "62.01.03",
        "kependudukan.kk",
        "62.01.disdukcapil",
    ),
)


@dataclass(frozen=True)
class Workload:
    """One benchmark. `bodies` are HTTP bodies, asked in turn; `expect` is in every good answer.

    Values of `one_time` fields come from chance, a secret or the clock: no two servers give the same.
    `others` are the bodies for a contender whose schema is another one, to the same answer.
    """

    name: str
    title: str
    bodies: tuple[str, ...]
    expect: str
    one_time: frozenset[str] = frozenset()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def asked_of(self, name: str) -> tuple[str, ...]:
        """The bodies for the contender of that name."""
        return self.others.get(name, self.bodies)


def request(query: str, **variables: object) -> str:
    """The body of one GraphQL request."""
    return orjson.dumps({"query": query, "variables": variables}).decode()


def submission(report: tuple[str, str, str, str, str], key: str = SLOT) -> str:
    """The body that hands a report in."""
    title, body, region, topic, agency = report
    case = {
        "idempotencyKey": key,
        "kind": "COMPLAINT",
        "title": title,
        "body": body,
        "region": region,
        "topic": topic,
        "agency": agency,
        "identityProtection": "NAMED",
        "visibility": "PUBLIC",
        "reporter": {"name": "Pelapor Contoh", "email": "pelapor@example.org"},
    }
    return request(SUBMIT, input=case)


CASES100 = Workload(
    "cases100",
    "100 cases with owner, hops and events",
    (request(PAGE),),
    '"hasNextPage"',
    others={"postgraphile": (request(PAGE_OF_TABLES),)},
)
SUBMISSIONS = Workload(
    "submit",
    "submissions, each on disk before its answer",
    tuple(submission(report) for report in REPORTS),
    '"CaseSubmitted"',
    frozenset({"receipt", "trackingNumber", "createdAt"}),
)


def case1(numbers: Sequence[str]) -> Workload:
    """One case after the other, by these public numbers."""
    return Workload(
        "case1",
        "one case with owner, hops and events",
        tuple(request(ONE, number=number) for number in numbers),
        '"trackingNumber"',
        others={"postgraphile": tuple(request(ONE_OF_TABLES, number=number) for number in numbers)},
    )


CASES = ("cases100", "case1", "submit")
"""In this order: handing in changes what a list answers."""
