import { afterEach, describe, expect, it } from "vitest";
import { CASES } from "../../../src/node/torture/cases/cases.ts";
import { TortureProvider } from "../../../src/node/torture/provider.ts";
import { tortureGuard, type TortureResult, tortureUrl } from "../../../src/node/torture/run.ts";
import { POLICY } from "../../../src/node/torture/torture-case.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import { run } from "../../cli/cli.ts";
import { railsOf } from "../../support/engine.ts";

const failedIn = (results: readonly TortureResult[]): readonly string[] =>
  results.flatMap(({ name, problem }) => (problem === undefined ? [] : name));

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

describe("the torture suite", () => {
  it("has enough cases, each with its own name and a reason", () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    expect(CASES.filter(({ why }) => why.length < 10)).toEqual([]);
  });

  it("passes the gateway of edgerails", async () => {
    const { code, out } = await run(["torture", "--json"]);
    const results = JSON.parse(out) as readonly TortureResult[];
    expect(results.filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(results.length).toBe(CASES.length);
    expect(code).toBe(0);
  }, 60_000);

  it("fails a gateway without guards", async () => {
    const provider = new TortureProvider();
    closing.push(() => provider.close());
    const results = await tortureUrl({ url: await provider.listen(0), provider });
    const failed = failedIn(results);
    expect(failed).toEqual(
      expect.arrayContaining([
        "key in one delta",
        "key in reasoning_content",
        "key in the second choice",
        "an address at the end",
        "text behind a key",
        "key in one piece",
      ]),
    );
    // What it does right is to change nothing.
    expect(failed).not.toContain("text that looks like the end of a stream");
    expect(failed).not.toContain("ordinary words leave at once");
    expect(failed.length).toBeGreaterThan(50);
  }, 60_000);

  it("fails a gateway that holds everything until the end", async () => {
    const provider = new TortureProvider();
    closing.push(() => provider.close());
    const buffering: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      return new Response(await response.text(), response);
    };
    const options = { url: await provider.listen(0), provider, only: "ordinary words", fetch: buffering };
    expect(failedIn(await tortureUrl(options))).toEqual(["ordinary words leave at once"]);
  }, 60_000);

  it("prints one line per group, and a failure with its reason", async () => {
    const { out, code } = await run(["torture", "--only", "masks"]);
    expect(out).toMatch(/^masks +12 of {2}12\n\n12 passed, 0 failed\n$/);
    expect(code).toBe(0);
  });
});

describe("text guards", () => {
  it("pass with consecutive gates", async () => {
    const [key, mail] = [compilePatterns([POLICY.key]), compilePatterns([POLICY.mail])];
    const results = await tortureGuard(async function* (pieces) {
      const gates = [new PatternGate(key), new PatternGate(mail, { action: "mask" })] as const;
      const through = (text: string): string => {
        const step = gates[0].feed(text);
        if (step.findings.length > 0) throw new Error("blocked");
        return gates[1].feed(step.text).text;
      };
      for await (const piece of pieces) yield through(piece);
      const end = gates[0].end();
      yield gates[1].feed(end.text).text + gates[1].end().text;
      if (end.findings.length > 0) throw new Error("blocked");
    });
    expect(results.filter(({ problem }) => problem !== undefined)).toEqual([]);
  });

  it("pass with a detector that knows the top-level domains", async () => {
    const rails = railsOf(`
rails:
  output: { flows: [regex check output, mask sensitive data on output], streaming: { enabled: true } }
  config:
    regex_detection: { output: { patterns: ['${POLICY.key}'] } }
    sensitive_data_detection: { output: { entities: [EMAIL_ADDRESS] } }
`);
    const results = await tortureGuard(async function* (generator) {
      const stream = rails.streamParts({ generator });
      for await (const part of stream) {
        if (part.type === "text-delta") yield part.text;
        if (part.type === "finish" && part.reason === "content_filter") throw new Error("blocked");
      }
    });
    expect(results.filter(({ problem }) => problem !== undefined)).toEqual([]);
  });

  it("fail if they check each chunk separately", async () => {
    const results = await tortureGuard(async function* (pieces) {
      for await (const piece of pieces) {
        if (new RegExp(POLICY.key).test(piece)) throw new Error("blocked");
        yield piece.replaceAll(new RegExp(POLICY.mail, "g"), "***");
      }
    });
    expect(failedIn(results)).toContain("key in single characters");
    expect(failedIn(results)).toContain("an end that grows");
    expect(failedIn(results)).not.toContain("key in one delta");
  });
});
