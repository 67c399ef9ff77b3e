"""What is asked of another hub. A test holds every document against our own schema."""

from collections.abc import Iterable

CASE = "fragment Shown on Case { trackingNumber status version updatedAt answer }"
EVENT = "fragment Told on CaseEvent { id sequence type actor status note occurredAt case { trackingNumber } }"

VIEWER = "query Viewer { viewer { scopes hub } }"
SUBMIT = """
mutation Submit($input: SubmitCaseInput!) {
  result: submitCase(input: $input) {
    __typename
    ... on CaseSubmitted { case { trackingNumber } }
    ... on Problem { code }
  }
}"""
ONE = f"""
query Case($number: String!, $first: Int!, $after: Cursor) {{
  case(trackingNumber: $number) {{
    ...Shown
    timeline(first: $first, after: $after) {{
      edges {{ node {{ ...Told }} }}
      pageInfo {{ hasNextPage endCursor }}
    }}
  }}
}}
{CASE}
{EVENT}"""
MANY = f"""
query Cases($wanted: [_Any!]!) {{ _entities(representations: $wanted) {{ ...Shown }} }}
{CASE}"""
EVENTS = f"""
query Events($first: Int!, $after: Cursor) {{
  events(first: $first, after: $after) {{
    edges {{ node {{ ...Told }} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
{EVENT}"""


def counts(statuses: Iterable[str]) -> str:
    """How many cases handed in within a time stand under each of these statuses; at most ten."""
    return "query Counts($from: DateTime!, $to: DateTime!) {{{}\n}}".format(
        "".join(
            f"\n  {one}: cases(first: 1, filter: {{createdFrom: $from, createdTo: $to, status: [{one}]}})"
            " { totalCount }"
            for one in statuses
        )
    )


def act(mutation: str, kind: str) -> str:
    """A mutation of one case, whose input is a `kind`."""
    return f"""
mutation Act($input: {kind}!) {{
  result: {mutation}(input: $input) {{ __typename ... on Problem {{ code }} }}
}}"""


ACTS = {
    "provideInformation": act("provideInformation", "ProvideInformationInput"),
    "contestAnswer": act("contestAnswer", "CaseNoteInput"),
    "reopenCase": act("reopenCase", "CaseNoteInput"),
    "withdrawCase": act("withdrawCase", "CaseNoteInput"),
    "raiseProtection": act("raiseProtection", "RaiseProtectionInput"),
}
