import { MOVED, UNREAD } from "../../src/config/schema/model-keys.ts";

const UNREAD_NOTE = "Has no effect: parameters of a model belong under `parameters`.";

/**
 * Descriptions of the keys of a config, by path: `[]` is any list item, `*` any key of a mapping, `<group>` the groups
 * of flows. Not in `src`, since only editors and docs use them. Types, defaults and ranges are in the schema.
 */
export const KEY_NOTES: Readonly<Record<string, string>> = {
  models: "The models of this config. One of type `main` answers; the others answer for rails.",
  "models[].type":
    "What the model is for: `main`, or the task of a rail such as `self_check_output`, or a name that flows give as `$model=…`.",
  "models[].engine":
    "The provider or the API. Another name needs `parameters.base_url`, a server that speaks the OpenAI API.",
  "models[].model": "The name of the model at its provider. May also be given as `parameters.model`.",
  "models[].mode": "`chat` sends messages. `text` sends one prompt.",
  "models[].api_key_env_var":
    "The environment variable that holds the API key. Default: the provider's own variable, such as `OPENAI_API_KEY`.",
  "models[].parameters":
    "Parameters of the engine and the model: `base_url`, `temperature`, `max_tokens`, `timeout`, …",
  ...Object.fromEntries(
    MOVED.map((key) => [`models[].${key}`, `The same as \`parameters.${key}\`, which is NeMo's key.`]),
  ),
  ...Object.fromEntries([...UNREAD, "params"].map((key) => [`models[].${key}`, UNREAD_NOTE])),
  ...Object.fromEntries(UNREAD.map((key) => [`models[].params.${key}`, UNREAD_NOTE])),
  "models[].streaming": "Accepted as in NeMo Guardrails, without effect: every answer can be streamed.",
  "models[].cache": "Accepted as in NeMo Guardrails, without effect: answers of models are not cached.",
  allowed_models: "Further models of the main model's provider that requests to a gateway may select.",

  rails: "Which rails run, and how.",
  "rails.input": "Rails on what is sent to the model.",
  "rails.output": "Rails on the answers of the model.",
  "rails.retrieval": "Rails on retrieved texts: `relevant_chunks` of a request's context.",
  "rails.tool_input": "Rails on tool results.",
  "rails.tool_output": "Rails on tool calls.",
  "rails.tool_result": "The same as `rails.tool_input`, under its name in NeMo Guardrails 0.25.",
  "rails.tool_call": "The same as `rails.tool_output`, under its name in NeMo Guardrails 0.25.",
  "rails.<group>.per_tool":
    "Rails for single tools, by tool name. With `$argument=…` after its name, a flow reads only that argument.",
  "rails.<group>.flows": "The flows to run, in order. docs/rails.md lists them.",
  "rails.<group>.parallel": "Runs the rails of a check concurrently: the first block decides and aborts the others.",
  "rails.<group>.options": "Options of single rails, by flow name.",
  "rails.<group>.options.*.timeout": "Seconds until a check counts as failed.",
  "rails.<group>.options.*.on_error": "What happens to a text if its check fails. Default: `block`.",
  "rails.<group>.options.*.mode":
    "`monitor` reports what the rail would have done, and changes nothing. Default: `enforce`.",
  "rails.input.scope":
    "What judges read: the user's last turn, or with `conversation` also everything else the client sent. Default: `turn` in the library, `conversation` in a gateway.",
  "rails.input.media":
    "`refuse` blocks requests with pictures, sound or files that no rail can read. By default they are sent to the model.",
  "rails.input.pseudonyms": "Replaces each masked value by a pseudonym of its own, so that the answer can be restored.",
  "rails.input.pseudonyms.style": "`numbered`: `<EMAIL_1>`. `fake`: a value of the same format.",
  "rails.input.pseudonyms.restore": "Puts values of the user back where the model wrote their pseudonyms.",
  "rails.input.speculative_generation":
    "Starts the model while judges still check the request. Nothing is delivered before they pass it. Default: false.",
  "rails.output.streaming": "How answers are checked while they are written.",
  "rails.output.streaming.enabled":
    "Whether answers may be streamed. Streaming with output rails is an error otherwise.",
  "rails.output.streaming.chunk_size": "New tokens in each window that judges read.",
  "rails.output.streaming.context_size": "Tokens of preceding text that are repeated in each window.",
  "rails.output.streaming.stream_first": "True: text is delivered before its verdict. False: it waits for its verdict.",
  "rails.output.streaming.on_block":
    "How a blocked answer ends: with a finish reason, with NeMo's error, or with the refusal as text.",
  "rails.output.streaming.unit": "The unit of windows. `sentence`: as many whole sentences as fit.",
  "rails.output.streaming.max_in_flight": "The most windows that are checked concurrently.",
  "rails.output.streaming.max_exposed":
    "With `stream_first`: the most windows that are delivered before the oldest pending verdict.",
  "rails.config": "The settings of rails, by key.",

  prompts: "Prompts that replace the built-in ones, or that rails without one need.",
  "prompts[].task": "What the prompt is for: `general`, or the task of a rail such as `self_check_input`.",
  "prompts[].content": "The prompt as one text, with `{{ variables }}`. Either this or `messages`.",
  "prompts[].messages": "The prompt as messages, or templates that become messages.",
  "prompts[].messages[].type": "The role: `system`, `user` or `assistant`.",
  "prompts[].messages[].content": "The text, with `{{ variables }}`.",
  "prompts[].models": "The engines, or `engine/model`, that this prompt is for. Default: all.",
  "prompts[].output_parser": "The parser of the answer, such as `is_content_safe`.",
  "prompts[].max_length": "The most characters of the rendered prompt.",
  "prompts[].max_tokens": "The most tokens of the judge's answer.",
  "prompts[].stop": "Sequences that end the judge's answer.",
  "prompts[].mode": "Selects among several prompts of a task: the one whose mode is `prompting_mode` is used.",
  prompting_mode: "The `mode` of the prompts to use.",
  instructions: "Instructions to the main model, before the conversation.",
  "instructions[].type": "`general`.",
  "instructions[].content": "The text of the instruction.",
  sample_conversation: "A sample conversation for prompts.",
  bot_messages:
    "Messages of the bot, by name: `refuse to respond` is the refusal. One of several texts is chosen at random.",
  passthrough: "Sends the conversation to the main model unchanged, without `instructions`.",
  lowest_temperature: "The temperature of calls to judges.",
  enable_rails_exceptions: "Answers a block with an exception as JSON instead of a refusal.",
  streaming: "Accepted as in NeMo Guardrails, without effect: every answer can be streamed.",
  import_paths: "Folders or files with default values for the keys of this config.",
  colang_version: "The version of Colang. Only `1.0` is supported.",
  colang: "Settings of Colang.",
  "colang.dialog": "How to treat flows that wait for the user: `refuse` the config, or `skip` them with a warning.",
  "colang.files": "Texts of Colang files, for configs that are not read from a folder.",
  "colang.files[].file": "The name of the file in error messages.",
  "colang.files[].content": "The text of the file.",
  monitor: "The id of another config of the same gateway to shadow-test: see docs/observe.md.",
  custom_data: "Your own data. It is not used by edgerails.",
};
