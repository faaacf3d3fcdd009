import type { Hono } from "hono/tiny";
import { expect } from "vitest";
import { gatewayOf, jsonRequest, remote } from "./gateway.ts";

export type Json = Readonly<Record<string, unknown>>;

/** A gateway with a provider that records requests. */
export interface AskedProvider {
  readonly app: Hono;
  /** The bodies that the provider got. */
  readonly asked: readonly Json[];
  send(body: object, headers?: Record<string, string>): Promise<Response>;
  /** Sends a request that must succeed, and returns what the provider got. */
  told(body: object): Promise<Json>;
}

/**
 * @param path - where requests go.
 * @param usual - what each of them says unless it says otherwise.
 * @returns what makes a gateway whose provider answers with a message.
 */
export const askedProvider =
  (path: string, usual: object = {}) =>
  (message: Json = { role: "assistant", content: "Hello" }, rails: object = {}): AskedProvider => {
    const asked: Json[] = [];
    const app = gatewayOf(remote("https://up.test/v1", rails), {
      env: { OPENAI_API_KEY: "k" },
      fetch: async (_url, init) => {
        asked.push(JSON.parse(init?.body as string) as Json);
        return Response.json({ choices: [{ index: 0, message, finish_reason: "stop" }] });
      },
    });
    const send: AskedProvider["send"] = async (body, headers = {}) =>
      app.request(path, jsonRequest({ ...usual, ...body }, { headers }));
    return {
      app,
      asked,
      send,
      async told(body) {
        const response = await send(body);
        expect([response.status, await response.clone().text()]).toEqual([200, expect.any(String)]);
        return asked.at(-1) ?? {};
      },
    };
  };
