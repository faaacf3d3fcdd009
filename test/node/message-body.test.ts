import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { MessageBody } from "../../src/node/message-body.ts";

test("MessageBody returns everything since the last call in one piece", async () => {
  const message = new PassThrough();
  const body = new MessageBody(message, (error) => error);
  const first = body.pull();
  for (const text of ["a", "b", "c"]) message.write(text);
  expect(await first).toEqual([Buffer.from("a")]);
  const [piece] = (await body.pull()) ?? [];
  expect(piece).toEqual(new TextEncoder().encode("bc"));
  expect(piece?.buffer.byteLength, "a buffer of its own, which a stream of bytes takes over").toBe(2);
  message.end("d");
  expect(await body.pull()).toEqual([Buffer.from("d")]);
  expect(await body.pull()).toBeUndefined();
});
