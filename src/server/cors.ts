import type { MiddlewareHandler } from "hono";
import { cors as honoCors } from "hono/cors";
import { ConfigError } from "../errors.ts";

/**
 * Allows exactly these origins to call from a browser, with any headers: the only credential is the key that a page
 * sends itself. Throws a ConfigError for an invalid origin.
 */
export const cors = (origins: readonly string[]): MiddlewareHandler => {
  const wrong = origins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (wrong !== undefined) {
    throw new ConfigError(
      `\`corsOrigins\` (\`--cors-origin\`) has "${wrong}": list origins such as "https://app.example"`,
    );
  }
  return honoCors({
    origin: [...origins],
    allowMethods: ["GET", "POST", "OPTIONS"],
    exposeHeaders: ["x-request-id", "request-id", "retry-after"],
    maxAge: 600,
  });
};
