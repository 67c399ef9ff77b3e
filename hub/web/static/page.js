// Starts GraphiQL on the page's own address. Nothing here or in the files beside it comes from another site.
"use strict";

const WELCOME = `# Press the triangle (or Ctrl-Enter): this query needs no credential.
# Everything else: put {"Authorization": "Bearer hub_..."} into "Headers" below.
# Headers go with subscriptions too. Ctrl-Space completes; the book icon shows the whole schema.
query Welcome {
  viewer { name scopes }
  topics { code name }
}
`;

const LATEST = `# The latest cases your credential may see, with their owner and where they are.
query Latest {
  cases(first: 10) {
    edges {
      node { trackingNumber title status owner { code name } updatedAt }
    }
  }
}
`;

const FOLLOW = `# Stays open: every step of every case, as it happens. To go on later, give the last cursor as "after".
subscription Follow {
  caseEvents {
    cursor
    type
    occurredAt
    case { trackingNumber status }
  }
}
`;

const BEARER = '{\n  "Authorization": "Bearer hub_..."\n}\n';

const socket = new URL("/graphql", window.location.href);
socket.protocol = socket.protocol === "https:" ? "wss:" : "ws:";

const fetcher = GraphiQL.createFetcher({
  url: "/graphql",
  subscriptionUrl: socket.toString(),
  enableIncrementalDelivery: false,
});

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultTabs: [
      { query: WELCOME },
      { query: LATEST, headers: BEARER },
      { query: FOLLOW, headers: BEARER },
    ],
    defaultQuery: WELCOME,
    defaultEditorToolsVisibility: "headers",
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false, // a credential must not stay in the browser
    inputValueDeprecation: true,
  }),
);
