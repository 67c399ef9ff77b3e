"""The part of a hub's public GraphQL that another hub uses, as its published schema says it."""

SDL = """
scalar Date
scalar DateTime
scalar Cursor
scalar _Any
type Query {
  viewer: Viewer!
  case(trackingNumber: String!): Case
  events(after: Cursor, first: Int! = 50): CaseEventConnection!
  cases(first: Int, filter: CaseFilter): CaseConnection!
  _entities(representations: [_Any!]!): [_Entity]!
}
type Mutation {
  submitCase(input: SubmitCaseInput!): SubmitCaseResult!
  provideInformation(input: ProvideInformationInput!): CaseResult!
  contestAnswer(input: CaseNoteInput!): CaseResult!
  reopenCase(input: CaseNoteInput!): CaseResult!
  withdrawCase(input: CaseNoteInput!): CaseResult!
  raiseProtection(input: RaiseProtectionInput!): CaseResult!
}
union _Entity = Case
union SubmitCaseResult = CaseSubmitted | Problem
union CaseResult = CaseChanged | Problem
type Viewer { name: String! scopes: [String!]! hub: String! }
type Case {
  trackingNumber: String!
  status: String!
  version: Int!
  updatedAt: DateTime!
  answer: String
  timeline(first: Int! = 20, after: Cursor): CaseEventConnection!
}
type CaseEventConnection { edges: [CaseEventEdge!]! pageInfo: PageInfo! }
type CaseEventEdge { cursor: Cursor! node: CaseEvent! }
type CaseEvent {
  id: ID!
  sequence: Int!
  type: String!
  actor: String!
  status: String!
  note: String
  occurredAt: DateTime!
  case: Case!
}
type CaseConnection { totalCount: Int }
input CaseFilter { createdFrom: DateTime createdTo: DateTime status: [CaseStatus!] }
enum CaseStatus {
  RECEIVED NEEDS_INFORMATION VERIFIED ASSIGNED IN_PROGRESS RETURNED ADJUDICATION
  ANSWERED CLOSED ARCHIVED MERGED WITHDRAWN
}
type PageInfo { hasNextPage: Boolean! endCursor: Cursor }
type CaseSubmitted { case: Case! receipt: String! }
type CaseChanged { case: Case! }
type Problem { code: String! field: String message: String! }
input GeoPointInput { latitude: Float! longitude: Float! }
input OriginInput { id: String! via: [String!]! }
input SubmitCaseInput {
  idempotencyKey: String!
  kind: String!
  title: String!
  body: String!
  region: String!
  topic: String
  agency: String
  identityProtection: String!
  visibility: String!
  sensitivity: String! = "ORDINARY"
  occurredOn: Date
  location: GeoPointInput
  origin: OriginInput
}
input CaseNoteInput { trackingNumber: String! expectedVersion: Int! note: String! }
input ProvideInformationInput {
  trackingNumber: String!
  expectedVersion: Int!
  note: String!
}
input RaiseProtectionInput {
  trackingNumber: String!
  expectedVersion: Int!
  identityProtection: String!
  visibility: String!
}
"""
