import { serve } from "@hono/node-server";
import { createSubject, type Kind } from "./subjects.ts";

// One subject in a process of its own. It tells its CPU time when asked.
const [kind, upstream] = process.argv.slice(2) as [Kind, string];
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system });
});
serve({ fetch: createSubject(kind, upstream), port: 0, hostname: "127.0.0.1" }, ({ port }) => process.send?.({ port }));
