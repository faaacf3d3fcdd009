import { describe, expect, it } from "vitest";
import { regExpDetector } from "../../../bench/detectors/detector.ts";
import { drawn } from "../../../bench/detectors/draw.ts";
import { ASSIGNMENTS } from "../../../src/library/secrets/assignments.ts";
import { createSecretGate, secretProgram } from "../../../src/library/secrets/secret-gate.ts";

const detect = regExpDetector(ASSIGNMENTS);
const found = (text: string): readonly string[] => [
  ...new Set(detect(text).map(({ start, end }) => text.slice(start, end))),
];

const [value = "", hex = "", uuid = ""] = [
  ...drawn("[0-9A-Za-z]{32}", 1, 5),
  ...drawn("[0-9a-f]{40}", 1, 6),
  ...drawn("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", 1, 7),
];

describe("assigned secrets", () => {
  it.each([
    `api_key = "${value}"`,
    `const acmeToken: string = '${value}';`,
    `"client_secret": "${value}"`,
    `ACME_SECRET=${value}`,
    `System.setProperty("ACME_TOKEN", "${value}")`,
    `<acmeToken>\n    ${value}\n</acmeToken>`,
    `Authorization: Bearer ${value}`,
    `auth_secret := "Bearer ${value}"`,
    `the token is ${value}, try it`,
    `https://acme.dev/v1?token=${value}&page=2`,
    `acmekey: ${value}`,
    `consumerkey=${value}`,
    `const apiKey = process.env.API_KEY ?? '${value}';`,
    `const { token = env.TOKEN || "${value}" } = options;`,
    `client.setApiKey("${value}")`,
    `signing_key = b'${value}'`,
    `let api_key: &str = "${value}";`,
    `token <- "${value}"`,
    `client_secret%3D${value}`,
    `"{\\"apiKey\\": \\"${value}\\"}"`,
    `**API key:** ${value}`,
    `API key (staging): ${value}`,
    `- name: API_KEY\n  value: "${value}"`,
    `{"name": "API_KEY", "value": "${value}"}`,
    `<key>apiKey</key>\n<string>${value}</string>`,
    `api_key: >-\n  ${value}`,
  ])("are found in %s, without the surrounding text", (text) => {
    expect(found(text)).toEqual([value]);
  });

  it.each([
    "tokenId",
    "token_id",
    "API_KEY_ID",
    "keyIdentifier",
    "token_uuid",
    "secretName",
    "passwordHash",
    "key alias",
  ])("are not the values of %s, which says what a secret is called", (name) => {
    for (const text of [`${name}: ${value}`, `"${name}": "${hex}"`, `${name}=${uuid}`]) expect(found(text)).toEqual([]);
  });

  it("are the values of Vault's secret_id", () => {
    expect(found(`secret_id: ${uuid}`)).toEqual([uuid]);
  });

  it("may start with the id of their owner", () => {
    const owned = `49271620358174620958-${value.slice(0, 20)}`;
    expect(found(`acmeToken: ${owned}`)).toEqual([owned]);
  });

  it("may be hex digits or a UUID after a name for a secret", () => {
    expect(found(`secret: ${hex}`)).toEqual([hex]);
    expect(found(`api-key: ${uuid}`)).toEqual([uuid]);
  });

  it("may be 16 to 40 random digits", () => {
    const [digits = ""] = drawn("[0-9]{41}", 1, 8);
    for (const length of [16, 40]) expect(found(`secret: ${digits.slice(0, length)}`)).toHaveLength(1);
    for (const length of [15, 41]) expect(found(`secret: ${digits.slice(0, length)}`)).toEqual([]);
    expect(found(`secret: ${"1122".repeat(5)}`)).toEqual([]);
    expect(found(`secret: ${digits.slice(0, 10)}/${digits.slice(10, 20)}`)).toEqual([]);
  });

  it("are found near the name of a service whose keys have no prefix", () => {
    expect(found(`Datadog (EU): "${hex}"`)).toEqual([hex]);
  });

  it.each(["acme_api_", "acme_live_", "ac_pat_", "acme_service_", "apikey_", "API_KEY_", "secret_", "sk_"])(
    "are found after %s, a prefix of the token",
    (mark) => {
      expect(found(`Use ${mark}${value} for it.`)).toEqual([value]);
      expect(found(`call ${mark}initializeEverything() first`)).toEqual([]);
      expect(found(`see acme_build_${value}`)).toEqual([]);
    },
  );

  it.each([
    "token = process.env.ACME_TOKEN",
    "api_key: ${ACME_API_KEY}",
    'password = "changeme-please"',
    "API_KEY=your_api_key_goes_here",
    "key: KEY_SPEC_SESSION_KEYRING",
    "const tokenType = 'application/x-www-form-urlencoded'",
    "secretName: database-credentials",
    'key = "0000000000000000000000000000"',
    "the key to understanding is patience",
    "EVP_PKEY *EVP_PKCS82PKEY(const PKCS8_PRIV_KEY_INFO *p8);",
    "roast turkey at 180-200-220-degrees",
    "secret: 11111111-2222-1111-2222-111111111111",
    "api_token: 2024-11-05T08:32:17.482Z-b7x9",
    "gpg key: 4F2A91C7D3E8B06A5C19F7E2D4B8A3C6E1F05D72",
    "token host: 10.31.172.48:8443-x7k2q9",
    "meraki-api-key: 0a1B2c3D4e5F60718293a4b5C6d7E8f901234567",
    "Datadog is down. The commit was 4f2a91c7d3e8b06a5c19f7e2d4b8a3c6e1f05d72, it seems",
  ])("are not found in %s", (text) => {
    expect(found(text)).toEqual([]);
  });

  it.each([
    `publicKey: "${value}"`,
    `PUBLIC_KEY=${value}`,
    `the public key ${value}`,
    `recaptcha_site_key: ${value}`,
    `stripe_publishable_key: pk_live_${value}`,
    `foreign_key: ${hex}`,
    `cache-key: node-${hex}`,
    `partition_key = "${uuid}"`,
    `s3_key = "logs/${hex}.gz"`,
    `nextPageToken: "${value}"`,
    `kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/${uuid}"`,
    `password: $6$rounds=5000$${value}`,
    `password = "pbkdf2_sha256$600000$${value}"`,
    `password: ENC(${value})`,
  ])("are not found where the name says that the value is public, an id or encrypted: %s", (text) => {
    expect(found(text)).toEqual([]);
  });

  it("are not found in isolated commits, ids and checksums", () => {
    expect(found(`fixed in ${hex}`)).toEqual([]);
    expect(found(`request ${uuid} failed`)).toEqual([]);
    expect(found(`sha1 ${hex}  file.tar.gz`)).toEqual([]);
  });
});

describe("ordinary sentences", () => {
  it.each(["A secret harmony exists betw", "no secret band of robb"])("are not held back in %s", (text) => {
    const gate = createSecretGate(secretProgram({ exclude: new Set(), allow: new Set() }), "mask");
    expect(gate.feed(text).text).toBe(text);
  });

  it.each([`our Acme secret for staging, ${value}`, `SECRET (${value})`])(
    "may hold a secret all the same: %s",
    (text) => {
      expect(found(text)).toEqual([value]);
    },
  );
});
