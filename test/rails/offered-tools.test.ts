import { expect, it } from "vitest";
import { offeredTools } from "../../src/rails/offered-tools.ts";

const parameters = { type: "object", properties: { to: { type: "string" } } };
const send = { name: "send", parameters };
const FUNCTION = { type: "function", ...send };

it.each<readonly [string, object, readonly object[]]>([
  ["a chat completion", { type: "function", function: send }, [FUNCTION]],
  ["the Responses API", { type: "function", ...send, strict: true }, [FUNCTION]],
  ["Anthropic", { name: "send", input_schema: parameters }, [FUNCTION]],
  ["Anthropic, with a type", { type: "custom", name: "send", input_schema: parameters }, [FUNCTION]],
  [
    "a chat completion, for any text",
    { type: "custom", custom: { name: "patch" } },
    [{ type: "custom", name: "patch" }],
  ],
  ["the Responses API, for any text", { type: "custom", name: "patch" }, [{ type: "custom", name: "patch" }]],
  ["a provider", { type: "web_search" }, [{ type: "web_search", name: "web_search" }]],
  [
    "a provider, with its edition",
    { type: "computer_use_preview" },
    [{ type: "computer_use_preview", name: "computer" }],
  ],
  [
    "a namespace",
    { type: "namespace", name: "mcp__mail", tools: [FUNCTION, { type: "custom", name: "patch" }, "other"] },
    [
      { ...FUNCTION, name: "mcp__mail__send" },
      { type: "custom", name: "mcp__mail__patch" },
    ],
  ],
  ["the namespace of tools in none", { type: "namespace", name: "functions", tools: [FUNCTION] }, [FUNCTION]],
])("reads a tool as declared for %s", (_api, declared, expected) => {
  expect(offeredTools({ tools: [declared] })).toEqual(expected);
});
