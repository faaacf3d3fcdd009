import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import { below, Needs } from "../../../src/library/remote/needs.ts";
import { runtimeOf } from "../../support/model-runtime.ts";

const PATH = "rails.config.x.server_endpoint";

const issuesOf = (ask: (needs: Needs) => void, env: Readonly<Record<string, unknown>> = { A: "1" }) => {
  const needs = new Needs({ flow: "x check input", group: "input", runtime: runtimeOf(env) });
  ask(needs);
  try {
    needs.service("X", new URL("https://x.test"), {});
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
};

describe("the requirements of a service", () => {
  it("are reported together, each with its position", () => {
    const issues = issuesOf((needs) => {
      needs.key("X_KEY");
      needs.address(undefined, { path: PATH });
      needs.require(false, "rails.config.x.policy", "It needs a policy");
    });
    expect(issues).toEqual([
      {
        path: "rails.input.flows",
        message: "The flow `x check input` needs the environment variable `X_KEY`: set it",
        about: "environment",
      },
      {
        path: PATH,
        message: "The flow `x check input` needs the address of its service: set it",
        about: "environment",
      },
      { path: "rails.config.x.policy", message: "It needs a policy" },
    ]);
  });

  it.each([
    ["ftp://x.test", "must begin with https:// or http://"],
    ["x.test/a", "must begin with https:// or http://"],
    ["https://me:secret@x.test/", "have no credentials"],
    ["https://secret@x.test/", "have no credentials"],
    ["https://:secret@x.test/", "have no credentials"],
    ["https://<YOUR_ENDPOINT>/check", "has a placeholder"],
    ["https://${HOST}/check", "variable `HOST` is not set"],
    ["${ADDRESS}", "variable `ADDRESS` is not set"],
    ["${{ env.ADDRESS }}", "has a placeholder"],
    ["", "needs the address of its service"],
  ])("reject the URL %s", (text, said) => {
    const [issue] = issuesOf((needs) => void needs.address(text, { path: PATH }));
    expect(issue?.message).toContain(said);
    expect(issue?.message).not.toContain("secret");
  });

  it.each(["${A}", "$A", "https://${B}/check", "${C:-https://x.test/check}"])("accept the URL in %s", (text) => {
    const env = { A: "https://x.test/check", B: "x.test" };
    const needs = new Needs({ flow: "x check input", group: "input", runtime: runtimeOf(env) });
    expect(needs.address(text, { path: PATH }).href).toBe("https://x.test/check");
  });

  it("expand variables in a key, and report an invalid one", () => {
    const keyIn = (text: string) => issuesOf((needs) => void needs.writtenKey(text, PATH));
    const needs = new Needs({ flow: "x check input", group: "input", runtime: runtimeOf({ A: "hidden" }) });
    expect([needs.writtenKey("k", PATH), needs.writtenKey("${A}", PATH)]).toEqual(["k", "hidden"]);
    expect(keyIn("${B}")).toMatchObject([
      { path: PATH, message: expect.stringContaining("`B`"), about: "environment" },
    ]);
    expect(keyIn("<YOUR_API_KEY>")).toMatchObject([{ path: PATH, message: expect.stringContaining("placeholder") }]);
  });

  it("report an invalid URL in a variable as a problem of the environment", () => {
    const [issue] = issuesOf((needs) => void needs.address("nowhere", { variable: "X_URL" }));
    expect(issue).toMatchObject({ path: "rails.input.flows", about: "environment" });
  });

  it("do not include a key if the config names one for a local URL", () => {
    const named = (url: string) => issuesOf((needs) => void needs.namedKey("X_KEY", new URL(url)));
    expect(named("http://localhost:8000/v1")).toEqual([]);
    expect(named("https://x.test/v1")).toHaveLength(1);
  });

  it("reject a key that cannot be a header, without revealing it", () => {
    const needs = new Needs({ flow: "x", group: "input", runtime: runtimeOf({ KEY: "a\u0000secret" }) });
    const make = (): unknown => needs.service("X", new URL("https://x.test"), { "x-key": needs.key("KEY") });
    expect(make).toThrow(ConfigError);
    expect(make).not.toThrow("secret");
  });
});

describe("a path below a URL", () => {
  it.each([
    ["https://x.test", "v1/a"],
    ["https://x.test/", "/v1/a"],
  ])("%s and %s", (base, path) => {
    expect(below(new URL(base), path).href).toBe("https://x.test/v1/a");
  });

  it("keeps the URL's path and query", () => {
    expect(below(new URL("https://x.test/api/?v=1"), "a").href).toBe("https://x.test/api/a?v=1");
  });
});
