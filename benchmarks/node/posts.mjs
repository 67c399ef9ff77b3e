// What every server in Node shares: the schema, the upstream and a loader per request.
import { Pool } from "undici";
import DataLoader from "dataloader";

export const [port, upstream, greeting] = process.argv.slice(2);
const { origin } = new URL(upstream);
const pool = new Pool(origin, { connections: 64, pipelining: 1 });

export const typeDefs = `
  type User { id: Int! name: String! email: String! }
  type Post { id: Int! userId: Int! title: String! user: User! }
  type Query { posts: [Post!]! greet: String! }
`;

async function read(path) {
  const { body } = await pool.request({ path, method: "GET" });
  return body.json();
}

async function users(ids) {
  const found = await read(`/users?${ids.map((id) => `id=${id}`).join("&")}`);
  const known = new Map(found.map((one) => [one.id, one]));
  return ids.map((id) => known.get(id));
}

export const fresh = () => ({ users: new DataLoader(users) });

export const resolvers = {
  Query: { posts: () => read("/posts"), greet: () => greeting },
  Post: { user: (post, _, context) => context.users.load(post.userId) },
};
