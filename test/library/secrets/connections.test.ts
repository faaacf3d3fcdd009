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
    ["sqlplus -s app/s3cr3tPhrase@//db:1521/XE", "s3cr3tPhrase"],
    ["https://0b9e8d999169bb0ef79c7ba12831bd4b56495935@git.acme.dev/x", "0b9e8d999169bb0ef79c7ba12831bd4b56495935"],
    [
      "https://x.blob.core.windows.net/c?sig=QCHbMVqeXyhVbsFW85ZTCBY7WuGpMSI733g6szXneL7%3D",
      "QCHbMVqeXyhVbsFW85ZTCBY7WuGpMSI733g6szXneL7%3D",
    ],
    ["app:s3cr3tPhrase@tcp(db:3306)/shop?parseTime=true", "s3cr3tPhrase@tcp"],
    ["app:s3cr3t@Phrase@unix(/run/mysql.sock)/shop", "s3cr3t@Phrase@unix"],
    ["db.internal:5432:shop:app:s3cr3tPhrase", "s3cr3tPhrase"],
    ["*:*:*:app:s3cr3tPhrase", "s3cr3tPhrase"],
    ["Cookie: theme=dark; PHPSESSID=9teQtZI19L2KJ3YLYtjs5OBnbd", "9teQtZI19L2KJ3YLYtjs5OBnbd"],
    ["https://chat.acme.dev/hooks/dwycapfbbx2q5pmw7egg0jb11r", "dwycapfbbx2q5pmw7egg0jb11r"],
    [
      "https://storage.googleapis.com/b/o?X-Goog-Signature=45dc06dba26995cfbeb3d9d070da2d276f105a5a08090118",
      "45dc06dba26995cfbeb3d9d070da2d276f105a5a08090118",
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
    "sqlplus user/password@db",
    "https://acme.dev/?sig=a-short-one",
    "user:password@tcp(localhost:3306)/shop",
    "app:${PASS}@tcp(db:3306)/shop",
    "db:5432:shop:app:password",
    "2001:5432:85a3:8d3:1319:8a2e:370:7348",
    "Cookie: theme=dark-and-bright-colours; lang=en",
    "https://acme.dev/hooks/use-intersection-observer",
  ])("are not found in %s", (text) => {
    expect(found(text)).toEqual([]);
  });
});
