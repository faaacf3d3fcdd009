const AGAIN = "Press Again in a moment.";

/** What can be done about a failure, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  authentication: "Is the key of this model set where the gateway runs?",
  connection: "Does the address of this model lead to it?",
  context_window: "Ask something shorter.",
  rate_limit: AGAIN,
  server: AGAIN,
  connect_timeout: AGAIN,
  idle_timeout: AGAIN,
  truncated: AGAIN,
};

/** What to do about a failure. Only the operator may read what a provider said. */
export const adviceOn = (code: string): string => `${ADVICE[code] ?? ""} The log of the gateway says more.`.trim();
