/**
 * @generated SignedSource<<523284dbfd224453fd80c8729d906082>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type CaseKind = "COMPLAINT" | "INFORMATION_REQUEST" | "SUGGESTION" | "%future added value";
export type IdentityProtection = "NAMED" | "NONE" | "SEALED" | "%future added value";
export type ProblemCode = "ALREADY_RETURNED" | "CONFLICT" | "IDEMPOTENCY_CONFLICT" | "ILLEGAL_TRANSITION" | "INVALID" | "NOT_ALLOWED" | "NOT_AVAILABLE" | "NOT_FOUND" | "RATE_LIMITED" | "TOO_LARGE" | "UNKNOWN_AGENCY" | "UNKNOWN_REGION" | "UNKNOWN_TOPIC" | "%future added value";
export type Sensitivity = "ORDINARY" | "OVERSIGHT" | "WHISTLEBLOWING" | "%future added value";
export type Visibility = "PUBLIC" | "RESTRICTED" | "%future added value";
export type SubmitCaseInput = {
  agency?: string | null | undefined;
  attachments?: ReadonlyArray<string>;
  body: string;
  idempotencyKey: string;
  identityProtection: IdentityProtection;
  kind: CaseKind;
  location?: GeoPointInput | null | undefined;
  occurredOn?: any | null | undefined;
  region: string;
  reporter?: ReporterInput | null | undefined;
  sensitivity?: Sensitivity;
  title: string;
  topic?: string | null | undefined;
  visibility: Visibility;
};
export type GeoPointInput = {
  latitude: number;
  longitude: number;
};
export type ReporterInput = {
  email?: string | null | undefined;
  name?: string | null | undefined;
  nationalId?: string | null | undefined;
  phone?: string | null | undefined;
};
export type CaseDetailSubmitMutation$variables = {
  input: SubmitCaseInput;
};
export type CaseDetailSubmitMutation$data = {
  readonly submitCase: {
    readonly case?: {
      readonly id: string;
      readonly trackingNumber: string;
    };
    readonly code?: ProblemCode;
    readonly field?: string | null | undefined;
    readonly message?: string;
    readonly receipt?: string;
  };
};
export type CaseDetailSubmitMutation = {
  response: CaseDetailSubmitMutation$data;
  variables: CaseDetailSubmitMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "input"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "input",
    "variableName": "input"
  }
],
v2 = {
  "kind": "InlineFragment",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "receipt",
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
        }
      ],
      "storageKey": null
    }
  ],
  "type": "CaseSubmitted",
  "abstractKey": null
},
v3 = {
  "kind": "InlineFragment",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "code",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "field",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "message",
      "storageKey": null
    }
  ],
  "type": "Problem",
  "abstractKey": null
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "CaseDetailSubmitMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "submitCase",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          (v3/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "CaseDetailSubmitMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "submitCase",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "__typename",
            "storageKey": null
          },
          (v2/*:: as any*/),
          (v3/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "39421cdff3a5e773c51dcaf324b18500",
    "id": null,
    "metadata": {},
    "name": "CaseDetailSubmitMutation",
    "operationKind": "mutation",
    "text": "mutation CaseDetailSubmitMutation(\n  $input: SubmitCaseInput!\n) {\n  submitCase(input: $input) {\n    __typename\n    ... on CaseSubmitted {\n      receipt\n      case {\n        id\n        trackingNumber\n      }\n    }\n    ... on Problem {\n      code\n      field\n      message\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "6340a8e53b3ec4a385dc30a0780011a9";

export default node;
