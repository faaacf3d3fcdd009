import { describe, expect, it } from "vitest";
import { railsOf, user } from "../../support/engine.ts";

describe("guardResponse", () => {
  it.each([
    [undefined, "undefined"],
    ["data: [DONE]", "a string"],
    [Promise.resolve(new Response()), "a Promise (is an `await` missing?)"],
  ])("rejects what is not a response: %#", async (response, found) => {
    await expect(railsOf("").guardResponse(response as never)).rejects.toThrow(
      `guardResponse expected a Response but found ${found}`,
    );
  });

  it("rejects an unknown option", async () => {
    const typo = { message: [user("hi")] } as never;
    await expect(railsOf("").guardResponse(new Response(), typo)).rejects.toThrow("did you mean `messages`?");
  });
});
