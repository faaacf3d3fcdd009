import { describe, expect, it } from "vitest";
import { requestLine } from "../../src/cli/server/server-log.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { chat, gatewayOf, regexRails, scripted, SECRET, settle } from "./gateway.ts";

const CONFIG = scripted({ replies: [`a key: ${SECRET}`], chunk: "char" }, regexRails());

const ask = async (measuresHolds: boolean): Promise<{ readonly event: GatewayEvent; readonly body: string }> => {
  const events: GatewayEvent[] = [];
  const app = gatewayOf(CONFIG, { measuresHolds, onEvent: (event) => events.push(event) });
  const body = await (await chat(app, { stream: true, max_tokens: 50 })).text();
  await settle();
  const [event] = events;
  if (event === undefined) throw new Error("no event");
  return { event, body };
};

describe("the hold-back of a gateway's answer", () => {
  it("is in the event and its log line by rail, if the operator enables it, and never sent to the client", async () => {
    const { event, body } = await ask(true);
    expect(event.heldText).toMatchObject([{ rails: ["regex check output"], railType: "output" }]);
    expect(event.heldText?.[0]?.withheld).toBeGreaterThan(20);
    expect(requestLine(event)).toMatch(/ hold="regex check output":\d+\/\d+:\d+\/\d+\/\d+ms /);
    expect(requestLine(event)).toMatch(/ withheld=\d+ saved=0\+\d+ /);
    expect(body).toContain('"status":"blocked"');
    expect(body).not.toContain("p95");
  });

  it("is not measured unless it is enabled", async () => {
    const { event } = await ask(false);
    expect([event.heldText, requestLine(event).includes(" hold=")]).toEqual([undefined, false]);
  });
});
