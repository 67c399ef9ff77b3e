// PostGraphile 5 over the stock implementation's tables: node postgraphile.mjs PORT DATABASE_URL
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

// It is written for Node 22 and later; Node 20 lacks this one function.
Promise.withResolvers ??= function () {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};

const [port, connectionString] = process.argv.slice(2);
const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString, schemas: ["public"] })],
  grafserv: { port: Number(port), host: "127.0.0.1", graphqlPath: "/graphql", watch: false },
  grafast: { explain: false },
  schema: { defaultBehavior: "+connection +resource:list +list" },
  disablePlugins: ["PgIndexBehaviorsPlugin"],
};
const server = createServer();
server.on("error", (fault) => {
  console.error(fault);
  process.exit(1);
});
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1");
