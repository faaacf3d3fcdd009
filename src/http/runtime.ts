/** What models, and rails that call a service, need from the runtime. */
export interface Runtime {
  readonly fetch: typeof fetch;
  /** Environment variables and secrets by name. */
  readonly env: Readonly<Record<string, unknown>>;
  readonly setTimeout?: typeof setTimeout;
  readonly random?: () => number;
}
