import { env } from "cloudflare:workers"; // keys of providers and other secrets
import { RailsConfig } from "edgerails/core";
import { createApp } from "edgerails/server";
import config, { catalog } from "./config.ts";

const app = createApp({ configs: { main: RailsConfig.fromObject(config, { catalog }) }, env });
export default { fetch: (request: Request) => app.fetch(request) };
