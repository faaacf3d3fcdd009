import type { Context, MiddlewareHandler } from "hono";
import { assertDropIn } from "../../engine/assert-drop-in.ts";
import { guardFetch } from "../../engine/guard/guard-fetch.ts";
import { requestFormatAt } from "../../engine/guard/request-formats.ts";
import type { LLMRails } from "../../engine/llm-rails.ts";
import { readBoundedText } from "../../http/bounded-text.ts";
import { pullFrom } from "../../streams/pull.ts";

/** The most bytes of a request body. */
const MAX_BODY = 8 * 1024 * 1024;

/** The body of the request, even if an earlier middleware has read it; undefined if it is too large. */
const bodyOf = async ({ req }: Context): Promise<string | undefined> => {
  const { body, bodyUsed } = req.raw;
  if (body === null || bodyUsed) return req.text();
  const { text, complete } = await readBoundedText(pullFrom(body as ReadableStream<Uint8Array>), MAX_BODY);
  return complete ? text : undefined;
};

/**
 * The address by which the format is found: with the path that Hono routes by, which an app may read from elsewhere.
 */
const addressOf = ({ req }: Context): string =>
  new URL(req.url).origin + req.path.replaceAll(/[?#]/g, encodeURIComponent);

const tooLarge = (): Response => {
  const message = `Expected a body of at most ${MAX_BODY} bytes`;
  const error = { message, type: "invalid_request_error", param: null, code: "request_too_large" };
  return Response.json({ error }, { status: 413 });
};

/**
 * A Hono middleware that guards the response of a route: the body of a provider's answer (OpenAI's chat completions and
 * responses, Anthropic's messages), streamed or whole. If the route's path ends in `/chat/completions`, `/responses` or
 * `/messages`, input rails check the request first: the route gets it as they left it, and does not run if they block
 * it. A client that disconnects cancels the answer.
 *
 * A request of more than 8 MiB is answered with 413. Of the provider's headers, request id and rate limits are kept;
 * headers that earlier middlewares have set are all kept.
 *
 * @example
 * app.post("/v1/chat/completions", guard(rails), (c) => proxy("https://api.openai.com/v1/chat/completions", c.req));
 */
export const guard = (rails: LLMRails): MiddlewareHandler => {
  assertDropIn("guard", rails);
  return async (c, next) => {
    const set = new Headers(c.res.headers);
    const { url, method, headers, signal } = c.req.raw;
    const answer = async (): Promise<Response> => {
      if (method !== "POST" || requestFormatAt(c.req.path) === undefined) {
        await next();
        return rails.guardResponse(c.res, { signal });
      }
      const route: typeof fetch = async (_input, init) => {
        c.req.raw = new Request(url, init);
        c.req.bodyCache = {};
        await next();
        return c.res;
      };
      const body = await bodyOf(c);
      return body === undefined
        ? tooLarge()
        : guardFetch(rails, { fetch: route })(addressOf(c), { method, headers, body, signal });
    };
    const guarded = await answer();
    const response = new Response(guarded.body, guarded);
    set.forEach((value, name) => response.headers.set(name, value));
    // Hono copies the headers of the previous response to the new one, and those are the provider's.
    c.res = undefined;
    c.res = response;
  };
};
