"""What is asked of both servers, and what an answer must contain."""

from dataclasses import dataclass

import orjson

from benchmarks.load import SLOT

CHANNEL = "lapornurani"

PAGE = """
query Page {
  cases(first: 20) {
    edges { node {
      id trackingNumber kind title status version createdAt updatedAt
      owner { code name tier }
      assignments {
        id state hop offeredAt
        agency { code name tier }
        explanation { rule detail weight }
        delivery { state attempts }
      }
    } }
    pageInfo { hasNextPage }
  }
}
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
  cases(first: 100, after: $after) {
    edges { node {
      id trackingNumber kind title body status version createdAt updatedAt
      region { code } topic { code } owner { code }
      assignments {
        id state hop offeredAt agency { code } explanation { rule detail weight } delivery { state attempts }
      }
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
    """

    name: str
    title: str
    bodies: tuple[str, ...]
    expect: str
    one_time: frozenset[str] = frozenset()


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


CASES20 = Workload("cases20", "20 cases with owner and assignments", (request(PAGE),), '"hasNextPage"')
SUBMISSIONS = Workload(
    "submit",
    "submissions, each on disk before its answer",
    tuple(submission(report) for report in REPORTS),
    '"CaseSubmitted"',
    frozenset({"receipt", "trackingNumber", "createdAt"}),
)
WORKLOADS = {one.name: one for one in (CASES20, SUBMISSIONS)}
"""In this order: handing in changes what a list answers."""
