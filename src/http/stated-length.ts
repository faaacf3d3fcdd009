/** Requests as they came over a connection. */
const received = new WeakSet<Request>();

/** For who reads requests from connections: HTTP itself ends a body where its `content-length` says. */
export const keepsStatedLength = (request: Request): void => void received.add(request);

/** Whether a body is as long as the request says. One that was put together by somebody, or says nothing, may be of any length. */
export const isAsLongAsStated = (request: Request): boolean =>
  received.has(request) && request.headers.has("content-length");
