/** How long a call may take, and how often it is repeated. */
export interface CallLimits {
  /**
   * Milliseconds until the answer begins (HTTP: its headers). Parameter `timeout` or `connect_timeout` in seconds,
   * default 60.
   */
  readonly connectMs: number;
  /** Milliseconds between two chunks of the answer. Parameter `idle_timeout` in seconds, default 30. */
  readonly idleMs: number;
  /** Further attempts after the first. Parameter `max_retries`, default 2. */
  readonly maxRetries: number;
}
