import { writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BIN, Process } from "../cli.ts";
import { folder, scripted } from "../config-folder.ts";

const BOUND = 5_000;

const ask = async (url: string, stream = false): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: [{ role: "user", content: "Hello!" }], stream }),
    signal: AbortSignal.timeout(BOUND),
  });

test("server --auto-reload applies a new config as a whole, and keeps the old one if the new one is invalid", async () => {
  const path = await folder({ "config.yml": scripted({ replies: ["one two three four"], delay_ms: 150 }) });
  const file = join(path, "config.yml");
  const process = new Process(BIN, ["server", "--port", "0", "--config", path, "--auto-reload"]);
  await Promise.race([process.out.until(/base URL to \S+\n/), process.ended]);
  const url = /listens on (\S+)/.exec(process.out.text)?.[1] ?? "";

  const underWay = await ask(url, true);
  await writeFile(file, scripted({ replies: ["something new"] }));
  await process.err.until(/^Reloaded/m);
  expect(await (await ask(url)).text()).toContain("something new");
  expect(await underWay.text()).toMatch(/four[^]*data: \[DONE\]\n\n$/);

  await writeFile(file, "models: [");
  await process.err.until(/Not reloaded/);
  expect(process.err.text).toMatch(/config\.yml:1: YAML/);
  expect(await (await ask(url)).text()).toContain("something new");

  await writeFile(file, scripted({ replies: ["the third one"] }));
  await process.err.until(/Reloaded[^]*Not reloaded[^]*\nReloaded/);
  expect(await (await ask(url)).text()).toContain("the third one");
  process.signal("SIGTERM");
  expect((await process.ended).code).toBe(0);
});

test("server --auto-reload ignores a log file beside its configs and keys", async () => {
  const path = await folder({
    "configs/main/config.yml": scripted({ replies: ["one"] }),
    "keys.yml": `keys: [{ sha256: "${"0".repeat(64)}" }]`,
  });
  const [configs, keys] = [join(path, "configs"), join(path, "keys.yml")];
  const process = new Process(BIN, ["server", "--port", "0", "--config", configs, "--keys", keys, "--auto-reload"]);
  await Promise.race([process.out.until(/base URL to \S+\n/), process.ended]);

  await writeFile(join(path, "server.log"), "a line");
  await writeFile(join(configs, "server.log"), "a line");
  await writeFile(keys, `keys: [{ sha256: "${"1".repeat(64)}" }]`);
  await process.err.until(/^Reloaded/m);
  await writeFile(keys, "keys: 1");
  await process.err.until(/Not reloaded/);
  expect(process.err.text.match(/Reloaded:/g)).toHaveLength(1);
  process.signal("SIGTERM");
  expect((await process.ended).code).toBe(0);
});

test.each([[["server", "--auto-reload", "--config"]], [["play"]]])("%s exits if its port is in use", async (words) => {
  const path = await folder({ "config.yml": scripted({ replies: ["one"] }) });
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  const process = new Process(BIN, [...words, path, "--port", String(port)]);
  expect((await process.ended).code).toBe(1);
  expect(process.err.text).toBe(
    `edgerails: Cannot listen on 127.0.0.1:${port}: the port is in use, choose another one\n`,
  );
  taken.close();
});
