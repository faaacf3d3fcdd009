import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { TestProject } from "vitest/node";
import { scriptedUpstream, type UpstreamEvent } from "../../src/llm/scripted/scripted-upstream.ts";
import { startFaultServer } from "../support/fault-server.ts";
import { nims } from "../support/nim.ts";
import { playedServices } from "../support/played-services.ts";
import { replayedBytes } from "../support/replays.ts";
import { script } from "./script.ts";

declare module "vitest" {
  interface ProvidedContext {
    upstreamUrl: string;
    faultUrl: string;
    nimUrl: string;
    servicesUrl: string;
    /** The output of Node for the recordings in `support/replays.ts`. */
    replayed: string;
  }
}

/** The record of one request, and the callers that wait for its end. */
class Case {
  readonly events: UpstreamEvent[] = [];
  readonly ended: Promise<void>;
  #end: () => void = () => {};

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  add(event: UpstreamEvent): void {
    this.events.push(event);
    if (event.type === "end") this.#end();
  }
}

const listening = async (fetch: (request: Request) => Promise<Response>) => {
  const server = createAdaptorServer({ fetch }) as Server;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

/**
 * A provider in Node for Workers in workerd. Requests are identified by their `user`; `GET /cases/<user>` waits for the
 * end of the request and returns its record.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cases = new Map<string, Case>();
  const caseOf = (user: string): Case => {
    const known = cases.get(user) ?? new Case();
    cases.set(user, known);
    return known;
  };
  const handle = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname;
    if (path.startsWith("/cases/")) {
      const one = caseOf(path.slice("/cases/".length));
      await one.ended;
      return Response.json(one.events);
    }
    const text = await request.text();
    const { user = "nobody" } = JSON.parse(text) as { user?: string };
    const handler = scriptedUpstream(script, { log: (event) => caseOf(user).add(event) });
    return handler(new Request(request.url, { method: "POST", body: text, headers: request.headers }));
  };
  const [provider, guards, services] = await Promise.all([handle, nims(), playedServices()].map(listening));
  project.provide("upstreamUrl", `${provider?.url}/v1`);
  project.provide("nimUrl", guards?.url ?? "");
  project.provide("servicesUrl", services?.url ?? "");
  project.provide("replayed", await replayedBytes());
  const faults = await startFaultServer();
  project.provide("faultUrl", faults.url);
  return async () => {
    await Promise.all([faults, provider, guards, services].map((one) => one?.close()));
  };
}
