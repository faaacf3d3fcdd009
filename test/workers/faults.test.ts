import { inject } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { createApp } from "../../src/server/app.ts";
import { faultContract, FORMATS } from "../contracts/faults.contract.ts";
import { patience } from "../support/fault-rows.ts";

const [chat] = FORMATS;

/** A gateway in this isolate, with a provider that fails on local sockets of Node. */
if (chat !== undefined) {
  faultContract(chat, async (fault, path, body) => {
    const parameters = { base_url: inject("faultUrl"), max_retries: 0, ...patience(fault) };
    const config = RailsConfig.fromObject({ models: [{ type: "main", engine: "openai", model: fault, parameters }] });
    const app = createApp({ configs: { main: config }, env: { OPENAI_API_KEY: "k" } });
    const init = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    return app.request(path, init);
  });
}
