import { describe, expect, it } from "vitest";
import { regExpDetector } from "../../../bench/detectors/detector.ts";
import { CONNECTIONS } from "../../../src/library/secrets/connections.ts";

const detect = regExpDetector(CONNECTIONS);
const found = (text: string): readonly string[] => detect(text).map(({ start, end }) => text.slice(start, end));

describe("passwords", () => {
  it.each([
    ["postgres://app:s3cr3tPhrase@db.internal:5432/app", "s3cr3tPhrase"],
    ["mongodb+srv://app:w1th@Sign@cluster0.mongodb.net/test", "w1th@Sign"],
    ["redis://:horse-battery@10.0.0.5:6379", "horse-battery"],
    ["https://user:password@intranet.acme.dev/x", "password"],
    ["curl -u admin:Winter2024! https://acme.dev", "Winter2024!"],
    ["password: m42ploz2wd", "m42ploz2wd"],
    ["my password is Tr0ub4dor&3 now", "Tr0ub4dor&3"],
    ["DB_PASSWORD='kX9#fairly'", "kX9#fairly"],
  ])("are found in %s", (text, password) => {
    expect(found(text)).toContain(password);
  });

  it.each([
    "postgres://user:${DB_PASSWORD}@db.internal/app",
    "postgresql://{username}:{password}@{host}/db",
    "mysql://username:password@localhost/db",
    "mysql://admin:REPLACE_WITH_PASSWORD@db/app",
    "http://localhost:5000/@user",
    "https://user:$PASSWORD@acme.dev",
    "https://user:xxxxxxxx@acme.dev",
    "git@github.com:acme/repo.git",
    "password: required",
    "password = getpass.getpass()",
    "The password is sent in the body of the request",
    "pass: /usr/share/pass2/lib",
  ])("are not seen in %s", (text) => {
    expect(found(text)).toEqual([]);
  });
});
