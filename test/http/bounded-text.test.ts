import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readBoundedText } from "../../src/http/bounded-text.ts";
import { pullFrom } from "../../src/streams/pull.ts";
import { bodyOf } from "../support/model-runtime.ts";
import { cutAt } from "../support/recorded.ts";

test("a body is read up to its limit for any chunking, and cancelled beyond it", async () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "ü", "😀"), maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat(), { maxLength: 5 }), fc.nat(40), async (text, cuts, max) => {
      let left = 0;
      const whole = new TextEncoder().encode(text);
      const body = bodyOf(cutAt(whole, cuts), { onCancel: () => (left += 1) });
      const complete = whole.length <= max;
      expect(await readBoundedText(pullFrom(body), max)).toEqual({
        text: new TextDecoder().decode(whole.subarray(0, max), { stream: true }),
        complete,
      });
      expect(left).toBe(complete ? 0 : 1);
    }),
  );
});
