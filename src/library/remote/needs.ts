import { ConfigError, type ConfigIssue } from "../../errors.ts";
import { jsonHeaders } from "../../http/request.ts";
import { isLoopback } from "../../llm/endpoint.ts";
import { readEnv } from "../../llm/parameters.ts";
import { expand } from "../../llm/variables.ts";
import type { RailSetup } from "../../rails/spec.ts";
import { GROUP_KEYS } from "../../config/rail-groups.ts";
import { lackingService, type Service, service } from "./service.ts";

/** What people leave for others to fill in. */
const PLACEHOLDER = /<[^<>]*>|\$\{/;

/** Stands where an address is missing. Nobody asks it. */
const NOWHERE = new URL("https://missing.invalid");

type Setup = Pick<RailSetup<unknown>, "flow" | "group" | "runtime">;

/**
 * What a rail needs to reach its service: addresses and keys, from settings and environment. It is read when the rail is
 * made, and all that is missing is told at once. Where no environment was given, that is told by the first call instead.
 */
export class Needs {
  readonly #setup: Setup;
  readonly #issues: ConfigIssue[] = [];
  readonly #secrets: string[] = [];

  constructor({ flow, group, runtime }: Setup) {
    this.#setup = { flow, group, runtime };
  }

  /** A variable that must be set. */
  variable(name: string): string {
    const value = this.optionalVariable(name);
    if (value === undefined) {
      this.#lacks(`The flow \`${this.#setup.flow}\` needs the environment variable \`${name}\`: set it`, this.#flows);
    }
    return value ?? "";
  }

  optionalVariable(name: string | undefined): string | undefined {
    return readEnv(this.#setup.runtime, name);
  }

  /** A key, which no error may say. */
  key(name: string): string {
    return this.secret(this.variable(name));
  }

  optionalKey(name: string | undefined): string | undefined {
    const value = this.optionalVariable(name);
    return value === undefined ? undefined : this.secret(value);
  }

  /** The key that a config names a variable for. It must be set, except for an address on this machine. */
  namedKey(name: string | undefined, url: URL): string | undefined {
    if (name === undefined || isLoopback(url)) return this.optionalKey(name);
    return this.key(name);
  }

  /** Keeps a value out of every error. */
  secret(value: string): string {
    if (value !== "") this.#secrets.push(value);
    return value;
  }

  /** A key that a config wrote at `path`, variables of the environment put in. */
  writtenKey(written: string, path: string): string {
    return this.secret(this.#filledIn("The key", this.#put(written, path), path) ?? "");
  }

  /** An address that a config wrote at `path`, variables of the environment put in, or that a variable has. */
  address(written: string | undefined, from: { readonly path: string } | { readonly variable: string }): URL {
    const [name, path] = "path" in from ? ["The address", from.path] : [`\`${from.variable}\``, this.#flows];
    if (written === undefined || written.trim() === "") {
      if ("path" in from)
        this.#lacks(`The flow \`${this.#setup.flow}\` needs the address of its service: set it`, path);
      return NOWHERE;
    }
    const text = this.#filledIn(name, "path" in from ? this.#put(written, path) : written, path);
    if (text === undefined) return NOWHERE;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") return url;
    const message = `${name} must begin with https:// or http:// and have no credentials in it`;
    this.#issues.push({ message, path, ...("variable" in from ? { about: "environment" } : {}) });
    return NOWHERE;
  }

  /** A setting the flow cannot do without. */
  require(condition: boolean, path: string, message: string): void {
    if (!condition) this.#issues.push({ path, message });
  }

  /** The service of this rail. Throws a ConfigError for all that is missing or wrong. */
  service(name: string, url: URL, headers: Readonly<Record<string, string>>): Service {
    const { flow, runtime } = this.#setup;
    const isForgiven = (issue: ConfigIssue): boolean => runtime.hasEnv === false && issue.about === "environment";
    if (!this.#issues.every(isForgiven)) throw new ConfigError(this.#issues);
    if (this.#issues.length > 0) return lackingService(this.#issues);
    jsonHeaders(`The flow \`${flow}\` cannot call "${name}"`, headers);
    return service(flow, { name, url, headers, secrets: this.#secrets, runtime });
  }

  get #flows(): string {
    return `rails.${GROUP_KEYS[this.#setup.group]}.flows`;
  }

  /** Says of the environment what else is missing. */
  lacks(message: string): void {
    this.#lacks(message, this.#flows);
  }

  /** The text with variables put in, undefined where one of them is not set. */
  #put(written: string, path: string): string | undefined {
    const before = this.#issues.length;
    const text = expand(written, this.#setup.runtime, (message) => this.#lacks(message, path));
    return this.#issues.length > before ? undefined : text;
  }

  /** The text, undefined where it waits to be filled in by others. */
  #filledIn(name: string, text: string | undefined, path: string): string | undefined {
    if (text === undefined || !PLACEHOLDER.test(text)) return text;
    this.#lacks(`${name} has a placeholder: write that of your service there`, path);
    return undefined;
  }

  #lacks(message: string, path: string): void {
    this.#issues.push({ message, path, about: "environment" });
  }
}

/** The header of a key as most services take it; none without a key. */
export const bearer = (key: string | undefined): Readonly<Record<string, string>> =>
  key === undefined ? {} : { authorization: `Bearer ${key}` };

/** `path` below a base address. */
export const below = (base: URL, path: string): URL => {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
  return url;
};
