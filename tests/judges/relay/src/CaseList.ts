// A list of cases as a portal built on Relay would write it; only compiled, never run.
import { graphql } from "relay-runtime";

export const caseListQuery = graphql`
  query CaseListQuery($count: Int!) {
    viewer { name }
    ...CaseList_query @arguments(count: $count)
  }
`;

export const caseListFragment = graphql`
  fragment CaseList_query on Query
  @refetchable(queryName: "CaseListPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "Cursor" }) {
    cases(first: $count, after: $cursor) @connection(key: "CaseList_cases") {
      edges { node { id trackingNumber status owner { name } ...CaseDetail_case } }
    }
  }
`;
