// The graphql-ws client and, for abuse, bare sockets: `node socket_client.mjs URL API_KEY CURSOR`.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, apiKey, after] = process.argv.slice(2);
const FOLLOW = "subscription ($after: Cursor) { caseEvents(after: $after) { cursor sequence type } }";

function client(connectionParams) {
  return createClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
}

/** The first `count` events, then the client's own end. */
async function follow(params, count) {
  const using = client(params);
  const cursors = [];
  for await (const { data } of using.iterate({ query: FOLLOW, variables: { after } })) {
    cursors.push(data.caseEvents.cursor);
    if (cursors.length === count) break;
  }
  await using.dispose();
  return cursors;
}

async function answer(query) {
  const using = client({ apiKey });
  const results = [];
  for await (const result of using.iterate({ query })) results.push(result);
  await using.dispose();
  return results;
}

async function fails(query) {
  try {
    await answer(query);
    return null;
  } catch (errors) {
    return errors[0].extensions.code;
  }
}

/** The close code a bare socket gets for these messages. */
function closing(...messages) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, "graphql-transport-ws");
    socket.on("error", reject);
    socket.on("close", (code) => resolve(code));
    socket.on("open", () => messages.forEach((message) => socket.send(message)));
  });
}

const init = '{"type":"connection_init"}';
const long = JSON.stringify({
  id: "1",
  type: "subscribe",
  payload: { query: FOLLOW, variables: { after } },
});
const authorised = JSON.stringify({ type: "connection_init", payload: { apiKey } });

console.log(
  JSON.stringify({
    byKey: await follow({ apiKey }, 3),
    byHeader: await follow({ Authorization: `Bearer ${apiKey}` }, 3),
    query: await answer("{ viewer { name } }"),
    invalid: await fails("{ nothing }"),
    codes: {
      malformed: await closing(init, "no json"),
      notAnObject: await closing(init, "[]"),
      beforeAcknowledgement: await closing(long),
      silent: await closing(),
      duplicateId: await closing(authorised, long, long),
      secondInit: await closing(init, init),
      unknownKey: await closing('{"type":"connection_init","payload":{"apiKey":"hub_nobody"}}'),
    },
  }),
);
