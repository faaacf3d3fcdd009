import { hint } from "../../../config/suggest.ts";
import { ConfigError } from "../../../errors.ts";
import { isRecord, type JsonRecord } from "../../../json.ts";
import { refuse } from "../parse.ts";
import { IGNORED_IN_REQUESTS } from "./ignored-fields.ts";
import { NEUTRAL, OPERATORS_FIELDS, REFUSED_FIELDS } from "./sampling-schema.ts";

/** Whether a value is empty in a way that no field gives a meaning to. Clients send fields that they left empty. */
export const asksNothing = (value: unknown): boolean =>
  value === null || (typeof value === "object" && value !== undefined && Object.keys(value).length === 0);

/**
 * Whether a refused field is unset. `rails: false` is not: it would disable rails, and `web_search_options: {}`
 * requests a search.
 */
const isUnset = (key: string, value: unknown): boolean =>
  (asksNothing(value) && (value === null || key !== "web_search_options")) ||
  (key === "function_call" && (value === "auto" || value === "none")) ||
  (key !== "rails" && (value === false || value === 0)) ||
  (key === "modalities" && Array.isArray(value) && value.every((one) => one === "text"));

const NAME = /^[A-Za-z_][\w.-]{0,127}$/;

const checkName = (option: string, name: string, known: readonly string[]): void => {
  if (!NAME.test(name)) throw new ConfigError(`\`${option}\` has "${name}", which is no name of a field`);
  const reason = REFUSED_FIELDS.get(name);
  if (option === "passFields" && reason !== undefined) {
    throw new ConfigError(`\`passFields\` has "${name}", which no gateway passes: ${reason}`);
  }
  if (known.includes(name)) throw new ConfigError(`\`${option}\` has "${name}", which the gateway itself reads`);
};

/** The operator's rules for request fields. */
export interface FieldRules {
  readonly passFields?: readonly string[];
  readonly dropFields?: readonly string[];
}

/** Moves the content of `extra_body`, the SDKs' option for additional fields, to the top level. */
const withExtraBody = (body: JsonRecord): JsonRecord => {
  const { extra_body: extra, ...rest } = body;
  return isRecord(extra) ? { ...extra, ...rest } : body;
};

/** Decides which fields of a request are sent to the provider, removed, or refused. */
export class FieldPolicy {
  readonly #passed: ReadonlySet<string>;
  readonly #dropped: ReadonlySet<string>;

  /**
   * @param own - fields that the gateway reads itself; rules cannot name them.
   * @throws ConfigError for invalid names.
   */
  constructor({ passFields = [], dropFields = [] }: FieldRules, own: readonly string[]) {
    for (const name of passFields) checkName("passFields", name, own);
    for (const name of dropFields) checkName("dropFields", name, own);
    this.#passed = new Set(passFields);
    this.#dropped = new Set(dropFields);
  }

  /** The body without removed fields. */
  kept(sent: JsonRecord): JsonRecord {
    const body = withExtraBody(sent);
    if (this.#dropped.size === 0) return body;
    return Object.fromEntries(Object.entries(body).filter(([key]) => !this.#dropped.has(key)));
  }

  /** Unknown fields that `passFields` allows. */
  extras(body: JsonRecord): JsonRecord {
    if (this.#passed.size === 0) return {};
    return Object.fromEntries(Object.entries(body).filter(([key, value]) => this.#passed.has(key) && value !== null));
  }

  /** Refuses unknown fields, since clients would believe that a silently ignored field has an effect. */
  check(body: JsonRecord, known: ReadonlySet<string>, prefix = ""): void {
    for (const [key, value] of Object.entries(body)) {
      if (known.has(key) || (prefix === "" && this.#passed.has(key))) continue;
      checkUnknown(key, value, known, prefix);
    }
  }
}

/** Switches of which a client would believe that they are off. */
const SAFEGUARD = /rail|guard|moderat|safe|filter/i;

const OPERATORS = "its operator can let it through with `passFields`";

const checkUnknown = (key: string, value: unknown, known: ReadonlySet<string>, prefix: string): void => {
  const name = `${prefix}${key}`.slice(0, 128);
  const harmless = prefix === "" ? OPERATORS_FIELDS.get(key) : undefined;
  if (harmless !== undefined) {
    if (value === null || harmless.includes(value)) return;
    throw refuse(`Parameter \`${name}\` is not accepted by this gateway: ${OPERATORS}`, name);
  }
  const reason = REFUSED_FIELDS.get(key);
  if (reason !== undefined) {
    if (isUnset(key, value)) return;
    throw refuse(`Parameter \`${name}\` is not accepted: ${reason}`, name);
  }
  const isIgnored = prefix === "" && IGNORED_IN_REQUESTS.has(key);
  const isOff = value === false && !SAFEGUARD.test(key);
  if (isIgnored || isOff || asksNothing(value) || NEUTRAL.get(key) === value) return;
  const fix = prefix === "" ? `: leave it out, or ${OPERATORS}` : "";
  throw refuse(`Unknown parameter \`${name}\`${hint(key, [...known]) || fix}`, name, "Unknown parameter");
};
