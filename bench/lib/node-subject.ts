import { serve } from "@hono/node-server";
import { httpFetch } from "../../src/node/http-fetch.ts";
import { serve as serveAnswers } from "../../src/node/serve.ts";
import { createSubject, type Handler, type Kind, SDK_KINDS, type SdkKind, SHADOWED } from "./subjects.ts";

// One subject in its own process. It reports its CPU time and memory on request, if requested after garbage collection.
const [kind, upstream] = process.argv.slice(2) as [Kind, string];

const isSdk = (name: Kind): name is SdkKind => (SDK_KINDS as readonly string[]).includes(name);

const create = async (): Promise<Handler> => {
  if (!isSdk(kind)) return createSubject(kind, upstream, httpFetch);
  const { createSdkSubject } = await import("./sdk-subjects.ts");
  return createSdkSubject(kind, upstream);
};

process.on("message", ({ collect }: { readonly collect: boolean }) => {
  if (collect) gc?.();
  const { user, system } = process.cpuUsage();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ cpuUs: user + system, memory: { rss, used: heapUsed + external } });
});

const fetch = await create();
const ready = ({ port }: { readonly port: number }): boolean | undefined => process.send?.({ port });
// The gateway is served as by `edgerails server`, the others by the usual adapter.
if (kind === "edgerails" || kind === SHADOWED || kind === "no rail") ready(await serveAnswers({ fetch }, { port: 0 }));
else serve({ fetch, port: 0, hostname: "127.0.0.1" }, ready);
