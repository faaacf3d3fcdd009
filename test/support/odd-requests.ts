const SCHEMA = { type: "object", title: "T", properties: { city: { type: "string", description: "d", enum: ["a"] } } };
const SEALED = `edgerails.1.${btoa(JSON.stringify({ reasoning_details: [{ type: "reasoning.text", text: "hm" }] }))}`;

/** Requests with a value in every accepted field, by endpoint. */
export const REQUESTS: readonly (readonly [string, object])[] = [
  [
    "/v1/chat/completions",
    {
      model: "configured",
      messages: [
        { role: "system", content: "s" },
        {
          role: "user",
          content: [
            { type: "text", text: "t" },
            { type: "image_url", image_url: { url: "https://a.test/i.png", detail: "low" } },
            { type: "file", file: { file_data: "data:text/plain;base64,aGk=", filename: "f.txt" } },
            { type: "input_audio", input_audio: { data: "QUJD", format: "wav" } },
            { type: "video_url", video_url: { url: "https://a.test/v.mp4" } },
          ],
          name: "n",
        },
        {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "c_1", type: "function", function: { name: "look_up", arguments: "{}" } },
            { id: "c_2", type: "custom", custom: { name: "patch", input: "+ x" } },
          ],
          reasoning_content: "hm",
          reasoning_details: [{ type: "reasoning.text", text: "hm" }],
          thinking_blocks: [{ type: "thinking", thinking: "hm", signature: "c2ln" }],
        },
        { role: "tool", tool_call_id: "c_1", content: "found" },
        { role: "tool", tool_call_id: "c_2", content: "done" },
      ],
      tools: [{ type: "function", function: { name: "look_up", description: "d", parameters: SCHEMA } }],
      tool_choice: { type: "function", function: { name: "look_up" } },
      response_format: { type: "json_schema", json_schema: { name: "n", schema: SCHEMA } },
    },
  ],
  [
    "/v1/responses",
    {
      model: "configured",
      instructions: "i",
      input: [
        {
          role: "user",
          content: [
            { type: "input_text", text: "t" },
            { type: "input_image", image_url: "https://a.test/i.png", detail: "low" },
          ],
        },
        { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "hm" }], encrypted_content: SEALED },
        {
          type: "message",
          id: "msg_1",
          role: "assistant",
          content: [
            { type: "output_text", text: "a" },
            { type: "refusal", refusal: "no" },
          ],
        },
        { type: "function_call", id: "fc_1", call_id: "c_1", namespace: "city", name: "look_up", arguments: "{}" },
        { type: "function_call_output", call_id: "c_1", output: [{ type: "input_text", text: "found" }] },
        { type: "custom_tool_call", id: "ctc_1", call_id: "c_2", name: "patch", input: "+ x" },
        { type: "custom_tool_call_output", call_id: "c_2", output: "done" },
        {
          role: "user",
          content: [{ type: "input_file", file_data: "data:text/plain;base64,aGk=", filename: "f.txt" }],
        },
      ],
      tools: [{ type: "function", name: "look_up", description: "d", parameters: SCHEMA, strict: true }],
      tool_choice: { type: "function", name: "look_up" },
      text: { format: { type: "json_schema", name: "n", schema: SCHEMA, description: "d" }, verbosity: "low" },
      reasoning: { effort: "low", summary: "auto" },
      metadata: { key: "value" },
    },
  ],
  [
    "/v1/messages",
    {
      model: "configured",
      max_tokens: 10,
      system: [{ type: "text", text: "s" }],
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "t" },
            { type: "image", source: { type: "url", url: "https://a.test/i.png" } },
            { type: "image", source: { type: "base64", media_type: "image/png", data: "QUJD" } },
            {
              type: "document",
              source: { type: "text", media_type: "text/plain", data: "d" },
              title: "t",
              context: "c",
            },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "hm", signature: "c2ln" },
            { type: "redacted_thinking", data: "QUJD" },
            { type: "text", text: "a" },
            { type: "tool_use", id: "c_1", name: "look_up", input: { city: "Lyon" } },
          ],
        },
        {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: "c_1", content: [{ type: "text", text: "found" }] }],
        },
      ],
      tools: [{ name: "look_up", description: "d", input_schema: SCHEMA }],
      tool_choice: { type: "tool", name: "look_up" },
      output_config: { effort: "low", format: { type: "json_schema", schema: SCHEMA } },
    },
  ],
];
