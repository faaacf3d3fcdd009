import type { FetchApp } from "../../node/serve.ts";

const NUMBERS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])$/;

/** Whether a server that listens here is reached from this machine only. */
export const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.");

/** Top levels that public DNS never has: containers know their host as `host.docker.internal`. */
const PRIVATE = /(?:^|\.)localhost$|\.internal$/;

/** Names that no DNS can be made to lead to another machine, and back to this one. */
const isOwnName = (hostname: string): boolean => PRIVATE.test(hostname) || NUMBERS.test(hostname);

const MESSAGE =
  "This server has no keys, so it answers to this machine only: ask for it as localhost, or start it with --api-key. " +
  "Any page in a browser could ask it under a name of its own otherwise";

/**
 * An app that answers to the names of this machine only. A page elsewhere may have a name of its own that leads here, and
 * its browser takes the answers for those of the page's own server (DNS rebinding).
 */
export const localOnly = (app: FetchApp): FetchApp => ({
  fetch(request) {
    if (isOwnName(new URL(request.url).hostname)) return app.fetch(request);
    const error = { message: MESSAGE, type: "permission_error", param: null, code: "unknown_host" };
    return Response.json({ error }, { status: 403 });
  },
});
