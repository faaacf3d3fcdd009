import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { FAULTS, type Fault } from "./faults.ts";

/** One request as received. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** The response side of one connection, with hand-written framing, so that it can fail at any byte. */
export class Wire {
  readonly socket: Socket;
  readonly request: SeenRequest;

  constructor(socket: Socket, request: SeenRequest) {
    this.socket = socket;
    this.request = request;
  }

  /** The status line and headers. Without a `content-length` or `connection: close`, the body is chunked. */
  head(status = 200, headers: Readonly<Record<string, string>> = {}): this {
    const all: Record<string, string> = { "content-type": "text/event-stream", ...headers };
    if (all["content-length"] === undefined && all["connection"] !== "close") all["transfer-encoding"] = "chunked";
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return this.raw(`HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n`);
  }

  /** Bytes without any framing. */
  raw(bytes: string | Uint8Array): this {
    if (!this.socket.destroyed) this.socket.write(bytes);
    return this;
  }

  /** One chunk of a chunked body. */
  chunk(bytes: string | Uint8Array): this {
    const body = typeof bytes === "string" ? Buffer.from(bytes) : Buffer.from(bytes);
    return this.raw(Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")]));
  }

  /** Events, one chunk each. */
  events(...data: readonly unknown[]): this {
    for (const one of data) this.chunk(`data: ${typeof one === "string" ? one : JSON.stringify(one)}\n\n`);
    return this;
  }

  /** The end of a chunked body. */
  end(): void {
    this.raw("0\r\n\r\n");
  }

  /** Resets the connection, after everything that was written has been sent. */
  reset(): void {
    this.socket.write("", () => setImmediate(() => this.socket.resetAndDestroy()));
  }

  /** A complete response with a length. */
  answer(status: number, type: string, body: string, headers: Readonly<Record<string, string>> = {}): void {
    this.head(status, { "content-type": type, "content-length": String(Buffer.byteLength(body)), ...headers }).raw(
      body,
    );
  }
}

const parseHead = (head: string): { readonly path: string; readonly headers: Map<string, string> } => {
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { path: first.split(" ")[1] ?? "", headers: new Map(headers) };
};

/** The first complete request in a buffer, and its end. */
const takeRequest = (buffer: Buffer): { readonly request: SeenRequest; readonly size: number } | undefined => {
  const border = buffer.indexOf("\r\n\r\n");
  if (border < 0) return undefined;
  const { path, headers } = parseHead(buffer.subarray(0, border).toString());
  const size = border + 4 + Number(headers.get("content-length") ?? 0);
  if (buffer.length < size) return undefined;
  return { request: { path, headers, body: buffer.subarray(border + 4, size).toString() }, size };
};

const modelOf = ({ body }: SeenRequest): string =>
  (JSON.parse(body || "{}") as { readonly model?: string }).model ?? "";

/** An upstream on 127.0.0.1 that fails in a way selected by the model's name. */
export class FaultServer {
  readonly requests: SeenRequest[] = [];
  readonly sockets: Set<Socket> = new Set();
  readonly #server: Server;
  #latest: Socket | undefined;
  readonly #faults: Readonly<Record<string, Fault>>;

  constructor(faults: Readonly<Record<string, Fault>>) {
    this.#faults = faults;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async listen(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  /** Resolves once the client of the latest request has disconnected. */
  hungUp(): Promise<void> {
    const socket = this.#latest;
    if (socket === undefined || socket.closed) return Promise.resolve();
    return new Promise((resolve) => socket.once("close", () => resolve()));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(socket: Socket): void {
    let buffer = Buffer.alloc(0);
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("data", (bytes) => {
      buffer = Buffer.concat([buffer, bytes]);
      for (let next = takeRequest(buffer); next !== undefined; next = takeRequest(buffer)) {
        buffer = buffer.subarray(next.size);
        this.#serve(socket, next.request);
      }
    });
  }

  #serve(socket: Socket, request: SeenRequest): void {
    this.requests.push(request);
    this.#latest = socket;
    const wire = new Wire(socket, request);
    const fault = this.#faults[modelOf(request)];
    if (fault === undefined) wire.answer(404, "application/json", '{"error":{"message":"no such model"}}');
    else fault(wire, this.requests.filter((seen) => seen.body === request.body).length);
  }
}

/** Starts an upstream with the rows of the fault table, or with others. */
export const startFaultServer = (faults: Readonly<Record<string, Fault>> = FAULTS): Promise<FaultServer> =>
  new FaultServer(faults).listen();
