/** Requests that came over a connection. */
const received = new WeakSet<Request>();

/** Takes note of a request that came over a connection, where HTTP itself ends a body at its `content-length`. */
export const noteReceived = (request: Request): void => void received.add(request);

/** Whether a body is as long as the request says. One that a program made, or that says nothing, may have any length. */
export const isAsLongAsStated = (request: Request): boolean =>
  received.has(request) && request.headers.has("content-length");
