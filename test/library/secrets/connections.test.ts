import { describe, expect, it } from "vitest";
import { regExpDetector } from "../../../bench/detectors/detector.ts";
import { CONNECTIONS } from "../../../src/library/secrets/connections.ts";

const detect = regExpDetector(CONNECTIONS);
const found = (text: string): readonly string[] => detect(text).map(({ start, end }) => text.slice(start, end));

describe("connection credentials", () => {
  it.each([
    ["postgres://app:s3cr3tPhrase@db.internal:5432/app", "s3cr3tPhrase"],
    ["mongodb+srv://app:w1th@Sign@cluster0.mongodb.net/test", "w1th@Sign"],
    ["redis://:horse-battery@10.0.0.5:6379", "horse-battery"],
    ["https://user:password@intranet.acme.dev/x", "password"],
    ["mysql2://app:s3cr3tPhrase@db/shop", "s3cr3tPhrase"],
    ["jdbc:oracle:thin:app/s3cr3tPhrase@db:1521:x", "s3cr3tPhrase"],
    ["https://0b9e8d999169bb0ef79c7ba12831bd4b56495935@git.acme.dev/x", "0b9e8d999169bb0ef79c7ba12831bd4b56495935"],
    [
      "https://x.blob.core.windows.net/c?sig=QCHbMVqeXyhVbsFW85ZTCBY7WuGpMSI733g6szXneL7%3D",
      "QCHbMVqeXyhVbsFW85ZTCBY7WuGpMSI733g6szXneL7%3D",
    ],
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
    "https://the-name-of-somebody-else@acme.dev/x",
    "jdbc:oracle:thin:user/password@db:1521:x",
    "https://acme.dev/?sig=a-short-one",
  ])("are not found in %s", (text) => {
    expect(found(text)).toEqual([]);
  });
});
