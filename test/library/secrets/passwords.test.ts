import { describe, expect, it } from "vitest";
import { regExpDetector } from "../../../bench/detectors/detector.ts";
import { PASSWORDS } from "../../../src/library/secrets/passwords.ts";

const detect = regExpDetector(PASSWORDS);
const found = (text: string): readonly string[] => detect(text).map(({ start, end }) => text.slice(start, end));

describe("passwords", () => {
  it.each([
    ["curl -u admin:Winter2024! https://acme.dev", "Winter2024!"],
    ["password: m42ploz2wd", "m42ploz2wd"],
    ["my password is Tr0ub4dor&3 now", "Tr0ub4dor&3"],
    ["DB_PASSWORD='kX9#fairly'", "kX9#fairly"],
    ["The password for the router is kX9fairly2.", "kX9fairly2"],
    ["Das Kennwort ist kX9fairly2", "kX9fairly2"],
    ["Mot de passe : kX9fairly2", "kX9fairly2"],
    ["Contraseña: kX9fairly2", "kX9fairly2"],
    ["Пароль — не скажу; пароль: kX9fairly2", "kX9fairly2"],
    ["パスワード：kX9fairly2", "kX9fairly2"],
    ['process.env.DB_PASSWORD ?? "kX9fairly2"', "kX9fairly2"],
    ['"{\\"password\\": \\"kX9fairly2\\"}"', "kX9fairly2"],
    ["- name: DB_PASSWORD\n  value: kX9fairly2", "kX9fairly2"],
    ["**Password:** kX9fairly2", "kX9fairly2"],
    ["mysql -u root -pkX9fairly2 shop", "kX9fairly2"],
    ["sshpass -p 'kX9fairly2' ssh me@host", "kX9fairly2"],
    ["redis-cli -h db -a kX9fairly2 ping", "kX9fairly2"],
    ['ConvertTo-SecureString -String "kX9#fairly" -AsPlainText', "kX9#fairly"],
    ["createuser --db-password kX9fairly2", "kX9fairly2"],
    ["CREATE USER 'a'@'%' IDENTIFIED BY 'kX9*fairly;2';", "kX9*fairly;2"],
    ["CREATE LOGIN a WITH PASSWORD = 'kX9fairly2'", "kX9fairly2"],
    [
      "define('AUTH_KEY', 'k{X9#f~a(i)r;l}y2*M[b5%Q&w:J@z7]T+o^H4u<e!S8|n=g/');",
      "k{X9#f~a(i)r;l}y2*M[b5%Q&w:J@z7]T+o^H4u<e!S8|n=g/",
    ],
  ])("are found in %s", (text, password) => {
    expect(found(text)).toContain(password);
  });

  it.each([
    "password: required",
    "password = getpass.getpass()",
    "The password is sent in the body of the request",
    "The password for the account is changed on the next page",
    "pass: /usr/share/pass2/lib",
    "mysql -u root -password",
    "docker login -u $USER -p $TOKEN",
    "createuser --db-password FILE",
    "CREATE USER app IDENTIFIED BY '<password>';",
    "Mot de passe : obligatoire",
    "пароль: обязательно",
    "token: 'https://acme.dev/a-long-way/to-some-page/that-nobody-wrote/2024'",
  ])("are not found in %s", (text) => {
    expect(found(text)).toEqual([]);
  });
});
