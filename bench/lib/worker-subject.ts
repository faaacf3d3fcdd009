import { createSubject, type Kind } from "./subjects.ts";

interface Env {
  readonly KIND: Kind;
  readonly UPSTREAM: string;
}

let handler: ReturnType<typeof createSubject> | undefined;

export default {
  fetch(request: Request, env: Env): Response | Promise<Response> {
    handler ??= createSubject(env.KIND, env.UPSTREAM);
    return handler(request);
  },
};
