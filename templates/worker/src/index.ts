import { env } from "cloudflare:workers"; // keys of providers and other secrets
import { createApp, logFailures } from "edgerails/server";
import config from "./config.ts"; // what `edgerails bundle` writes of the config

// Once it is deployed, everybody who finds the address may ask your model, unless clients must show a key:
// `GATEWAY_KEY=…` in .dev.vars, `npm run types`, `wrangler secret put GATEWAY_KEY`, and `apiKeys: [env.GATEWAY_KEY]` here.
const app = createApp({ configs: { main: config }, env, onEvent: logFailures });
export default { fetch: (request: Request) => app.fetch(request) };
