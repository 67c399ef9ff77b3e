// One case with its own timeline, refetched through `node(id:)`.
import { graphql } from "relay-runtime";

export const caseDetailFragment = graphql`
  fragment CaseDetail_case on Case
  @refetchable(queryName: "CaseDetailTimelineQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "Cursor" }) {
    title
    body
    timeline(first: $count, after: $cursor) @connection(key: "CaseDetail_timeline") {
      edges { node { id sequence type occurredAt note } }
    }
  }
`;

export const caseEventsSubscription = graphql`
  subscription CaseDetailEventsSubscription($after: Cursor, $filter: EventFilter) {
    caseEvents(after: $after, filter: $filter) { id cursor type case { id status } }
  }
`;

export const submitCaseMutation = graphql`
  mutation CaseDetailSubmitMutation($input: SubmitCaseInput!) {
    submitCase(input: $input) {
      ... on CaseSubmitted { receipt case { id trackingNumber } }
      ... on Problem { code field message }
    }
  }
`;
