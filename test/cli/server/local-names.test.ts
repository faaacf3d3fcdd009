import { expect, test } from "vitest";
import { localOnly } from "../../../src/cli/server/local-names.ts";

const app = localOnly({ fetch: () => new Response("answered") });

const OWN = [
  "localhost:8000",
  "app.localhost",
  "host.docker.internal:8000",
  "127.0.0.1:8000",
  "127.1.2.3",
  "[::1]:8000",
];

test.each([...OWN, "192.168.0.7"])("a server without keys accepts the host %s", async (host) => {
  expect(await (await app.fetch(new Request(`http://${host}/v1/models`))).text()).toBe("answered");
});

const FOREIGN = ["evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "evillocalhost", "1.evil"];

test.each([...FOREIGN, "evilinternal", "docker.internal.example"])(
  "a server without keys rejects the host %s",
  async (host) => {
    const answer = await app.fetch(new Request(`http://${host}/v1/models`));
    expect([answer.status, await answer.json()]).toMatchObject([403, { error: { code: "unknown_host" } }]);
  },
);
