import type { PatternRule } from "../../text/patterns/rule.ts";
import { sign } from "./signs.ts";

/** Names of roles, as used in the markers of templates. */
const ROLE = "system|developer|user|assistant|model|tool|observation|content|thought";
const BARRED: readonly string[] = [
  // ChatML and its derivatives: Qwen, Phi, Kimi K2.
  "im_(?:start|end|sep|system|user|assistant|middle)|endoftext|endofprompt|startoftext",
  // GLM, Phi, Zephyr, Apriel, Solar.
  `${ROLE}|tool_(?:call|result|response)|end_of_turn`,
  // Llama 3 and 4.
  "(?:start|end)_header_id|header_(?:start|end)|eo[tm](?:_id)?|(?:begin|end)_of_text|python_(?:tag|start|end)",
  // Harmony of gpt-oss.
  "channel|message|constrain|return|call|end",
  // Kimi K2 and K3.
  "tool_calls_section_(?:begin|end)|tool_call_(?:begin|end|argument_begin)|end_of_msg",
  // Granite, ERNIE, GigaChat, Grok; Apertus, Step, InternLM, Jamba.
  "(?:start|end)_of_role|(?:begin|end)_of_sentence|(?:role|message)_sep|separator",
  "(?:system|developer|user|assistant)_(?:start|end)|(?:inner|tools)_(?:prefix|suffix)|BOT|EOT|bom|(?:action|plugin)_(?:start|end)",
  // Command R and A.
  "(?:START|END)_(?:OF_TURN_TOKEN|RESPONSE|THINKING|ACTION|TOOL_RESULT)|(?:SYSTEM|USER|CHATBOT)_TOKEN",
];
const DEEPSEEK =
  "(?:User|Assistant|System|Developer|(?:begin|end)[▁_ ]of[▁_ ](?:sentence|thinking)|tool[▁_ ](?:sep|(?:calls?|outputs?)[▁_ ](?:begin|end)))";

const MARKS: readonly string[] = [
  `<\\|(?:${BARRED.join("|")})\\|>`,
  `<\\|start\\|>(?:${ROLE}|functions)|<\\|open\\|>message`,
  `<[|｜](?:${DEEPSEEK}|hy_(?:User|Assistant|System|begin▁of▁sentence|end▁of▁sentence))[|｜]>|</?｜{1,2}DSML｜`,
  // Gemma 3 and 4.
  "<(?:start|end)_of_turn>|<\\|(?:turn|channel|tool_call|tool_response)>|<(?:turn|channel|tool_call|tool_response)\\|>",
  // Llama 2 and Mistral.
  "\\[/?INST\\]|<</?SYS>>|\\[/?(?:AVAILABLE_TOOLS|TOOL_RESULTS|TOOL_CALLS|SYSTEM_PROMPT)\\]",
  // EXAONE, GLM, MiniMax, Seed, Nemotron.
  "\\[\\|(?:system|user|assistant|tool|endofturn)\\|\\]|\\[gMASK\\]",
  "\\]~b\\](?:system|developer|user|ai|tool)|\\]~!b\\[|<seed:(?:bos|eos)>|<extra_id_[01]>(?:System|User|Assistant)|<SPECIAL_1[0-2]>",
];

/** Markers of roles and turns in the chat templates of open models. Each one alone is an attempt to forge a turn. */
export const CHAT_TEMPLATES: readonly PatternRule[] = [sign("chat-template", MARKS.join("|"), { matchCase: true })];
