import { isRecord } from "../../json.ts";
import type { GuardedServer } from "./guarded-server.ts";

/** Wraps a progress callback: progress that a rail forbids is dropped. */
export const withReadProgress = (server: GuardedServer, options: unknown): unknown => {
  if (!isRecord(options)) return options;
  const { onprogress } = options;
  if (typeof onprogress !== "function") return options;
  const read = (progress: object): void => {
    if (!server.forbids(progress)) onprogress(progress);
  };
  return { ...options, onprogress: read };
};
