import { MOVED, UNREAD } from "../../src/config/schema/model-keys.ts";

const UNREAD_NOTE = "Read by nobody: what a model is asked with stands under `parameters`.";

/**
 * What the keys of a config mean, by path: `[]` is any item of a list, `*` any key of a mapping, `<group>` the groups of
 * flows. Kept out of `src`, since editors and docs read it and no Worker does. Types, defaults and ranges are the schema's.
 */
export const KEY_NOTES: Readonly<Record<string, string>> = {
  models: "The models of this config. One of type `main` answers; the others answer for rails.",
  "models[].type":
    "What the model is for: `main`, or the task of a rail such as `self_check_output`, or a name that flows give as `$model=…`.",
  "models[].engine": "The provider or the API: `openai`, `anthropic`, `azure`, `ollama`, `workers_ai`, `scripted`, …",
  "models[].model": "The name of the model at its provider. May also stand in `parameters.model`.",
  "models[].mode": "`chat` sends messages. `text` sends one prompt.",
  "models[].api_key_env_var":
    "The environment variable that holds the API key. Without it: the provider's own, such as `OPENAI_API_KEY`.",
  "models[].parameters":
    "What the engine takes beside the model: `base_url`, `temperature`, `max_tokens`, `timeout`, …",
  ...Object.fromEntries(MOVED.map((key) => [`models[].${key}`, `As \`parameters.${key}\`, where NeMo reads it.`])),
  ...Object.fromEntries([...UNREAD, "params"].map((key) => [`models[].${key}`, UNREAD_NOTE])),
  ...Object.fromEntries(UNREAD.map((key) => [`models[].params.${key}`, UNREAD_NOTE])),
  "models[].streaming": "Read for NeMo's sake; every answer can be streamed here.",
  "models[].cache": "Read for NeMo's sake; no answers of models are kept here.",
  allowed_models: "Models at the main model's provider that a request to a gateway may ask for beside the main one.",

  rails: "Which rails run, and how.",
  "rails.input": "Rails that read what goes to the model.",
  "rails.output": "Rails that read what the model answers.",
  "rails.retrieval": "Rails that read what was retrieved: `relevant_chunks` of a request's context.",
  "rails.tool_input": "Rails that read what tools answered.",
  "rails.tool_output": "Rails that read the calls of tools.",
  "rails.tool_result": "The same as `rails.tool_input`, under its name in NeMo Guardrails 0.25.",
  "rails.tool_call": "The same as `rails.tool_output`, under its name in NeMo Guardrails 0.25.",
  "rails.<group>.per_tool":
    "Rails for one tool each, under the tool's name. `$argument=…` behind a flow shows it that argument of a call only.",
  "rails.<group>.flows": "The rails in the order they run, by the names of docs/rails.md.",
  "rails.<group>.parallel": "Runs the rails of a check together: the first block wins and stops the others.",
  "rails.<group>.options": "What single rails are told, under the names of their flows.",
  "rails.<group>.options.*.timeout": "Seconds until a check counts as failed.",
  "rails.<group>.options.*.on_error": "What becomes of a text whose check failed. Without it: `block`.",
  "rails.<group>.options.*.mode":
    "`monitor` says what the rail would have done and changes nothing. Without it: `enforce`.",
  "rails.input.scope":
    "What judges are asked about: the user's last turn, or with `conversation` also everything else the client sent. Without it: `turn` in the library, `conversation` in a gateway.",
  "rails.input.media":
    "`refuse` blocks requests with pictures, sound or files that no rail can read. Without it they go to the model.",
  "rails.input.pseudonyms":
    "Gives what input rails mask a name of its own for each value, so that the answer can have the values back.",
  "rails.input.pseudonyms.style": "`numbered`: `<EMAIL_1>`. `fake`: a value of the same format.",
  "rails.input.pseudonyms.restore": "Puts values of the user back where the model wrote their pseudonyms.",
  "rails.input.speculative_generation":
    "Starts the model while judges still read the question. Nothing is shown before they passed it. Without it: no.",
  "rails.output.streaming": "How answers are checked while they are written.",
  "rails.output.streaming.enabled": "Without it, streaming with output rails is an error.",
  "rails.output.streaming.chunk_size": "New tokens of a window that judges read.",
  "rails.output.streaming.context_size": "Tokens of the text before that a window repeats.",
  "rails.output.streaming.stream_first":
    "True: text leaves as it comes and is checked behind. False: it waits for its verdict.",
  "rails.output.streaming.on_block":
    "How a block is told: as a finish reason, as NeMo's error, or as the refusal's text.",
  "rails.output.streaming.unit": "What a window is counted in. `sentence`: as many whole sentences as fit.",
  "rails.output.streaming.max_in_flight": "Windows that may be under check at once.",
  "rails.output.streaming.max_exposed":
    "With `stream_first`: windows whose text may be out before the oldest verdict is in.",
  "rails.config": "The settings of rails, each under its own key.",

  prompts: "Prompts instead of the built-in ones, and those of rails that have none.",
  "prompts[].task": "What the prompt is for: `general`, or the task of a rail such as `self_check_input`.",
  "prompts[].content": "The prompt as one text, with `{{ variables }}`. Either this or `messages`.",
  "prompts[].messages": "The prompt as messages, or templates that become messages.",
  "prompts[].messages[].type": "The role: `system`, `user` or `assistant`.",
  "prompts[].messages[].content": "The text, with `{{ variables }}`.",
  "prompts[].models": "The engines, or `engine/model`, that this prompt is for. None: all.",
  "prompts[].output_parser": "How the answer is read: the name of a parser such as `is_content_safe`.",
  "prompts[].max_length": "Characters the rendered prompt may have.",
  "prompts[].max_tokens": "Tokens the judge may answer with.",
  "prompts[].stop": "Sequences that end the judge's answer.",
  "prompts[].mode": "Which of several prompts of a task is meant: the one whose mode is `prompting_mode`.",
  prompting_mode: "The `mode` of the prompts to use.",
  instructions: "What the main model is told before the conversation.",
  "instructions[].type": "`general`.",
  "instructions[].content": "The text of the instruction.",
  sample_conversation: "A conversation that a prompt may show as a sample.",
  bot_messages: "What the bot says, by name: `refuse to respond` is the refusal. Several texts are variants.",
  passthrough: "Sends the conversation to the main model as it is, without `instructions`.",
  lowest_temperature: "The temperature that judges are asked with.",
  enable_rails_exceptions: "A block is answered with an exception as JSON instead of a refusal.",
  streaming: "Read for NeMo's sake; every answer can be streamed here.",
  import_paths: "Folders or files whose keys are put beneath the keys of this config.",
  colang_version: "The version of Colang: `1.0` is the one that runs here.",
  colang: "How Colang is read.",
  "colang.dialog": "What becomes of flows that wait for the user: `refuse` the config, or `skip` them with a warning.",
  "colang.files": "Texts of Colang files, for configs that are not read from a folder.",
  "colang.files[].file": "The name that messages call the file.",
  "colang.files[].content": "The text of the file.",
  monitor: "The id of another config of the same gateway, which reads along and changes nothing: see docs/observe.md.",
  custom_data: "Yours: kept as written, read by your own code.",
};
