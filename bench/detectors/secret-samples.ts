import { FORMATS } from "../../src/library/secrets/formats/formats.ts";
import type { Sample } from "./corpus.ts";
import { drawn } from "./draw.ts";

const SEED = 20_261;

/** Texts as people and programs write them round a secret; `NAME` is where a name stands and `VALUE` the secret. */
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
];

/** Alphabets and lengths of keys that have no mark of their own, as services document them. */
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

/** Every format of the library, drawn from its alphabet, alone and in words. */
export const formatSamples = (): readonly Sample[] =>
  FORMATS.flatMap(([id, , pattern, , owner = ""], index) =>
    drawn(owner + pattern, 4, SEED + index).map((value, form) =>
      sample("drawn formats", id, form === 0 ? `Use ${value} for it.` : surrounded("acme", value, index + form), form),
    ),
  );

/** Keys without a mark of their own, in every surrounding. */
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
