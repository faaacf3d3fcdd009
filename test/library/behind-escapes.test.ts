import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IncrementalRail } from "../../src/rails/rail.ts";
import { gated } from "../support/gates.ts";
import { gatingRail, piecesOf } from "../support/mask-cases.ts";

const SECRETS = gatingRail("mask secrets on output");
const ENTITIES = gatingRail("mask sensitive data on output", {
  sensitive_data_detection: {
    output: { entities: ["EMAIL_ADDRESS", "CREDIT_CARD", "PHONE_NUMBER", "US_SSN", "IBAN_CODE", "URL"] },
  },
});
const TERMS = gatingRail("mask blocked terms on output", { blocked_terms: { lists: [{ terms: ["Blue Heron"] }] } });
const LINKS = gatingRail("mask links on output", { links: { allowed_hosts: ["allowed.example"] } });

const FOUND = [
  [SECRETS, "AKIAQ3EGRZ7XVJ2KMLPW", "AKIA<AWS_ACCESS_KEY_ID>"],
  [SECRETS, "npm_aBcDeF1234567890abcDEF1234567890ab3Q", "npm_<NPM_TOKEN>"],
  [SECRETS, "pwd: Xk93!mZpQ2vvT", "pwd: <ASSIGNED_PASSWORD>"],
  [SECRETS, "auth = 9fK2xQ7bLm4TzR8wVp3J", "auth = <ASSIGNED_SECRET>"],
  [ENTITIES, "jane@corp.example.org", "<EMAIL_ADDRESS>"],
  [ENTITIES, "4012 8888 8888 1881", "<CREDIT_CARD>"],
  [ENTITIES, "+49 30 901820-12", "<PHONE_NUMBER>"],
  [ENTITIES, "phone: 030 901820", "phone: <PHONE_NUMBER>"],
  [ENTITIES, "ssn 536-90-4399", "ssn <US_SSN>"],
  [ENTITIES, "DE89 3704 0044 0532 0130 00", "<IBAN_CODE>"],
  [ENTITIES, "www.example.org/x", "<URL>"],
  [TERMS, "blue heron", "<BLOCKED_TERM>"],
  [LINKS, "https://evil.test/x", "#link-removed"],
  [LINKS, "www.evil.test/x", "#link-removed"],
] as const;

const ESCAPES = ["\\n", "\\t", "\\r", "\\r\\n", '\\"', "\\\\n", "\\u003c", "\\u000a", "\\x0a"];

describe("a value directly after an escape, as in JSON and logs,", () => {
  it.each(FOUND)("is found: %# %s", (rail, value, mask) => {
    for (const escape of ESCAPES) {
      const whole = `{"log":"read${escape}${value} and"}`;
      expect(gated(rail.createGate(), [whole]).text).toBe(`{"log":"read${escape}${mask} and"}`);
    }
  });

  it.each(FOUND)("is found for any chunking: %# %s", (rail, value, mask) => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...ESCAPES)
          .chain((escape) => fc.tuple(fc.constant(escape), piecesOf(`a${escape}${value} and`))),
        ([escape, pieces]) => {
          expect(gated(rail.createGate(), pieces).text).toBe(`a${escape}${mask} and`);
        },
      ),
      { numRuns: 20 },
    );
  });

  it.each(["\\u001b[32m", "\u001b[1;31m", "%3D", "%0A"])("is found after %j", (escape) => {
    const text = (value: string): string => `read${escape}${value} and`;
    const masked = (rail: IncrementalRail, value: string): string => gated(rail.createGate(), [text(value)]).text;
    expect(masked(SECRETS, "AKIAQ3EGRZ7XVJ2KMLPW")).toBe(text("AKIA<AWS_ACCESS_KEY_ID>"));
    expect(masked(ENTITIES, "4012 8888 8888 1881")).toBe(text("<CREDIT_CARD>"));
    expect(masked(TERMS, "blue heron")).toBe(text("<BLOCKED_TERM>"));
    expect(masked(LINKS, "https://evil.test/x")).toBe(text("#link-removed"));
  });

  it.each([
    [SECRETS, "C:\\npm_aBcDeF1234567890abcDEF1234567890ab3Q", "C:\\npm_<NPM_TOKEN>"],
    [ENTITIES, "CORP\\jane@corp.example.org", "CORP\\<EMAIL_ADDRESS>"],
    [ENTITIES, "CORP\\Nick@corp.example.org", "CORP\\<EMAIL_ADDRESS>"],
    [ENTITIES, "CORP\\ulf@corp.example.org", "CORP\\<EMAIL_ADDRESS>"],
    [ENTITIES, "CORP\\xavi.u@corp.example.org", "CORP\\<EMAIL_ADDRESS>"],
    [ENTITIES, "\\\\ultra.example.com\\share", "\\\\<URL>\\share"],
    [TERMS, "C:\\blue heron", "C:\\<BLOCKED_TERM>"],
    // The letter of an escape and the start of a name cannot be distinguished.
    [ENTITIES, "CORP\\nick@corp.example.org", "CORP\\n<EMAIL_ADDRESS>"],
  ])("is found after a backslash that starts no escape: %# %s", (rail, text, masked) => {
    expect(gated(rail.createGate(), [text]).text).toBe(masked);
  });

  it.each([
    [SECRETS, "C:\\dir\\qAKIAQ3EGRZ7XVJ2KMLPW"],
    [SECRETS, "naAKIAQ3EGRZ7XVJ2KMLPW"],
    [ENTITIES, "C:\\new4012 8888 8888 1881"],
    [TERMS, "C:\\nblue heronry"],
    [TERMS, "nblue heron"],
    [LINKS, "xhttps://evil.test"],
  ])("is not found within a word: %# %s", (rail, text) => {
    expect(gated(rail.createGate(), [text]).text).toBe(text);
  });
});
