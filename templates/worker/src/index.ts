import { env } from "cloudflare:workers"; // keys of providers and other secrets
import { createApp, logFailures } from "edgerails/server";
import config from "./config.ts"; // what `edgerails bundle` writes of the config

const app = createApp({ configs: { main: config }, env, onEvent: logFailures });
export default { fetch: (request: Request) => app.fetch(request) };
