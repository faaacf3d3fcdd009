import { array, assert, constantFrom, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { requestFormatAt } from "../../../src/engine/guard/request-formats.ts";

/** Characters that the runtime removes from a URL, and path segments that it resolves. */
const NOISE = constantFrom("", "", "\t", "\n", "\r");
const DETOUR = constantFrom("", "", "x/../", "x/%2e%2E/", "chat/.%2e/", "./", "%2e/", "x/y/../../", "x\\..\\");

const written = tuple(constantFrom("v1/chat/completions", "v1/messages", "responses"), array(tuple(NOISE, DETOUR))).map(
  ([path, noises]) =>
    Array.from(path, (char, at) => {
      const [noise = "", detour = ""] = noises[at] ?? [];
      return (path.charAt(at - 1) === "/" ? detour : "") + char + noise;
    }).join(""),
);

describe("the URL of a request", () => {
  it.each([
    "/v1/chat/x/../completions",
    "/v1/chat/x/%2e%2e/completions",
    "/v1/chat/x/%252e%252e/completions",
    "/v1/chat/compl\netions",
    "/v1/mess\tages",
    "/v1/./responses",
    "/v1/chat%2Fcompletions/",
    "/V1/Chat/Completions;v=1",
    "/x%3F/chat/completions",
    "/x%2523/messages",
    "/v1/responses%3Fx=1",
  ])("is recognized however it is spelled: %j", (path) => {
    expect(requestFormatAt(path)).toBeDefined();
  });

  it.each(["/v1/embeddings", "/v1/threads/t_1/messages", "/v1/responses/r_1", "/v1/chat/completions/.."])(
    "is distinguished from others: %j",
    (path) => {
      expect(requestFormatAt(path)).toBeUndefined();
    },
  );

  it("is recognized wherever the runtime would send it to the API", () => {
    assert(
      property(written, (path) => {
        const sent = URL.parse(`https://up.test/${path}`)?.pathname ?? "";
        expect(requestFormatAt(sent)).toBeDefined();
        expect(requestFormatAt(`/${path}`)).toBe(requestFormatAt(sent));
      }),
      { numRuns: 5_000 },
    );
  });
});
