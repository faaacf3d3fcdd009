import type { FetchApp } from "../../node/serve.ts";

const NUMBERS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])$/;

/** Whether a server that listens on this address can be reached from this machine only. */
export const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.");

/** Domains that do not exist in public DNS. Containers reach their host as `host.docker.internal`. */
const PRIVATE = /(?:^|\.)localhost$|\.internal$/;

/** Whether a hostname is safe from DNS rebinding: a private name, or an IP address. */
const isOwnName = (hostname: string): boolean => PRIVATE.test(hostname) || NUMBERS.test(hostname);

const MESSAGE =
  "This server has no keys, so it answers to this machine only: ask for it as localhost, or start it with --api-key. " +
  "Any page in a browser could ask it under a name of its own otherwise";

/**
 * Refuses requests whose `Host` is not a name of this machine. Otherwise any web page could reach a local server
 * through a domain of its own that resolves to this machine (DNS rebinding).
 */
export const localOnly = (app: FetchApp): FetchApp => ({
  fetch(request) {
    if (isOwnName(new URL(request.url).hostname)) return app.fetch(request);
    const error = { message: MESSAGE, type: "permission_error", param: null, code: "unknown_host" };
    return Response.json({ error }, { status: 403 });
  },
});
