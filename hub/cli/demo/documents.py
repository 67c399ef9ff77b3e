"""What the demonstration asks of the hub, as GraphQL documents; `answers` has the shapes of the data."""

SUBMIT = """
mutation Submit($input: SubmitCaseInput!) {
  result: submitCase(input: $input) {
    ... on CaseSubmitted { case { trackingNumber version } }
    ... on Problem { code field message }
  }
}"""

FIRST_EVENT = """
query First { events(first: 1) { edges { node { ...Seen } } } }
fragment Seen on CaseEvent { cursor sequence type note case { trackingNumber version } }"""

FOLLOW = """
subscription Follow($after: Cursor) { caseEvents(after: $after) { ...Seen } }
fragment Seen on CaseEvent { cursor sequence type note case { trackingNumber version } }"""

VERSION = "query Version($number: String!) { case(trackingNumber: $number) { trackingNumber version } }"

_CHANGED = """{
    ... on CaseChanged { case { trackingNumber version } }
    ... on Problem { code field message }
  }"""

PROVIDE = f"""
mutation Provide($input: ProvideInformationInput!) {{
  result: provideInformation(input: $input) {_CHANGED}
}}"""

WORKLIST = """
query Worklist($filter: CaseFilter!) {
  cases(filter: $filter, orderBy: OLDEST, first: 20) {
    edges { node { trackingNumber version title body topic { code } region { code } sensitivity } }
  }
}"""

ROUTE = """
query Route($input: RouteCaseInput!) {
  routeCase(input: $input) { candidates { agency { code name } confidence } }
}"""

VERIFY = f"mutation Verify($input: VerifyCaseInput!) {{ result: verifyCase(input: $input) {_CHANGED} }}"
ASSIGN = f"mutation Assign($input: AssignCaseInput!) {{ result: assignCase(input: $input) {_CHANGED} }}"
ACCEPT = f"mutation Accept($input: CaseNoteInput!) {{ result: acceptCase(input: $input) {_CHANGED} }}"
ANSWER = f"mutation Answer($input: AnswerCaseInput!) {{ result: answerCase(input: $input) {_CHANGED} }}"

CASES = """
query Cases($after: Cursor) {
  cases(orderBy: OLDEST, first: 20, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      trackingNumber kind sensitivity status region { code name } owner { code }
      assignments {
        hop state reason offeredAt deliveredAt
        agency { code name connector { name } }
        explanation { rule detail weight }
        delivery { state attempts lastError }
      }
    } }
  }
}"""

STATISTICS = """
query Figures($filter: StatisticsFilter!) {
  statistics(filter: $filter, groupBy: [AGENCY], exact: true) {
    suppressedBelow
    rows { keys { code name } received answered closed open returned }
    total { received answered closed open returned }
  }
}"""
