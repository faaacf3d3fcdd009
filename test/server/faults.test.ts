import { afterAll, beforeAll } from "vitest";
import { faultContract, FORMATS } from "../contracts/faults.contract.ts";
import { patience } from "../support/fault-rows.ts";
import { type FaultServer, startFaultServer } from "../support/fault-server.ts";
import { gatewayOf, jsonRequest, remote } from "./gateway.ts";

let upstream: FaultServer;

beforeAll(async () => {
  upstream = await startFaultServer();
});
afterAll(() => upstream.close());

for (const format of FORMATS) {
  faultContract(format, async (fault, path, body) => {
    const app = gatewayOf(remote(upstream.url, {}, fault, patience(fault)), { env: { OPENAI_API_KEY: "k" } });
    return app.request(path, jsonRequest(body));
  });
}
