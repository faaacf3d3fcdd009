import { RequestError } from "../../errors.ts";
import { isDeeperThan, isRecord, type JsonRecord, parseJson } from "../../json.ts";

/** What a `fetch` was called with. */
export interface FetchCall {
  readonly input: RequestInfo | URL;
  readonly init: RequestInit | undefined;
}

/** What of a Request says how it is sent, beside what every fetch is told. */
const MANNERS = ["cache", "credentials", "integrity", "keepalive", "redirect", "referrer", "referrerPolicy"] as const;

/** Servers on Node put a Request of their own beside that of the runtime, so it is told by what it has. */
const isRequest = (input: RequestInfo | URL): input is Request => typeof input === "object" && "headers" in input;

const mannersOf = (input: RequestInfo | URL): RequestInit =>
  isRequest(input) ? Object.fromEntries(MANNERS.map((name) => [name, input[name]])) : {};

/** The pathname of what asks something, if it may. */
export const questionPath = ({ input, init }: FetchCall): string => {
  const method = init?.method ?? (isRequest(input) ? input.method : "GET");
  if (method.toUpperCase() !== "POST") return "";
  const url = isRequest(input) ? input.url : input;
  return (typeof url === "string" ? url : url.href).replace(/[?#].*$/s, "");
};

/** Levels of a body: rails go down in it, and the runtime's stack is not deep. */
const MAX_DEPTH = 512;

/** The body of a question. Throws a RequestError for what rails could not read. */
export const bodyOf = async (request: Request): Promise<JsonRecord> => {
  const body = request.headers.has("content-encoding") ? undefined : parseJson(await request.text());
  if (!isRecord(body)) throw new RequestError("A guarded request must have a JSON object as its body, not compressed");
  if (isDeeperThan(body, MAX_DEPTH)) throw new RequestError(`The body nests deeper than ${MAX_DEPTH} levels`);
  return body;
};

/** Sends a body that the rails have left where the call was to go, and keeps what the fetch itself throws. */
export class Sender {
  /** What the fetch has thrown. */
  error: unknown;
  readonly #ask: typeof fetch;
  readonly #call: FetchCall;
  readonly #request: Request;

  constructor(ask: typeof fetch, call: FetchCall, request: Request) {
    this.#ask = ask;
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
      return await this.#ask(url, { ...mannersOf(input), ...init, ...sent });
    } catch (error) {
      this.error = error;
      throw error;
    }
  };
}
