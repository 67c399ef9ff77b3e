// Mercurius with graphql-jit from the first request: node mercurius.mjs PORT UPSTREAM GREETING
import Fastify from "fastify";
import mercurius from "mercurius";
import { fresh, port, resolvers, typeDefs } from "./posts.mjs";

const app = Fastify();
app.register(mercurius, { schema: typeDefs, resolvers, context: fresh, jit: 1 });
await app.listen({ port: Number(port), host: "127.0.0.1" });
