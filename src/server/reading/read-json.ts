import { isAsLongAsStated } from "../../http/stated-length.ts";
import { isRecord, type JsonRecord, recordOf } from "../../json.ts";
import { RefusedRequest } from "../failure.ts";
import type { GatewayLimits } from "../gateway-options.ts";
import { allMediaLengths } from "./media.ts";

const tooLarge = (max: number, what = ""): RefusedRequest =>
  new RefusedRequest(413, "body_too_large", `The body is larger than ${max} bytes${what}`);

const checkHeaders = ({ headers }: Request, maxBodyBytes: number): void => {
  const type = headers.get("content-type") ?? "";
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new RefusedRequest(
      415,
      "unsupported_media_type",
      "The body must be JSON: send `content-type: application/json`",
    );
  }
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") {
    throw new RefusedRequest(415, "unsupported_encoding", "The body must not be compressed");
  }
  if (Number(headers.get("content-length") ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes);
};

/** Counts while reading, since `content-length` may be wrong or absent. */
const readCounting = async (body: ReadableStream<Uint8Array>, max: number): Promise<readonly Uint8Array[]> => {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > max) {
      reader.cancel().catch(() => {});
      throw tooLarge(max);
    }
    chunks.push(read.value);
  }
  return chunks;
};

/**
 * Reads the body at once if HTTP enforces its `content-length`: on Node that saves one stream, a tenth of a short
 * request.
 */
const readBytes = async (request: Request, max: number): Promise<readonly Uint8Array[]> => {
  if (isAsLongAsStated(request)) return [new Uint8Array(await request.arrayBuffer())];
  return request.body === null ? [] : readCounting(request.body, max);
};

const decode = (chunks: readonly Uint8Array[]): string => {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
};

const parse = (chunks: readonly Uint8Array[]): unknown => {
  try {
    return JSON.parse(decode(chunks)) as unknown;
  } catch {
    // The parser's own message quotes the body.
    throw new RefusedRequest(400, "invalid_json", "The body is not valid JSON");
  }
};

/**
 * Iterates level by level, so that deep nesting cannot overflow the stack. `__proto__` is refused, since it is only
 * useful for attacks.
 */
const checkShape = (json: object, maxDepth: number): void => {
  let level: readonly object[] = [json];
  for (let depth = 0; level.length > 0; depth += 1) {
    const next: object[] = [];
    for (const object of level) {
      if (Object.hasOwn(object, "__proto__")) {
        throw new RefusedRequest(400, "invalid_request", "The name `__proto__` is not allowed in a body");
      }
      const inside: readonly unknown[] = Object.values(object);
      if (inside.length > 0 && depth === maxDepth) {
        throw new RefusedRequest(400, "body_too_deep", `The body nests deeper than ${maxDepth} levels`);
      }
      for (const value of inside) if (typeof value === "object" && value !== null) next.push(value);
    }
    level = next;
  }
};

/** Only inside the conversation; rails read everything else as text. */
const mediaIn = (body: object): number => {
  const { messages, input } = recordOf(body);
  return allMediaLengths(messages) + allMediaLengths(input);
};

/** Parses the body of a request as a JSON object, within its limits. */
export const readJsonObject = async (
  request: Request,
  { maxBodyBytes, maxMediaBytes, maxDepth }: GatewayLimits,
): Promise<JsonRecord> => {
  const most = maxBodyBytes + Math.ceil(maxMediaBytes / 3) * 4;
  checkHeaders(request, most);
  const chunks = await readBytes(request, most);
  const json = parse(chunks);
  if (!isRecord(json)) {
    throw new RefusedRequest(400, "invalid_request", "The body must be a JSON object");
  }
  checkShape(json, maxDepth);
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  if (size > maxBodyBytes && size - mediaIn(json) > maxBodyBytes) {
    throw tooLarge(maxBodyBytes, " beside images, audio and files");
  }
  return json;
};
