// Composes a supergraph out of the hub's SDL and a foreign subgraph that extends its entities, with two composers:
// `node compose.mjs schema.graphql`.
import { readFileSync } from "node:fs";
import { composeServices as apollo } from "@apollo/composition";
import { composeServices as guild } from "@theguild/federation-composition";
import { parse } from "graphql";

const FOREIGN = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external"])
  type Query { surveys: [Survey!]! }
  type Survey @key(fields: "id") { id: ID! case: Case! agency: Agency! stars: Int! }
  type Case @key(fields: "trackingNumber") { trackingNumber: String! survey: Survey }
  type Agency @key(fields: "code") { code: String! averageStars: Float }
`;

const services = [
  ["hub", readFileSync(process.argv[2], "utf8")],
  ["surveys", FOREIGN],
].map(([name, sdl]) => ({ name, url: `http://${name}.example/graphql`, typeDefs: parse(sdl) }));

function verdict(compose) {
  const { errors, supergraphSdl } = compose(services);
  return { errors: (errors ?? []).map((error) => error.message), size: supergraphSdl?.length ?? 0 };
}

console.log(JSON.stringify({ apollo: verdict(apollo), guild: verdict(guild) }));
