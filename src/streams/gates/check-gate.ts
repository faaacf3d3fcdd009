import type { StreamPart } from "../../types/stream-part.ts";
import type { AsyncStage } from "../stage.ts";
import type { CheckGateOptions } from "./check-gate-options.ts";
import { CheckedPull } from "./checked-pull.ts";

/**
 * Runs rails that must await (judges, remote classifiers) as a stage. Text is cut into windows, which are checked while
 * later ones fill, so the latency of a check is paid once and not for every window. A `finish` waits for the checks
 * before it. A block cancels the source in the same tick. See {@link CheckGateOptions}.
 *
 * @example
 * const judged = checkGate({
 *   chunkSize: 200,
 *   contextSize: 50,
 *   streamFirst: false,
 *   check: async ({ context, fresh }) => ((await isFine(context + fresh)) ? { outcome: "allow" } : refusal),
 * });
 * pipeline(parts, [judged]);
 */
export const checkGate = (options: CheckGateOptions): AsyncStage<StreamPart, StreamPart> => ({
  name: "check-gate",
  attach: (source) => new CheckedPull(source, options),
});
