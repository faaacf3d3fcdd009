import { RequestError } from "../../errors.ts";
import { isDeeperThan, isRecord, type JsonRecord, parseJson } from "../../json.ts";

/** The arguments of a `fetch`. */
export interface FetchCall {
  readonly input: RequestInfo | URL;
  readonly init: RequestInit | undefined;
}

/** Settings of a Request that are sent along with a rewritten body. */
const REQUEST_SETTINGS = [
  "cache",
  "credentials",
  "integrity",
  "keepalive",
  "redirect",
  "referrer",
  "referrerPolicy",
] as const;

/** Checked by shape: servers on Node have Request classes of their own, for which `instanceof` fails. */
const isRequest = (input: RequestInfo | URL): input is Request => typeof input === "object" && "headers" in input;

const requestSettingsOf = (input: RequestInfo | URL): RequestInit =>
  isRequest(input) ? Object.fromEntries(REQUEST_SETTINGS.map((name) => [name, input[name]])) : {};

/** The URL of a POST without query and fragment; empty for other methods, which carry no prompt. */
export const postedUrl = ({ input, init }: FetchCall): string => {
  const method = init?.method ?? (isRequest(input) ? input.method : "GET");
  if (method.toUpperCase() !== "POST") return "";
  const url = isRequest(input) ? input.url : input;
  return (typeof url === "string" ? url : url.href).replace(/[?#].*$/s, "");
};

/** How deep a body may nest: it is read by recursion. */
const MAX_DEPTH = 512;

/** The JSON body of a request. Throws a RequestError for one that rails cannot read. */
export const bodyOf = async (request: Request): Promise<JsonRecord> => {
  const body = request.headers.has("content-encoding") ? undefined : parseJson(await request.text());
  if (!isRecord(body)) throw new RequestError("A guarded request must have a JSON object as its body, not compressed");
  if (isDeeperThan(body, MAX_DEPTH)) throw new RequestError(`The body nests deeper than ${MAX_DEPTH} levels`);
  return body;
};

/**
 * Sends the original call with a rewritten body, and remembers an error of the inner fetch so that it can be rethrown.
 */
export class Sender {
  /** What the inner fetch threw. */
  error: unknown;
  readonly #fetch: typeof fetch;
  readonly #call: FetchCall;
  readonly #request: Request;

  constructor(inner: typeof fetch, call: FetchCall, request: Request) {
    this.#fetch = inner;
    this.#call = call;
    this.#request = request;
  }

  readonly send = async (body: JsonRecord): Promise<Response> => {
    const { input, init } = this.#call;
    const { url, signal } = this.#request;
    const headers = new Headers(this.#request.headers);
    headers.delete("content-length");
    const sent = { method: "POST", headers, body: JSON.stringify(body), signal };
    try {
      return await this.#fetch(url, { ...requestSettingsOf(input), ...init, ...sent });
    } catch (error) {
      this.error = error;
      throw error;
    }
  };
}
