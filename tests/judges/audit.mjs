// The audit suite of graphql-http against one address: `node audit.mjs URL [API key]`.
// Prints counts per verdict, and every audit that is not "ok".
import { serverAudits } from "graphql-http";

const [url, apiKey] = process.argv.slice(2);

async function withKey(input, init = {}) {
  const headers = new Headers(init.headers);
  if (apiKey) headers.set("authorization", `Bearer ${apiKey}`);
  return fetch(input, { ...init, headers });
}

const counts = { ok: 0, notice: 0, warn: 0, error: 0 };
const complaints = [];
for (const audit of serverAudits({ url, fetchFn: withKey })) {
  const result = await audit.fn();
  counts[result.status] += 1;
  if (result.status !== "ok") complaints.push(`${result.status} ${audit.id} ${audit.name}: ${result.reason}`);
}
console.log(JSON.stringify({ counts, complaints }));
