import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { BODY } from "./drive.ts";
import type { Subject } from "./processes.ts";

/** A minimal client: it sends a request and detects only the end of the answer. */
export const askRaw = ({ url }: Subject): Socket => {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  socket.on("error", () => {});
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(BODY)}\r\n\r\n${BODY}`,
  );
  return socket;
};

/** Milliseconds from the first byte of an answer to its last. */
export const durationOf = async (subject: Subject): Promise<number> => {
  const socket = askRaw(subject);
  let [first, last] = [0, 0];
  socket.on("data", () => {
    last = performance.now();
    first ||= last;
  });
  await once(socket, "close");
  return last - first;
};
