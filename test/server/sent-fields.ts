import type { GatewayOptions } from "../../src/server/gateway-options.ts";
import { chat, gatewayOf, regexRails, remote } from "./gateway.ts";

export type Body = Readonly<Record<string, unknown>>;

/** Sends a request to a gateway, and returns the provider's request. */
export const ask = async (
  body: object,
  { base = "http://up.test/v1", ...options }: Partial<GatewayOptions> & { readonly base?: string } = {},
): Promise<{ readonly response: Response; readonly sent: Body | undefined }> => {
  const bodies: Body[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    bodies.push((await new Request(input, init).json()) as Body);
    return Response.json({ choices: [{ message: { content: "ok" }, finish_reason: "stop" }] });
  };
  const app = gatewayOf(remote(base, regexRails()), { env: { OPENAI_API_KEY: "k" }, fetch, ...options });
  const response = await chat(app, body);
  return { response, sent: bodies[0] };
};

/** The fields of the provider's request that a client can affect. Answers are always requested as streams. */
export const namesOf = (sent: Body = {}): readonly string[] =>
  Object.keys(sent)
    .filter((name) => !name.startsWith("stream"))
    .toSorted();

/** The second message of the provider's request. */
export const turnOf = (sent: Body = {}): Readonly<Record<string, unknown>> =>
  (sent["messages"] as readonly Readonly<Record<string, unknown>>[])[1] ?? {};
