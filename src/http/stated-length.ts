/** Requests received over a connection. */
const received = new WeakSet<Request>();

/** Records a request as received over a connection, where HTTP itself ends the body at its `content-length`. */
export const noteReceived = (request: Request): void => void received.add(request);

/**
 * Whether the body of a request has the length of its `content-length`. One made by a program, or without that header,
 * may have any length.
 */
export const isAsLongAsStated = (request: Request): boolean =>
  received.has(request) && request.headers.has("content-length");
