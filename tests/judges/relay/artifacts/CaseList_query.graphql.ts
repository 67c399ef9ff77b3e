/**
 * @generated SignedSource<<5d08123f5f356e732b9fc697ffdeb100>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
export type CaseStatus = "ADJUDICATION" | "ANSWERED" | "ARCHIVED" | "ASSIGNED" | "CLOSED" | "IN_PROGRESS" | "MERGED" | "NEEDS_INFORMATION" | "RECEIVED" | "RETURNED" | "VERIFIED" | "WITHDRAWN" | "%future added value";
import { FragmentRefs } from "relay-runtime";
export type CaseList_query$data = {
  readonly cases: {
    readonly edges: ReadonlyArray<{
      readonly node: {
        readonly id: string;
        readonly owner: {
          readonly name: string;
        } | null | undefined;
        readonly status: CaseStatus;
        readonly trackingNumber: string;
        readonly " $fragmentSpreads": FragmentRefs<"CaseDetail_case">;
      };
    }>;
  };
  readonly " $fragmentType": "CaseList_query";
};
export type CaseList_query$key = {
  readonly " $data"?: CaseList_query$data;
  readonly " $fragmentSpreads": FragmentRefs<"CaseList_query">;
};

import CaseListPaginationQuery_graphql from './CaseListPaginationQuery.graphql';

const node: ReaderFragment = (function(){
var v0 = [
  "cases"
];
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
      "fragmentPathInResult": [],
      "operation": CaseListPaginationQuery_graphql
    }
  },
  "name": "CaseList_query",
  "selections": [
    {
      "alias": "cases",
      "args": null,
      "concreteType": "CaseConnection",
      "kind": "LinkedField",
      "name": "__CaseList_cases_connection",
      "plural": false,
      "selections": [
        {
          "alias": null,
          "args": null,
          "concreteType": "CaseEdge",
          "kind": "LinkedField",
          "name": "edges",
          "plural": true,
          "selections": [
            {
              "alias": null,
              "args": null,
              "concreteType": "Case",
              "kind": "LinkedField",
              "name": "node",
              "plural": false,
              "selections": [
                {
                  "alias": null,
                  "args": null,
                  "kind": "ScalarField",
                  "name": "id",
                  "storageKey": null
                },
                {
                  "alias": null,
                  "args": null,
                  "kind": "ScalarField",
                  "name": "trackingNumber",
                  "storageKey": null
                },
                {
                  "alias": null,
                  "args": null,
                  "kind": "ScalarField",
                  "name": "status",
                  "storageKey": null
                },
                {
                  "alias": null,
                  "args": null,
                  "concreteType": "Agency",
                  "kind": "LinkedField",
                  "name": "owner",
                  "plural": false,
                  "selections": [
                    {
                      "alias": null,
                      "args": null,
                      "kind": "ScalarField",
                      "name": "name",
                      "storageKey": null
                    }
                  ],
                  "storageKey": null
                },
                {
                  "args": null,
                  "kind": "FragmentSpread",
                  "name": "CaseDetail_case"
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
    }
  ],
  "type": "Query",
  "abstractKey": null
};
})();

(node as any).hash = "702aca351f240d28dff134e4705eb978";

export default node;
