// GraphQL Yoga on Node's own HTTP server: node yoga.mjs PORT UPSTREAM GREETING
import { createServer } from "node:http";
import { createSchema, createYoga } from "graphql-yoga";
import { fresh, port, resolvers, typeDefs } from "./posts.mjs";

const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), context: fresh, logging: false });
createServer(yoga).listen(Number(port), "127.0.0.1");
