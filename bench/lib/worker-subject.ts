import { createSubject, type Kind, type SdkKind } from "./subjects.ts";

interface Env {
  readonly KIND: Exclude<Kind, SdkKind>;
  readonly UPSTREAM: string;
}

let handler: ReturnType<typeof createSubject> | undefined;

export default {
  fetch(request: Request, env: Env): Response | Promise<Response> {
    handler ??= createSubject(env.KIND, env.UPSTREAM);
    return handler(request);
  },
};
