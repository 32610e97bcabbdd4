/*
 * Says what Node says of itself from version 21 on; import this before `pg`. Without it `pg` asks a `Response` whether
 * it runs in a worker of Cloudflare, which loads all of `fetch` at every start.
 */
const runtime: typeof globalThis & { navigator?: object } = globalThis;
runtime.navigator ??= { userAgent: `Node.js/${process.versions.node.split('.')[0]}` };
