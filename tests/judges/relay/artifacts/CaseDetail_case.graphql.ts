/**
 * @generated SignedSource<<c855d2bb18d1f41a0d067a15fb6d8267>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
export type CaseEventType = "ACCEPTED" | "ANSWERED" | "ARCHIVED" | "ASSIGNED" | "CLOSED" | "CONTESTED" | "COPIED" | "DEADLINE_BREACHED" | "DEADLINE_NEAR" | "DELIVERED" | "DELIVERY_FAILED" | "ESCALATED" | "INFORMATION_PROVIDED" | "INFORMATION_REQUESTED" | "MERGED" | "PROGRESSED" | "PROTECTION_RAISED" | "RECALLED" | "REOPENED" | "RETURNED" | "ROUTED" | "SUBMITTED" | "VERIFIED" | "WITHDRAWN" | "%future added value";
import { FragmentRefs } from "relay-runtime";
export type CaseDetail_case$data = {
  readonly body: string;
  readonly id: string;
  readonly timeline: {
    readonly edges: ReadonlyArray<{
      readonly node: {
        readonly id: string;
        readonly note: string | null | undefined;
        readonly occurredAt: any;
        readonly sequence: number;
        readonly type: CaseEventType;
      };
    }>;
  };
  readonly title: string;
  readonly " $fragmentType": "CaseDetail_case";
};
export type CaseDetail_case$key = {
  readonly " $data"?: CaseDetail_case$data;
  readonly " $fragmentSpreads": FragmentRefs<"CaseDetail_case">;
};

import CaseDetailTimelineQuery_graphql from './CaseDetailTimelineQuery.graphql';

const node: ReaderFragment = (function(){
var v0 = [
  "timeline"
],
v1 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
};
return {
  "argumentDefinitions": [
    {
      "defaultValue": 20,
      "kind": "LocalArgument",
      "name": "count"
    },
    {
      "defaultValue": null,
      "kind": "LocalArgument",
      "name": "cursor"
    }
  ],
  "kind": "Fragment",
  "metadata": {
    "connection": [
      {
        "count": "count",
        "cursor": "cursor",
        "direction": "forward",
        "path": (v0/*:: as any*/)
      }
    ],
    "refetch": {
      "connection": {
        "forward": {
          "count": "count",
          "cursor": "cursor"
        },
        "backward": null,
        "path": (v0/*:: as any*/)
      },
      "fragmentPathInResult": [
        "node"
      ],
      "operation": CaseDetailTimelineQuery_graphql,
      "identifierInfo": {
        "identifierField": "id",
        "identifierQueryVariableName": "id"
      }
    }
  },
  "name": "CaseDetail_case",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "title",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "body",
      "storageKey": null
    },
    {
      "alias": "timeline",
      "args": null,
      "concreteType": "CaseEventConnection",
      "kind": "LinkedField",
      "name": "__CaseDetail_timeline_connection",
      "plural": false,
      "selections": [
        {
          "alias": null,
          "args": null,
          "concreteType": "CaseEventEdge",
          "kind": "LinkedField",
          "name": "edges",
          "plural": true,
          "selections": [
            {
              "alias": null,
              "args": null,
              "concreteType": "CaseEvent",
              "kind": "LinkedField",
              "name": "node",
              "plural": false,
              "selections": [
                (v1/*:: as any*/),
                {
                  "alias": null,
                  "args": null,
                  "kind": "ScalarField",
                  "name": "sequence",
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
                  "kind": "ScalarField",
                  "name": "occurredAt",
                  "storageKey": null
                },
                {
                  "alias": null,
                  "args": null,
                  "kind": "ScalarField",
                  "name": "note",
                  "storageKey": null
                },
                {
                  "alias": null,
                  "args": null,
                  "kind": "ScalarField",
                  "name": "__typename",
                  "storageKey": null
                }
              ],
              "storageKey": null
            },
            {
              "alias": null,
              "args": null,
              "kind": "ScalarField",
              "name": "cursor",
              "storageKey": null
            }
          ],
          "storageKey": null
        },
        {
          "alias": null,
          "args": null,
          "concreteType": "PageInfo",
          "kind": "LinkedField",
          "name": "pageInfo",
          "plural": false,
          "selections": [
            {
              "alias": null,
              "args": null,
              "kind": "ScalarField",
              "name": "endCursor",
              "storageKey": null
            },
            {
              "alias": null,
              "args": null,
              "kind": "ScalarField",
              "name": "hasNextPage",
              "storageKey": null
            }
          ],
          "storageKey": null
        }
      ],
      "storageKey": null
    },
    (v1/*:: as any*/)
  ],
  "type": "Case",
  "abstractKey": null
};
})();

(node as any).hash = "a16438521a08e4a23f217759e0efc17a";

export default node;
