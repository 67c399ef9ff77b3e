// Hive Gateway: the composed supergraph, the user of a post joined by key, and one field of its own.
import { defineConfig } from "@graphql-hive/gateway";

export const gatewayConfig = defineConfig({
  supergraph: process.env.SUPERGRAPH,
  additionalTypeDefs: `
    extend type Query { greet: String! }
    extend type Post {
      user: User!
        @resolveTo(sourceName: "Posts", sourceTypeName: "Query", sourceFieldName: "users", keyField: "userId", keysArg: "id")
    }
  `,
  additionalResolvers: { Query: { greet: () => process.env.GREETING } },
  logging: "error",
  graphiql: false,
  landingPage: false,
  healthCheckEndpoint: "/healthcheck",
});
