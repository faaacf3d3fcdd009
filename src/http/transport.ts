/** How an upstream answered: with a body that is still arriving, or with a JSON value. */
export type Answer =
  | { readonly type: "body"; readonly body: ReadableStream<Uint8Array> }
  | { readonly type: "json"; readonly json: unknown };

/** Sends one request, once. Throws a ProviderError unless the upstream accepted it. */
export type Transport = (body: Readonly<Record<string, unknown>>, signal?: AbortSignal) => Promise<Answer>;
