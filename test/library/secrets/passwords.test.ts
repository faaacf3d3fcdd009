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
    "hdbsql -n db:30015 -u SYSTEM -p VALUE -d HXE",
    "mongosh -u admin -p VALUE --authenticationDatabase admin",
    "cqlsh -u cassandra -p 'VALUE' 10.0.0.1",
    "sqlcmd -S db -U sa -P 'VALUE' -Q 'select 1'",
    "mosquitto_pub -u dev -P VALUE -t room -m on",
    "zip -P VALUE a.zip a",
    "7z x -pVALUE a.7z",
    "vsql -U dbadmin -w VALUE -d db",
    "lftp -u me,VALUE ftp.acme.dev",
    "http -a me:VALUE GET https://acme.dev",
    "xfreerdp /v:host /u:me /p:VALUE",
    "net user bob VALUE /add",
    "htpasswd -b .htpasswd me VALUE",
    "rabbitmqctl add_user app VALUE",
    "db2 connect to SAMPLE user app using VALUE",
    "openssl enc -aes-256-cbc -k VALUE -in a",
    "sudo -S <<< VALUE",
    "mysqladmin -u root password VALUE",
    "influx -username admin -password VALUE",
    "keytool -genkey -storepass VALUE",
    "arangosh --server.password VALUE",
    "redis-server --requirepass VALUE",
    "requirepass VALUE",
    "user app on >VALUE ~* +@all",
    "stats auth admin:VALUE",
    "machine acme.dev login me password VALUE",
    "username admin privilege 15 secret 0 VALUE",
    "snmp-server community VALUE RO",
    'DriverManager.getConnection(url, "app", "VALUE");',
    "new PDO('mysql:host=db', 'app', 'VALUE');",
    "define('DB_PASSWORD', 'VALUE');",
    "'password' => env('DB_PASSWORD', 'VALUE'),",
    'ds.setPassword("VALUE");',
    "<password>VALUE</password>",
    '<entry key="db.password">VALUE</entry>',
    'variable "db_password" {\n  type = string\n  default = "VALUE"\n}',
    'master_password      = "VALUE"',
    "password: >-\n  VALUE",
    'psk="VALUE"',
  ])("are found in %s", (text) => {
    expect(found(text.replace("VALUE", "kX9fairly2"))).toContain("kX9fairly2");
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
    "hdbsql -n db -U STOREKEY -p",
    "mkdir -p kX9fairly2/lib",
    "ssh -p 2222 me@host",
    "zip -r kX9fairly2.zip lib",
    "docker run -p 8080:80 kX9fairly2",
    "password: '$2b$10$3GXLZCQmnZ7OLXQDkRSzgzgshz2VvEsKA90jePPXFCFg1I5FglOiV'",
    "password: $6$rounds=5000$ZbxKm0tPmKfp7Rxs$CbEdm0tXyoNRcEzQ0B6O1adMlvK7s2ZbrkPIW1SL3piL8x",
    "password = {SSHA}uJw2kQ9fYt7Lx0vB3nRz5pHc8dGm1sEa",
    "password_hash = '$argon2id$v=19$m=65536,t=3,p=4$X5rG5E2qbiPi3848lhJyyX$sewYMBhmsoAo6WpPvTUAKfA6AYRWzhaS8J0WsiT5g0u'",
    "CREATE USER app IDENTIFIED BY '<password>';",
    "Mot de passe : obligatoire",
    "пароль: обязательно",
    "token: 'https://acme.dev/a-long-way/to-some-page/that-nobody-wrote/2024'",
  ])("are not found in %s", (text) => {
    expect(found(text)).toEqual([]);
  });
});
