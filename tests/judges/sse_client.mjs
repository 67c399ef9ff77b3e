// The graphql-sse client in both of its modes: `node sse_client.mjs URL API_KEY CURSOR`.
import { createClient } from "graphql-sse";

const [url, apiKey, after] = process.argv.slice(2);
const FOLLOW = "subscription ($after: Cursor) { caseEvents(after: $after) { cursor sequence type } }";
const headers = { Authorization: `Bearer ${apiKey}` };

async function follow(client, count) {
  const cursors = [];
  for await (const { data } of client.iterate({ query: FOLLOW, variables: { after } })) {
    cursors.push(data.caseEvents.cursor);
    if (cursors.length === count) break;
  }
  return cursors;
}

async function answer(client, query) {
  const results = [];
  for await (const result of client.iterate({ query })) results.push(result);
  return results;
}

async function judge(singleConnection) {
  const client = createClient({ url, headers, singleConnection, retryAttempts: 0 });
  const [first, second] = await Promise.all([follow(client, 3), follow(client, 3)]);
  const report = {
    first,
    second,
    query: await answer(client, "{ viewer { name } }"),
    invalid: (await answer(client, "{ nothing }"))[0].errors[0].extensions.code,
  };
  client.dispose();
  return report;
}

console.log(JSON.stringify({ distinct: await judge(false), single: await judge(true) }));
