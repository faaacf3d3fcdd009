import { generateKeyPairSync, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { serviceAccountIn, tokenSource } from "../../../src/library/gcp-moderation/access-token.ts";
import { serviceRailContract } from "../../contracts/service-rail.contract.ts";
import { ManualClock } from "../../support/engine.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const ACCOUNT = JSON.stringify({
  type: "service_account",
  client_email: "rails@project.test",
  private_key_id: "key-1",
  private_key: privateKey,
});
const AUDIENCE = "https://language.googleapis.com/";

const categories = (...found: readonly (readonly [string, number])[]): unknown => ({
  moderationCategories: found.map(([name, confidence]) => ({ name, confidence })),
  languageCode: "en",
});

const COMMON = {
  group: "input",
  env: { GOOGLE_APPLICATION_CREDENTIALS: ACCOUNT },
  needs: ["GOOGLE_APPLICATION_CREDENTIALS"],
  keys: [privateKey.slice(60, 120)],
  said: "You fool",
  request: {
    path: "/v2/documents:moderateText",
    headers: { authorization: expect.stringMatching(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/) as unknown as string },
    body: { document: { type: "PLAIN_TEXT", content: "You fool" } },
  },
} as const;

serviceRailContract({
  ...COMMON,
  flow: "gcpnlp moderation",
  allow: categories(["Insult", 0.8], ["Toxic", 0.2]),
  block: { answer: categories(["Insult", 0.81], ["Toxic", 0.2]), reason: "Insult" },
});
serviceRailContract({
  ...COMMON,
  flow: "gcpnlp moderation detailed",
  allow: categories(["Derogatory", 0.4], ["Politics", 0.8]),
  block: {
    answer: categories(["Derogatory", 0.41], ["Death, Harm & Tragedy", 0.9]),
    reason: "Derogatory, Death, Harm & Tragedy",
  },
});

describe("the token of a service account", () => {
  const part = (text = ""): unknown => JSON.parse(Buffer.from(text, "base64url").toString());

  it("is signed for the service and cached until shortly before it expires", async () => {
    const clock = new ManualClock();
    const account = serviceAccountIn(ACCOUNT);
    if (account === undefined) throw new Error("no account");
    const source = tokenSource("gcpnlp moderation", account, AUDIENCE);
    const token = await source(clock);
    const [head, claims, signature = ""] = token.split(".");
    const issued = Math.floor(clock.now() / 1000);
    expect(part(head)).toEqual({ alg: "RS256", typ: "JWT", kid: "key-1" });
    expect(part(claims)).toEqual({
      iss: "rails@project.test",
      sub: "rails@project.test",
      aud: AUDIENCE,
      iat: issued,
      exp: issued + 3600,
    });
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify("RSA-SHA256", signed, publicKey, Buffer.from(signature, "base64url"))).toBe(true);
    clock.advance(3_300_000);
    expect(await source(clock)).toBe(token);
    clock.advance(1);
    expect(await source(clock)).not.toBe(token);
  });

  it("fails with an invalid key, without revealing it", async () => {
    const source = tokenSource("f", { email: "e", keyId: "k", privateKey: "c2VjcmV0" }, AUDIENCE);
    const error: unknown = await source(new ManualClock()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "rail_error" });
    expect(String(error)).not.toContain("c2VjcmV0");
  });

  it.each(["/home/me/key.json", "{}", '{"client_email": 1}', ""])(
    "requires the JSON of a service account: %s",
    (text) => {
      expect(serviceAccountIn(text)).toBeUndefined();
    },
  );
});
