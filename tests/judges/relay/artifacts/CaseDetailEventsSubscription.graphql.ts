/**
 * @generated SignedSource<<09a7dcbcaa947007bc1a99e6c2772946>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type CaseEventType = "ACCEPTED" | "ANSWERED" | "ARCHIVED" | "ASSIGNED" | "CLOSED" | "CONTESTED" | "COPIED" | "DEADLINE_BREACHED" | "DEADLINE_NEAR" | "DELIVERED" | "DELIVERY_FAILED" | "ESCALATED" | "INFORMATION_PROVIDED" | "INFORMATION_REQUESTED" | "MERGED" | "PROGRESSED" | "PROTECTION_RAISED" | "RECALLED" | "REOPENED" | "RETURNED" | "ROUTED" | "SUBMITTED" | "VERIFIED" | "WITHDRAWN" | "%future added value";
export type CaseStatus = "ADJUDICATION" | "ANSWERED" | "ARCHIVED" | "ASSIGNED" | "CLOSED" | "IN_PROGRESS" | "MERGED" | "NEEDS_INFORMATION" | "RECEIVED" | "RETURNED" | "VERIFIED" | "WITHDRAWN" | "%future added value";
export type EventFilter = {
  agency?: string | null | undefined;
  region?: string | null | undefined;
  trackingNumber?: string | null | undefined;
  types?: ReadonlyArray<CaseEventType> | null | undefined;
};
export type CaseDetailEventsSubscription$variables = {
  after?: any | null | undefined;
  filter?: EventFilter | null | undefined;
};
export type CaseDetailEventsSubscription$data = {
  readonly caseEvents: {
    readonly case: {
      readonly id: string;
      readonly status: CaseStatus;
    };
    readonly cursor: any;
    readonly id: string;
    readonly type: CaseEventType;
  };
};
export type CaseDetailEventsSubscription = {
  response: CaseDetailEventsSubscription$data;
  variables: CaseDetailEventsSubscription$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "after"
  },
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "filter"
  }
],
v1 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v2 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "after",
        "variableName": "after"
      },
      {
        "kind": "Variable",
        "name": "filter",
        "variableName": "filter"
      }
    ],
    "concreteType": "CaseEvent",
    "kind": "LinkedField",
    "name": "caseEvents",
    "plural": false,
    "selections": [
      (v1/*:: as any*/),
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "cursor",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "type",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "Case",
        "kind": "LinkedField",
        "name": "case",
        "plural": false,
        "selections": [
          (v1/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "status",
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "CaseDetailEventsSubscription",
    "selections": (v2/*:: as any*/),
    "type": "Subscription",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "CaseDetailEventsSubscription",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "2ec04fb007a05041471668dc0cb74076",
    "id": null,
    "metadata": {},
    "name": "CaseDetailEventsSubscription",
    "operationKind": "subscription",
    "text": "subscription CaseDetailEventsSubscription(\n  $after: Cursor\n  $filter: EventFilter\n) {\n  caseEvents(after: $after, filter: $filter) {\n    id\n    cursor\n    type\n    case {\n      id\n      status\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "73f535f64197d0085b02593e502f9e46";

export default node;
