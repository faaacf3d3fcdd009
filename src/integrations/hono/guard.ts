import type { MiddlewareHandler } from "hono";
import { guardFetch } from "../../engine/guard-fetch.ts";
import type { LLMRails } from "../../engine/llm-rails.ts";
import { requestFormatAt } from "../../engine/request-formats.ts";

/**
 * A middleware of Hono that guards what a route answers: the body of a provider (chat completions and responses of OpenAI,
 * messages of Anthropic), streamed or whole. Where the route's path is that of a question (`…/chat/completions`,
 * `…/responses`, `…/messages`), input rails read the request first: the route gets it as they left it, and a refused one is
 * answered without the route. A client that leaves stops the answer.
 *
 * Of the provider's headers request id and rate limits stay, of what middlewares before this one have set everything.
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
      return guardFetch(rails, { fetch: route })(url, { method, headers, body: await c.req.text(), signal });
    };
    const guarded = await answer();
    const response = new Response(guarded.body, guarded);
    set.forEach((value, name) => response.headers.set(name, value));
    // Hono puts the headers of the response that was there on the one that comes, and those were the provider's.
    c.res = undefined;
    c.res = response;
  };
