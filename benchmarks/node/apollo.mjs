// Apollo Server 5 with its own standalone door: node apollo.mjs PORT UPSTREAM GREETING
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { fresh, port, resolvers, typeDefs } from "./posts.mjs";

const server = new ApolloServer({ typeDefs, resolvers });
await startStandaloneServer(server, { listen: { port: Number(port), host: "127.0.0.1" }, context: async () => fresh() });
