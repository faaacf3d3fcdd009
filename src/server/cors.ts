import { ConfigError } from "../errors.ts";

const METHODS = "GET, POST, OPTIONS";
const ALLOWED_HEADER = /^(?:accept|authorization|content-type|openai-[a-z]+|x-stainless-[a-z-]+)$/;

/** Browsers of exactly these origins may call; there are no credentials but the key a page sends itself. */
export class Cors {
  readonly #origins: ReadonlySet<string>;

  constructor(origins: readonly string[]) {
    const wrong = origins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
    if (wrong !== undefined) {
      throw new ConfigError(`\`corsOrigins\` has "${wrong}": list origins such as "https://app.example"`);
    }
    this.#origins = new Set(origins);
  }

  /** What every answer to a request of an allowed origin says. */
  headers(request: Request): Readonly<Record<string, string>> {
    const origin = request.headers.get("origin");
    if (this.#origins.size === 0) return {};
    if (origin === null || !this.#origins.has(origin)) return { vary: "origin" };
    return {
      vary: "origin",
      "access-control-allow-origin": origin,
      "access-control-expose-headers": "x-request-id, retry-after",
    };
  }

  /** The answer to a preflight. Without an allow header the browser stops there. */
  preflight(request: Request): Response {
    const headers = new Headers(this.headers(request));
    if (headers.has("access-control-allow-origin")) {
      const wanted = (request.headers.get("access-control-request-headers") ?? "").toLowerCase().split(/\s*,\s*/);
      headers.set("access-control-allow-methods", METHODS);
      headers.set("access-control-allow-headers", wanted.filter((name) => ALLOWED_HEADER.test(name)).join(", "));
      headers.set("access-control-max-age", "600");
    }
    return new Response(null, { status: 204, headers });
  }
}
