import type { Context, MiddlewareHandler } from "hono";
import { guardFetch } from "../../engine/guard/guard-fetch.ts";
import type { LLMRails } from "../../engine/llm-rails.ts";
import { requestFormatAt } from "../../engine/guard/request-formats.ts";
import { readBoundedText } from "../../http/bounded-text.ts";
import { pullFrom } from "../../streams/pull.ts";

/** Bytes of a question. A larger one is refused before it is read whole. */
const MAX_BODY = 8 * 1024 * 1024;

/** The body of a question, also where a middleware before has read it; undefined where it is too large. */
const bodyOf = async ({ req }: Context): Promise<string | undefined> => {
  const { body, bodyUsed } = req.raw;
  if (body === null || bodyUsed) return req.text();
  const { text, complete } = await readBoundedText(pullFrom(body as ReadableStream<Uint8Array>), MAX_BODY);
  return complete ? text : undefined;
};

const tooLarge = (): Response => {
  const message = `Expected a body of at most ${MAX_BODY} bytes`;
  const error = { message, type: "invalid_request_error", param: null, code: "request_too_large" };
  return Response.json({ error }, { status: 413 });
};

/**
 * A middleware of Hono that guards what a route answers: the body of a provider (chat completions and responses of OpenAI,
 * messages of Anthropic), streamed or whole. Where the route's path is that of a question (`…/chat/completions`,
 * `…/responses`, `…/messages`), input rails read the request first: the route gets it as they left it, and a refused one is
 * answered without the route. A client that leaves stops the answer.
 *
 * A question of more than 8 MiB is a 413. Of the provider's headers request id and rate limits stay, of what middlewares before this one have set everything.
 *
 * @example
 * app.post("/v1/chat/completions", guard(rails), (c) => proxy("https://api.openai.com/v1/chat/completions", c.req));
 */
export const guard =
  (rails: LLMRails): MiddlewareHandler =>
  async (c, next) => {
    const set = new Headers(c.res.headers);
    const { url, method, headers, signal } = c.req.raw;
    const answer = async (): Promise<Response> => {
      if (method !== "POST" || requestFormatAt(c.req.path) === undefined) {
        await next();
        return rails.guardResponse(c.res, { signal });
      }
      const route: typeof fetch = async (input, init) => {
        c.req.raw = new Request(input, init);
        c.req.bodyCache = {};
        await next();
        return c.res;
      };
      const body = await bodyOf(c);
      return body === undefined
        ? tooLarge()
        : guardFetch(rails, { fetch: route })(url, { method, headers, body, signal });
    };
    const guarded = await answer();
    const response = new Response(guarded.body, guarded);
    set.forEach((value, name) => response.headers.set(name, value));
    // Hono puts the headers of the response that was there on the one that comes, and those were the provider's.
    c.res = undefined;
    c.res = response;
  };
