import { describe, expect, it } from "vitest";
import { regExpDetector } from "../../../bench/detectors/detector.ts";
import { COLUMNS } from "../../../src/library/secrets/columns.ts";

const VALUE = "kX9fairly2";
const detect = regExpDetector(COLUMNS);
const found = (text: string): readonly string[] => [
  ...new Set(
    detect(text.replaceAll("SECRET", VALUE)).map(({ start, end }) =>
      text.replaceAll("SECRET", VALUE).slice(start, end),
    ),
  ),
];

describe("secrets in columns", () => {
  it.each([
    "| user | password |\n|------|----------|\n| kim | SECRET |",
    "| password | user |\n|---|---|\n| `SECRET` | kim |",
    "| Wiki | **Passwort** | seit |\n|---|---|---|\n| a | x | 1 |\n| b | SECRET | 2 |",
    "||Host||User||Password||\n|db1|root|SECRET|",
    "user,password,role\nkim,SECRET,admin",
    "host;user;password\r\ndb1;root;SECRET",
    "name\tpassword\nkim\tSECRET",
    "<tr><th>User</th><th>Password</th></tr>\n<tr><td>kim</td><td>SECRET</td></tr>",
    "INSERT INTO users (name, password) VALUES ('kim', 'SECRET');",
    "insert into `users` (`password`, `name`) values ('SECRET', 'kim')",
  ])("are found in %s", (text) => {
    expect(found(text)).toEqual([VALUE]);
  });

  it.each([
    "| user | password |\n|------|----------|\n| SECRET | see vault |",
    "| password | user |\n|---|---|\n| see vault | SECRET |",
    "user,password,role\nSECRET,,SECRET",
    "<tr><th>User</th><th>Password</th></tr><tr><td>SECRET</td><td></td></tr>",
    "INSERT INTO users (name, password) VALUES ('SECRET', ?)",
    "| Option | Token |\n|---|---|\n| max | int32x |",
    "give me your name,password,\nSECRET and go",
  ])("are not found outside of their column in %s", (text) => {
    expect(found(text)).toEqual([]);
  });
});
