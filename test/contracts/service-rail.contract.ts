import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { Connections } from "../../src/http/connections.ts";
import type { Runtime } from "../../src/http/runtime.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { holdsStream, railWarnings } from "../../src/library/resolve/conflicts.ts";
import { resolveRails } from "../../src/library/resolve/resolve-rails.ts";
import type { RailRun, CheckedText } from "../../src/rails/rail-run.ts";
import type { CheckRail } from "../../src/rails/rail.ts";
import { runRails } from "../../src/rails/run-rails.ts";
import { ManualClock } from "../support/engine.ts";
import { type Played, PlayedService } from "../support/played-service.ts";
import { railContext, runOptions } from "../support/rail-runs.ts";
import { railSources } from "../support/rail-sources.ts";

/** One flow of a service, and the service's requests and responses. */
export interface ServiceHarness {
  readonly flow: string;
  readonly group: "input" | "output" | "retrieval";
  /** The settings under `rails.config`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The required environment variables. */
  readonly needs?: readonly string[];
  /** A secret that must not be revealed. */
  readonly keys?: readonly string[];
  /** The text under check. */
  readonly said: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly userMessage?: string;
  /** The expected request to the service. */
  readonly request: {
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly allow: unknown;
  readonly block?: { readonly answer: unknown; readonly reason?: string };
  readonly mask?: { readonly answer: unknown; readonly becomes: string };
  /** Whether the response has one JSON value per line. */
  readonly lines?: boolean;
  /** JSON that is not a valid response of the service. */
  readonly nonsense?: readonly unknown[];
}

interface Told {
  readonly result: CheckedText;
  readonly runs: readonly RailRun[];
}

const STREAMING = { enabled: true, stream_first: true };

const configOf = ({ flow, group, settings = {} }: ServiceHarness, rails: object = {}): RailsConfig =>
  RailsConfig.fromObject({ rails: { [group]: { flows: [flow] }, config: settings, ...rails }, instructions: [] });

/** All texts in an error and its causes. */
const wordsOf = (value: unknown, seen = new Set<unknown>()): string => {
  if (typeof value !== "object" || value === null || seen.has(value)) return String(value);
  seen.add(value);
  const names = [...Object.getOwnPropertyNames(value)];
  return names.map((name) => wordsOf((value as Record<string, unknown>)[name], seen)).join(" ");
};

/** The contract of service rails. */
export const serviceRailContract = (harness: ServiceHarness): void => {
  const { flow, group, env = {}, needs = [], keys = [], said, request, lines = false } = harness;
  const nonsense = harness.nonsense ?? [{}, [], [[]], "fine", 7, null];

  describe(`${flow} fulfils the contract of a service rail`, () => {
    const service = new PlayedService();
    let clock: ManualClock;
    beforeAll(() => service.listen());
    afterAll(() => service.close());
    beforeEach(() => {
      clock = new ManualClock();
    });

    const runtimeOf = (own: Partial<Runtime> = {}): Runtime => ({
      fetch: service.fetch,
      env: { UNRELATED: "1", ...env },
      clock,
      random: () => 0,
      ...own,
    });

    const railOf = (runtime = runtimeOf(), config = configOf(harness)): CheckRail => {
      const sources = { ...railSources(config), runtime };
      return resolveRails(sources)[group][0] as CheckRail;
    };

    const run = async (rail: CheckRail, text = said): Promise<Told> => {
      const runs: RailRun[] = [];
      const config = configOf(harness);
      const result = await runRails(
        [rail],
        { text, context: "", fresh: text, channel: "text", final: true },
        runOptions(clock, {
          railType: group,
          onRun: (one) => runs.push(one),
          context: ({ signal }) =>
            railContext(clock, signal, {
              config,
              userMessage: harness.userMessage ?? "What is it?",
              variables: harness.variables ?? {},
              fetch: new Connections().limit(service.fetch),
            }),
        }),
        new AbortController().signal,
      );
      return { result, runs };
    };

    /** Runs the rail with a stopped clock, so that only retries without a wait run. */
    const ask = async (played: Played, rail = railOf()): Promise<Told> => {
      await service.play(played);
      const asked = run(rail);
      const done = asked.then(() => true);
      const turn = (): Promise<boolean> => new Promise((resolve) => setTimeout(() => resolve(false)));
      while (!(await Promise.race([done, turn()]))) clock.advance(0);
      return asked;
    };

    const json = (body: unknown, status?: number): Played => ({
      kind: "json",
      body,
      ...(status === undefined ? {} : { status }),
    });
    const answering = (answer: unknown): Played =>
      lines ? { kind: "lines", values: Array.isArray(answer) ? answer : [answer] } : json(answer);

    const expectFailure = ({ result, runs }: Told): void => {
      expect(result.blocked).toMatchObject({ status: "blocked", rail: flow, code: "rail_execution_failure" });
      const told = wordsOf(runs) + wordsOf(result);
      for (const key of keys) expect(told).not.toContain(key);
    };

    it("calls the service with its request format", async () => {
      await ask(answering(harness.allow));
      const [asked, ...others] = await service.requests();
      expect(others).toEqual([]);
      expect(asked).toMatchObject({ path: request.path, body: request.body });
      expect(asked?.headers).toMatchObject(request.headers ?? {});
    });

    it("allows what the service allows", async () => {
      const { result } = await ask(answering(harness.allow));
      expect(result).toEqual({ text: said, verdicts: [], blocked: undefined });
    });

    if (harness.block !== undefined)
      it("blocks what the service rejects", async () => {
        const { result } = await ask(answering(harness.block?.answer));
        expect(result.blocked).toMatchObject({ status: "blocked", rail: flow, code: "content_blocked" });
        expect(result.blocked?.reason).toBe(harness.block?.reason);
        expect(result.blocked?.reason ?? "").not.toContain(said);
      });

    if (harness.mask !== undefined)
      it("rewrites what the service rewrites", async () => {
        const { result } = await ask(answering(harness.mask?.answer));
        expect(result.text).toBe(harness.mask?.becomes);
        expect(result.verdicts).toMatchObject([{ status: "modified", rail: flow, code: "content_modified" }]);
      });

    if (harness.mask !== undefined && group === "output")
      it("holds text until it is rewritten", () => {
        const config = configOf(harness, { output: { flows: [flow], streaming: STREAMING } });
        const rail = railOf(runtimeOf(), config);
        expect(holdsStream([rail])).toBe(true);
        expect(railWarnings([rail], config)).toHaveLength(1);
      });

    it("makes no call for an empty text", async () => {
      await service.play(answering(harness.block?.answer));
      expect((await run(railOf(), " \n")).result.blocked).toBeUndefined();
      expect(await service.requests()).toEqual([]);
    });

    it.each([400, 401, 404, 429, 500, 503])(
      "blocks if the service responds with %i, without revealing a key",
      async (status) => {
        expectFailure(await ask({ kind: "echo", status }));
      },
    );

    it("blocks if the service reports an error with status 200", async () => {
      expectFailure(await ask(json({ error: { code: 500, message: "busy" } })));
    });

    it.each(nonsense)("blocks on an invalid response: %j", async (answer) => {
      expectFailure(await ask(json(answer)));
    });

    it.each<[string, Played]>([
      ["no JSON", { kind: "text", text: "<html>busy</html>" }],
      ["half of it", { kind: "text", text: '{"result": {' }],
      ["nothing", { kind: "text", text: "" }],
      ["too much", { kind: "too much" }],
    ])("blocks on a response with %s", async (_, played) => {
      expectFailure(await ask(played));
    });

    it("does not follow redirects", async () => {
      expectFailure(await ask({ kind: "redirect", location: "https://elsewhere.test/" }));
      expect(await service.requests()).toHaveLength(1);
    });

    it("blocks if the connection fails", async () => {
      expectFailure(await ask({ kind: "broken" }));
    });

    it("blocks at its timeout, and closes the connection", async () => {
      await service.play({ kind: "silent" });
      const rail = railOf();
      const told = run(rail);
      await service.asked();
      clock.advance((rail.timeoutMs ?? 0) - 1);
      expect(clock.pending).toBeGreaterThan(0);
      clock.advance(1);
      expectFailure(await told);
      await service.hungUp();
    });

    it.each(needs)("is rejected without %s, by name", (name) => {
      const { [name]: _, ...rest } = env;
      const make = (): CheckRail => railOf(runtimeOf({ env: { UNRELATED: "1", ...rest } }));
      expect(make).toThrow(ConfigError);
      expect(make).toThrow(name);
    });

    if (needs.length > 0)
      it("blocks, and names what is missing, without an environment", async () => {
        await service.play(answering(harness.allow));
        const { result } = await run(railOf(runtimeOf({ env: {}, hasEnv: false })));
        expect(result.blocked).toMatchObject({ code: "rail_execution_failure" });
        expect(result.blocked?.reason).toContain(needs[0]);
        expect(await service.requests()).toEqual([]);
      });
  });
};
