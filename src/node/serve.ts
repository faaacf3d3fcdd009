import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { assertOptions } from "../config/suggest.ts";
import { ConfigError, EdgeRailsError } from "../errors.ts";
import { noteReceived } from "../http/stated-length.ts";
import { sendDirectly } from "./direct-body.ts";

/** Anything with a fetch handler, such as a Hono app. */
export interface FetchApp {
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** Where a server listens. */
export interface ServeOptions {
  /** Default 8000; 0 selects a free port. */
  readonly port?: number;
  /** The address to listen on. Default `127.0.0.1`, which is not reachable from other machines. */
  readonly hostname?: string;
  /** How long `close` waits for running answers, in milliseconds. Default 10,000. */
  readonly graceMs?: number;
  /** Where the HTTP adapter comes from. Default: the package `@hono/node-server`. */
  readonly adapter?: () => Promise<HttpAdapter>;
}

/** What the adapter passes with a request. */
interface HttpConnection {
  readonly outgoing: unknown;
}

/** The part of `@hono/node-server` that is used. */
export interface HttpAdapter {
  /** The response to return if it was already sent. Absent if the adapter has to send all responses. */
  readonly RESPONSE_ALREADY_SENT?: Response;
  readonly createAdaptorServer: (options: {
    readonly fetch: (request: Request, connection: HttpConnection) => Promise<Response>;
    readonly hostname: string;
    readonly overrideGlobalObjects: boolean;
    readonly serverOptions: {
      readonly headersTimeout: number;
      readonly requestTimeout: number;
      readonly connectionsCheckingInterval: number;
    };
  }) => unknown;
}

/** A server that is listening. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /**
   * Accepts no more requests, waits for running answers until the grace time is over, then cuts them off. `close(0)`
   * cuts them off now, also after an earlier call.
   */
  close(graceMs?: number): Promise<void>;
}

/** Limits how long a slow client can hold a connection. Answers may take any time. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 } as const;

const SWEEP_MS = 50;

/** Loaded when a server starts, so that other programs do not pay for it. */
const honoAdapter = async (): Promise<HttpAdapter> => {
  const [server, response] = await Promise.all([
    import("@hono/node-server"),
    import("@hono/node-server/utils/response"),
  ]);
  return { ...server, ...response };
};

const listenError = (cause: NodeJS.ErrnoException, hostname: string, port: number): EdgeRailsError => {
  const known: Readonly<Record<string, string>> = {
    EADDRINUSE: "the port is in use, choose another one",
    EACCES: "it is not allowed, choose a port above 1023",
    ERR_SOCKET_BAD_PORT: "a port is a number from 0 to 65535",
    EADDRNOTAVAIL: "this machine has no such address",
    ENOTFOUND: "there is no such host",
  };
  const why = known[cause.code ?? ""] ?? cause.message;
  return new EdgeRailsError("listen", `Cannot listen on ${hostname}:${port}: ${why}`, { cause });
};

const listen = (server: Server, port: number, hostname: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => reject(listenError(error, hostname, port));
    server.once("error", onError);
    try {
      server.listen(port, hostname, () => {
        server.off("error", onError);
        resolve();
      });
    } catch (error) {
      onError(error as NodeJS.ErrnoException);
    }
  });

const OPTIONS: Readonly<Record<keyof ServeOptions, true>> = {
  port: true,
  hostname: true,
  graceMs: true,
  adapter: true,
};

/** Throws for what would only fail at a request, or be ignored. */
const assertArguments = (app: FetchApp, options: ServeOptions): void => {
  if (typeof app.fetch !== "function") {
    throw new ConfigError("serve expected an app with a function `fetch`, as `createApp({ configs })` makes one");
  }
  assertOptions(options, OPTIONS);
};

/** Closes a server. Of several calls the shortest grace time applies. */
const closer = (server: Server, graceMs: number): RunningServer["close"] => {
  let closing: Promise<void> | undefined;
  const timers: ReturnType<typeof setTimeout>[] = [];
  const start = (): Promise<void> =>
    new Promise((resolve) => {
      // A kept-alive connection becomes idle after its answer, and would delay closing by seconds.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      server.close(() => {
        clearInterval(sweep);
        for (const timer of timers) clearTimeout(timer);
        resolve();
      });
    });
  return (grace = graceMs) => {
    timers.push(setTimeout(() => server.closeAllConnections(), grace));
    closing ??= start();
    return closing;
  };
};

const urlHost = (hostname: string): string => {
  if (hostname === "0.0.0.0" || hostname === "::") return "localhost";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
};

/**
 * Serves an app over HTTP on Node. Resolves once it listens.
 * @throws EdgeRailsError when the address cannot be taken (`listen`); ConfigError for an unknown option
 *
 * @example
 * const server = await serve(createApp({ configs, fetch: httpFetch }), { port: 8000 });
 * console.log(server.url);
 * await server.close();
 */
export const serve = async (app: FetchApp, options: ServeOptions = {}): Promise<RunningServer> => {
  assertArguments(app, options);
  const { port = 8_000, hostname = "127.0.0.1", graceMs = 10_000, adapter = honoAdapter } = options;
  const { createAdaptorServer, RESPONSE_ALREADY_SENT: alreadySent } = await adapter();
  // If the adapter has replaced the global Response, an unread response would be sent from its cache.
  void alreadySent?.body;
  const server = createAdaptorServer({
    // Passes only the request: the adapter's other arguments are not an environment for the app.
    async fetch(request, { outgoing }) {
      noteReceived(request);
      const response = await app.fetch(request);
      const isSent = alreadySent !== undefined && sendDirectly(response, outgoing as ServerResponse);
      return isSent ? alreadySent : response;
    },
    hostname,
    overrideGlobalObjects: false,
    serverOptions: TIMEOUTS,
  }) as Server;
  await listen(server, port, hostname);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${urlHost(hostname)}:${actual}`,
    port: actual,
    close: closer(server, graceMs),
  };
};
