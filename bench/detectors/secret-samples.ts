import { FORMATS } from "../../src/library/secrets/formats/formats.ts";
import type { Sample } from "./corpus.ts";
import { drawn } from "./draw.ts";

const SEED = 20_261;

/** Contexts of secrets in texts and programs. `NAME` is replaced by a name, `VALUE` by the secret. */
const SURROUNDINGS: readonly string[] = [
  'NAMEToken = "VALUE"',
  "export NAME_API_KEY=VALUE",
  'const NAMEKey = "VALUE";',
  '{"NAME_secret": "VALUE", "region": "eu"}',
  "NAME:\n  token: VALUE\n",
  'curl -H "Authorization: Bearer VALUE" https://api.NAME.com/v1/me',
  "curl https://api.NAME.com/v1/me?api_key=VALUE&limit=10",
  "NAME token = 'VALUE'",
  "My NAME api key is VALUE, can you check whether it works?",
  'os.environ["NAME_KEY"] = "VALUE"',
  'client = NAME.Client(api_key="VALUE")',
  "<NAMESecret>VALUE</NAMESecret>",
  "| NAME key | VALUE |",
  "[INFO] NAME: using key=VALUE",
  "NAME login --token VALUE",
  'const key = process.env.NAME_API_KEY ?? "VALUE";',
  '- name: NAME_TOKEN\n  value: "VALUE"',
  '"{\\"NAMEKey\\": \\"VALUE\\"}"',
  'NAME.setApiKey("VALUE")',
];

/** Documented alphabets and lengths of keys without a recognizable prefix. */
const PLAIN_SHAPES: readonly string[] = [
  "[0-9a-f]{32}",
  "[0-9a-f]{40}",
  "[0-9a-f]{64}",
  "[0-9a-z]{32}",
  "[0-9a-z]{40}",
  "[0-9A-Z]{20}",
  "[0-9A-Za-z]{20}",
  "[0-9A-Za-z]{24}",
  "[0-9A-Za-z]{32}",
  "[0-9A-Za-z]{40}",
  "[0-9A-Za-z_-]{43}",
  "[0-9A-Za-z+/]{43}=",
  "[0-9A-Za-z_-]{22}",
  "[0-9a-zA-Z]{16}",
  "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
];

const PLAIN_SERVICES = ["acme", "airtable", "datadog", "mapquest", "okta", "trello", "weatherstack", "zendesk"];

const surrounded = (name: string, value: string, form: number): string =>
  (SURROUNDINGS[form % SURROUNDINGS.length] ?? "").replaceAll("NAME", name).replace("VALUE", () => value);

const sample = (src: string, group: string, text: string, index: number): Sample => ({
  id: `${src}-${group}-${index}`,
  src,
  group,
  text,
  pos: true,
});

/** Generated tokens of all formats of the library, alone and in a sentence. */
export const formatSamples = (): readonly Sample[] =>
  FORMATS.flatMap(([id, , pattern, , owner = ""], index) =>
    drawn(owner + pattern, 4, SEED + index).map((value, form) =>
      sample("drawn formats", id, form === 0 ? `Use ${value} for it.` : surrounded("acme", value, index + form), form),
    ),
  );

/** A token of every format. */
export const formatTokens = (): readonly string[] =>
  FORMATS.flatMap(([, , pattern, , owner = ""], index) => drawn(owner + pattern, 1, SEED + index));

/** Generated keys without a recognizable prefix, in all contexts. */
export const plainKeySamples = (): readonly Sample[] =>
  PLAIN_SHAPES.flatMap((shape, index) =>
    drawn(shape, SURROUNDINGS.length, SEED + index).map((value, form) =>
      sample(
        "drawn plain keys",
        shape,
        surrounded(PLAIN_SERVICES[form % PLAIN_SERVICES.length] ?? "", value, form),
        form,
      ),
    ),
  );

const BASE64 = "[0-9A-Za-z+/]";
const PASSWORD = "[A-Z][a-z]{3}[0-9]{2}[a-z]{2}[0-9][A-Z]";

/** Credentials that are recognized by their context, as in manuals of programs. */
const CREDENTIALS: readonly string[] = [
  `password: ${PASSWORD}`,
  `The password for the router is ${PASSWORD}\\.`,
  `contraseña: ${PASSWORD}`,
  `пароль: ${PASSWORD}`,
  `密码：${PASSWORD}`,
  `mot de passe : ${PASSWORD}`,
  `mysqldump -u root -p${PASSWORD} shop`,
  `sshpass -p ${PASSWORD} ssh me@host`,
  `docker login -u me -p ${PASSWORD}`,
  `createuser --db-password "${PASSWORD}"`,
  `ALTER USER app WITH PASSWORD '${PASSWORD}';`,
  `CREATE USER app IDENTIFIED BY '${PASSWORD}';`,
  `DATABASE_URL=mysql2://app:${PASSWORD}@db/shop`,
  `jdbc:oracle:thin:app/${PASSWORD}@db:1521:x`,
  "https://[0-9a-f]{40}@git\\.acme\\.com/x",
  "https://x\\.blob\\.core\\.windows\\.net/c\\?sv=2024-11-04&sig=[0-9A-Za-z]{43}%3D",
  `client-key-data: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tC${BASE64}{200}`,
  `MIIEvgIBADANBgkqhkiG9w0BAQEFAASC${BASE64}{200}`,
  `MHcCAQEEI${BASE64}{60}`,
  "v4\\.local\\.[0-9A-Za-z_-]{80}",
  "S[AOU][A-Z2-7]{56}",
  "seed phrase: (?:[a-z]{4,7} ){11}[a-z]{4,7}",
  "SECRET_KEY = 'django-insecure-[0-9a-z]{30}#[0-9a-z]{4}%[0-9]\\^&#=[0-9a-z]{8}'",
];

/** Passwords and keys without a format. */
export const credentialSamples = (): readonly Sample[] =>
  CREDENTIALS.flatMap((form, index) =>
    drawn(form, 5, SEED + index).map((text, which) => sample("drawn credentials", form, text, which)),
  );
