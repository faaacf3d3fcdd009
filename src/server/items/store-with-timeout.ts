import { EdgeRailsError } from "../../errors.ts";
import { withDeadline } from "../../http/timers.ts";
import type { Clock } from "../../types/clock.ts";
import { RefusedRequest } from "../failure.ts";
import type { ItemStore } from "./item-store.ts";

/** Timeout of a call to the store. */
const STORE_MS = 5_000;

const late = (): Error =>
  new EdgeRailsError("items_timeout", `The store of items was not done after ${STORE_MS} milliseconds`);

/** A 503 and not a 404, which the client would take for an expired item. */
export const unreadable = (cause: unknown): RefusedRequest =>
  new RefusedRequest(
    503,
    "items_unavailable",
    "What `input` refers to cannot be read now: try again, or send items whole",
    { param: "input", cause },
  );

/** A store whose calls fail after a timeout. */
export const storeWithTimeout = (store: ItemStore, clock: Clock): ItemStore => {
  const inTime = <T>(work: () => Promise<T>): Promise<T> => withDeadline({ clock, ms: STORE_MS, late }, work);
  return {
    get: (name) =>
      inTime(() => store.get(name)).catch((cause: unknown) => {
        throw unreadable(cause);
      }),
    put: (...entry) => inTime(() => store.put(...entry)),
  };
};
