import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { MessageBody } from "../../src/node/message-body.ts";
import { settle } from "../support/engine.ts";

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

/** A message, its body, and what its connection's errors become. */
const bodyOf = () => {
  const message = new PassThrough();
  return { message, body: new MessageBody(message, (error) => new Error("for the reader", { cause: error })) };
};

test("MessageBody delivers what came before an error, then the error as its reader is told", async () => {
  const { message, body } = bodyOf();
  message.write("begun");
  await settle();
  const cause = new Error("reset");
  message.destroy(cause);
  await settle();
  expect(await body.pull()).toEqual([Buffer.from("begun")]);
  for (const _ of [1, 2]) await expect(body.pull()).rejects.toMatchObject({ message: "for the reader", cause });
});

test("MessageBody fails if the connection closes before the end of the body, also a read that waits", async () => {
  const { message, body } = bodyOf();
  const reading = expect(body.pull()).rejects.toThrow("for the reader");
  message.destroy();
  await reading;
  await expect(body.pull()).rejects.toThrow("for the reader");
});

test("MessageBody ends once: what the connection does after the end is no failure", async () => {
  const { message, body } = bodyOf();
  const reading = body.pull();
  message.end();
  expect(await reading).toBeUndefined();
  message.destroy(new Error("late"));
  await settle();
  expect(await body.pull()).toBeUndefined();
});

test("MessageBody closes the connection on a cancel, ends a read that waits, and keeps nothing", async () => {
  const { message, body } = bodyOf();
  const reading = body.pull();
  await body.cancel();
  expect([await reading, message.destroyed]).toEqual([undefined, true]);
  const other = bodyOf();
  other.message.write("unread");
  await settle();
  await other.body.cancel();
  expect(await other.body.pull()).toBeUndefined();
});

test("MessageBody pauses its connection at 65,536 unread bytes, until they are read", async () => {
  const { message, body } = bodyOf();
  const piece = Buffer.alloc(16_384);
  for (const paused of [false, false, false, true]) {
    message.write(piece);
    await settle();
    expect(message.isPaused()).toBe(paused);
  }
  message.write("more");
  await settle();
  expect((await body.pull())?.[0]?.length).toBe(65_536);
  expect(message.isPaused()).toBe(false);
  expect(await body.pull()).toEqual([Buffer.from("more")]);
});
