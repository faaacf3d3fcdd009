import { createSubject, type Kind, type SdkKind } from "./subjects.ts";
import { COLLECT } from "./worker-heap.ts";

interface Env {
  readonly KIND: Exclude<Kind, SdkKind>;
  readonly UPSTREAM: string;
}

let handler: ReturnType<typeof createSubject> | undefined;

/** Twice, since the first collection may free more. */
const collect = (): Response => {
  for (let times = 0; times < 2; times++) gc?.();
  return new Response();
};

export default {
  fetch(request: Request, env: Env): Response | Promise<Response> {
    if (request.url.endsWith(COLLECT)) return collect();
    handler ??= createSubject(env.KIND, env.UPSTREAM);
    return handler(request);
  },
};
