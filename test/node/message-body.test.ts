import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { MessageBody } from "../../src/node/message-body.ts";

test("MessageBody gives what has come since the last call in one piece", async () => {
  const message = new PassThrough();
  const body = new MessageBody(message, (error) => error);
  const first = body.pull();
  for (const text of ["a", "b", "c"]) message.write(text);
  expect(await first).toEqual([Buffer.from("a")]);
  expect(await body.pull()).toEqual([Buffer.from("bc")]);
  message.end("d");
  expect(await body.pull()).toEqual([Buffer.from("d")]);
  expect(await body.pull()).toBeUndefined();
});
