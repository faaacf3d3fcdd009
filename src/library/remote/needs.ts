import { GROUP_KEYS } from "../../config/rail-groups.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import { jsonHeaders } from "../../http/request.ts";
import { isLoopback } from "../../llm/endpoint.ts";
import { readEnv } from "../../llm/parameters.ts";
import { expand } from "../../llm/variables.ts";
import type { RailSetup } from "../../rails/spec.ts";
import { lackingService, type Service, service } from "./service.ts";

/** A placeholder that was not filled in. */
const PLACEHOLDER = /<[^<>]*>|\$\{/;

/** Replaces a missing URL. It is never called. */
const NOWHERE = new URL("https://missing.invalid");

type Setup = Pick<RailSetup<unknown>, "flow" | "group" | "runtime">;

/**
 * Collects what a rail needs to call its service: URLs and keys, from settings and environment. All that is missing is
 * reported at once, when the rail is created; if no environment was given, by the first call.
 */
export class Needs {
  readonly #setup: Setup;
  readonly #issues: ConfigIssue[] = [];
  readonly #secrets: string[] = [];

  constructor({ flow, group, runtime }: Setup) {
    this.#setup = { flow, group, runtime };
  }

  /** A required environment variable. */
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

  /** A required API key, which is kept out of errors. */
  key(name: string): string {
    return this.secret(this.variable(name));
  }

  optionalKey(name: string | undefined): string | undefined {
    const value = this.optionalVariable(name);
    return value === undefined ? undefined : this.secret(value);
  }

  /** The API key in the variable that a config names. Required, except for a URL of this machine. */
  namedKey(name: string | undefined, url: URL): string | undefined {
    if (name === undefined || isLoopback(url)) return this.optionalKey(name);
    return this.key(name);
  }

  /** Keeps a value out of errors. */
  secret(value: string): string {
    if (value !== "") this.#secrets.push(value);
    return value;
  }

  /** An API key written at `path` of the config, with environment variables replaced. */
  writtenKey(written: string, path: string): string {
    return this.secret(this.#filledIn("The key", this.#put(written, path), path) ?? "");
  }

  /** A URL written at `path` of the config, with environment variables replaced, or from a variable. */
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

  /** Reports a required setting that is missing. */
  require(condition: boolean, path: string, message: string): void {
    if (!condition) this.#issues.push({ path, message });
  }

  /** The service. Throws a ConfigError with all that is missing or invalid. */
  service(name: string, url: URL, headers: Readonly<Record<string, string>>): Service {
    const { flow, runtime } = this.#setup;
    const isTolerated = (issue: ConfigIssue): boolean => runtime.hasEnv === false && issue.about === "environment";
    if (!this.#issues.every(isTolerated)) throw new ConfigError(this.#issues);
    if (this.#issues.length > 0) return lackingService(this.#issues);
    jsonHeaders(`The flow \`${flow}\` cannot call "${name}"`, headers);
    return service(flow, { name, url, headers, secrets: this.#secrets, runtime });
  }

  get #flows(): string {
    return `rails.${GROUP_KEYS[this.#setup.group]}.flows`;
  }

  /** Reports something that is missing in the environment. */
  lacks(message: string): void {
    this.#lacks(message, this.#flows);
  }

  /** Replaces environment variables; undefined if one is not set. */
  #put(written: string, path: string): string | undefined {
    const before = this.#issues.length;
    const text = expand(written, this.#setup.runtime, (message) => this.#lacks(message, path));
    return this.#issues.length > before ? undefined : text;
  }

  /** Undefined if the text is a placeholder. */
  #filledIn(name: string, text: string | undefined, path: string): string | undefined {
    if (text === undefined || !PLACEHOLDER.test(text)) return text;
    this.#lacks(`${name} has a placeholder: write that of your service there`, path);
    return undefined;
  }

  #lacks(message: string, path: string): void {
    this.#issues.push({ message, path, about: "environment" });
  }
}

/** The `Authorization` header of most services; empty without a key. */
export const bearer = (key: string | undefined): Readonly<Record<string, string>> =>
  key === undefined ? {} : { authorization: `Bearer ${key}` };

/** Appends a path to a base URL. */
export const below = (base: URL, path: string): URL => {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
  return url;
};
