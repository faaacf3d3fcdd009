import { describe, expect, it } from "vitest";
import { regExpDetector } from "../../../bench/detectors/detector.ts";
import { drawn } from "../../../bench/detectors/draw.ts";
import { FORMATS } from "../../../src/library/secrets/formats/formats.ts";
import { SECRET_RULES } from "../../../src/library/secrets/secret-rules.ts";

const detect = regExpDetector(SECRET_RULES);
const labels = (text: string): readonly string[] => detect(text).map(({ label }) => label);

describe("token formats", () => {
  it("are more than 150 kinds with unique names", () => {
    const ids = SECRET_RULES.map(({ id }) => id);
    expect(FORMATS.length).toBeGreaterThan(150);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it.each(FORMATS.map(([id, , pattern, , owner = ""]) => [id, owner + pattern] as const))(
    "%s is found in a sentence",
    (id, pattern) => {
      for (const value of drawn(pattern, 5, id.length)) expect(labels(`Use ${value} for it.`)).toContain(id);
    },
  );

  it("do not start or end inside a longer word", () => {
    const [token = ""] = drawn("ghp_[0-9A-Za-z]{36}", 1, 1);
    expect(labels(`"${token}"`)).toContain("github-pat");
    expect(labels(`x${token}`)).not.toContain("github-pat");
    expect(labels(`${token}x`)).not.toContain("github-pat");
  });

  it.each(FORMATS.flatMap(([id, , pattern, , , end]) => (end === undefined ? [] : [[id, end + pattern] as const])))(
    "%s is not found behind the end of its owner alone",
    (id, pattern) => {
      for (const value of drawn(pattern, 5, id.length)) expect(labels(`Use ${value} for it.`)).not.toContain(id);
    },
  );

  it("find webhooks by what follows their host", () => {
    const [id = "", key = ""] = [...drawn("[0-9a-f-]{36}@[0-9a-f-]{36}", 1, 2), ...drawn("[0-9a-f]{32}", 1, 3)];
    const rest = `${id}/IncomingWebhook/${key}/${id.slice(0, 36)}`;
    const text = `https://acme.webhook.office.com/webhookb2/${rest}`;
    expect(detect(text).map(({ start, end }) => text.slice(start, end))).toContain(rest);
  });

  it("find a Discord token whose account id follows other letters", () => {
    const [rest = ""] = drawn("[NO][A-Za-z0-9]{23}\\.G[A-Za-z0-9]{5}\\.[A-Za-z0-9_-]{38}", 1, 4);
    expect(labels(rest)).toContain("discord-bot-token");
    expect(labels(`AT${rest}`)).toContain("discord-bot-token");
  });

  it("do not match placeholders", () => {
    expect(labels(`ghp_${"x".repeat(36)}`)).toEqual([]);
    expect(labels(`glpat-${"X".repeat(20)}`)).toEqual([]);
    expect(labels(`token = "hf_${"a".repeat(34)}"`)).toEqual([]);
  });

  it("do not match names of classes and functions", () => {
    expect(labels("The class APIGatewayProxy is used")).toEqual([]);
    expect(labels("Use APIhVqNmNyuSqNh for it.")).toEqual(["livekit-key"]);
  });

  it("do not match the example keys of vendors", () => {
    expect(labels(["aws_access_key_id = AKIA", "IOSFODNN7EXAMPLE"].join(""))).toEqual([]);
    expect(labels(['stripe.api_key = "sk_test_', '4eC39HqLyjWDarjtT1zdp7dc"'].join(""))).toEqual([]);
  });
});
