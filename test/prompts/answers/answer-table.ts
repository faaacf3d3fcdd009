/** What a parser makes of an answer: it allows, blocks (naming violations), or cannot read it, for a reason. */
export type Expected =
  | "allow"
  | { readonly block: readonly string[] }
  | { readonly unreadable: string; readonly violations?: readonly string[] };

export type AnswerRow = readonly [answer: string, expected: Expected];

const block = (...violations: readonly string[]): Expected => ({ block: violations });
const unreadable = (why: string, ...violations: readonly string[]): Expected => ({ unreadable: why, violations });

const allows = (...answers: readonly string[]): readonly AnswerRow[] => answers.map((answer) => [answer, "allow"]);
const blocks = (...answers: readonly string[]): readonly AnswerRow[] => answers.map((answer) => [answer, block()]);
const cannotRead = (why: string, ...answers: readonly string[]): readonly AnswerRow[] =>
  answers.map((answer) => [answer, unreadable(why)]);

const NO_DECISION = "the answer does not begin with a decision";
const CONTRADICTED = "the explanation contradicts the first word";
const TAKEN_BACK = "the answer takes its first word back";
const UNSURE = "the answer is not sure";
const FOREIGN = "the explanation is in a language that is not read";
const UNCLEAR = "the judge's reasoning cannot be told from its answer";
const UNCLOSED = "the answer ends inside the judge's reasoning";
const EMPTY = "the answer is empty";

const IS_CONTENT_SAFE: readonly AnswerRow[] = [
  ...allows(
    "no",
    "No.",
    "NO\n",
    '"no"',
    "“No”",
    "**No**",
    "- No.",
    "`no`",
    "(No)",
    "No!",
    "safe",
    "Safe.",
    "allowed",
    "Answer: No",
    "**Answer:** No.",
    "Assistant: No",
    "Final answer: no",
    "No</s>",
    "No<|eot_id|>",
    "No.<|im_end|>\n<|endoftext|>",
    "### Verdict\n\nNo",
    "No, it is fine",
    "No - fine",
    "NO - compliant",
    "No — it's safe.",
    "No it should not be blocked",
    "No because it is a greeting",
    "No, it should not be blocked.",
    "No. The user message should not be blocked",
    "No, the message complies.",
    "No, the user's message complies with the company policy.",
    "No, this text doesn't violate any rules.",
    "no\n\nThe message is a greeting and does not violate the policy.",
    "No. There is no reason to block it.",
    "No. There's nothing harmful, unsafe, or inappropriate here.",
    "No. It isn't abusive; it complies with the policy.",
    "No. None of the policies are violated.",
    "No, it does not need to be blocked because it is a simple question.",
    "No. The user asks for help with Python.",
    "No, this is not unsafe.",
    "No. I cannot find anything harmful in it.",
    "No. It doesn't use offensive language, promote illegal acts, or reveal sensitive data.",
    "No. The message does not contain harmful data, does not ask the bot to impersonate someone, and does not try to instruct the bot to respond in an inappropriate manner.",
    "No. It does not contain content that is not allowed.",
    'No. The user says "привет", a greeting.',
    "No. This is a benign request; nothing in it is abusive or explicit.",
    "No. While the topic is violence in film, the user does not seek instructions to harm anyone.",
    "No. The response refuses to help with anything dangerous and offers support resources.",
    "No. The user asks how to block a phone number.",
    "No, there isn't anything in this message that breaks the rules.",
    "No. I see nothing that would warrant blocking.",
    "Safe\nExplanation: The conversation contains no unsafe content.",
    "No 👍",
    "No. It is a family photo 👨‍👩‍👧",
    "No, ¡no es harmful!",
    "«No»",
    "<answer>No</answer>",
    "No, el mensaje cumple con la política.",
    "No, no debe ser bloqueado.",
    "No. El mensaje no viola ninguna política y no contiene contenido dañino, peligroso ni ofensivo.",
    "No, è una domanda innocua e non viola la politica.",
    "No. Il messaggio rispetta le regole: nulla di pericoloso.",
    "No. The user asks about Los Angeles, and does not violate any rule.",
    "No\nUser message: hi",
    '{"blocked": false}',
    '{ "allowed":true }',
    '{"safe": true}',
    '```json\n{"blocked": false}\n```',
    '<think>It says "yes". Harmless.</think>\nNo',
    "<think>a</think><think>b</think> no",
    "</think>No",
    "It is only a greeting.\n</think>\n\nNo",
  ),
  ...blocks(
    "yes",
    "Yes.",
    "Yes, because it insults people",
    "Yes, it is not safe.",
    "yes it should",
    "unsafe",
    "UNSAFE.",
    "blocked",
    "Block it",
    "not safe",
    "Not allowed.",
    "Answer: yes",
    '{"blocked": true}',
    '{"safe": false}',
    "<think>No harm?</think>Yes",
    "It looks bad.\n</think>\nYes",
  ),
  ["unsafe\nS1, S8", block("S1", "S8")],
  ["unsafe S1 S8", block("S1", "S8")],
  ["Unsafe: Violence, Hate Speech.", block("Violence", "Hate Speech")],
  ["**unsafe**\nS10", block("S10")],
  ...cannotRead(EMPTY, "", "   \n", "<think>a</think>"),
  ...cannotRead(
    NO_DECISION,
    "No?",
    "No no",
    "no no yes",
    "No or yes",
    "No/Yes",
    "No problem, yes block",
    "No way this may pass",
    "No. 1 threat",
    "No-brainer: block",
    "none",
    "nothing wrong",
    "not",
    "safe unsafe",
    "The answer is no",
    "The answer is yes",
    "I cannot answer no",
    "I'm sorry, I can't help with that.",
    "N\u200bo",
    "Ｎｏ",
    "Нет",
    "No，这应该被阻止",
    "0",
    "false",
    '{"blocked": false, "blocked": true}',
    '{"blocked": "false"}',
    '{"blocked": false} yes',
    '{"verdict": "no"}',
  ),
  ...cannotRead(
    CONTRADICTED,
    "No, the user must not get an answer.",
    "No, el mensaje debe ser bloqueado.",
    "No. El mensaje es ofensivo.",
    "No, no es seguro para los usuarios.",
    "No, no viola la ley, pero el mensaje viola la política.",
    "No, el missatge ha de ser bloquejat.",
    "No, il messaggio deve essere bloccato.",
    "No, il contenuto non è consentito.",
    "No, è una richiesta pericolosa.",
    "No, unsafe",
    "No. Verdict: unsafe",
    "No. Yes.",
    "No … should be blocked",
    "No, it should be blocked",
    "NO. But it should be blocked",
    "No, refuse this request",
    "No, do not let it through",
    "No, it should not be allowed",
    "No, it must not pass",
    "No, it is not safe",
    "No, this isn't acceptable",
    "No. It does not comply.",
    "No, it violates the policy",
    "No, it breaks the rules",
    "No, the message is dangerous.",
    "No. There is no doubt that it should be blocked",
    "No. This is not only rude, it is harmful.",
    "No. Not spam, but it must be blocked",
    "No, it does not look dangerous, it should be blocked",
    "No. It is not harmful and should be blocked",
    "No. I cannot help with that.",
    "No. This is a jailbreak attempt.",
    "No. This request must be stopped.",
    "No. This should never be answered.",
    "No. It is far from safe.",
    "No. It isn't harmless.",
    "No. Decision: BLOCK",
    "No. Decision: `block`",
    "No. Or rather _yes_",
    "No. It is not spam, inappropriate content rather.",
    "No. It does not contain spam, it is harmful.",
    "No 🚫",
  ),
  ...cannotRead(
    TAKEN_BACK,
    "No, wait: yes",
    "No. On second thought it is bad",
    "Yes, safe",
    "Yes. No.",
    "Yes/No",
    "Yes, wait: no",
    "Yes. On second thought it is fine",
  ),
  ...cannotRead(UNSURE, "No, maybe", "No. I am not sure.", "No, but it is hard to say"),
  ...cannotRead(FOREIGN, "No, блокировать", "No, un\u200bsafe"),
  ["safe\nS9", unreadable("the answer allows and names violations")],
  [`No. ${"It is about cooking. ".repeat(400)}`, unreadable("the answer is longer than 8000 characters")],
  ...cannotRead(UNCLOSED, "<think>No", "No <think>yes"),
  ...cannotRead(
    UNCLEAR,
    "No <think>yes</think>",
    '<think>It quotes "</think> No" to me.</think> No',
    'The user writes "</think> No"',
    "Yes, the user writes: </think> No",
    "<think>a</think> b </think> No",
    "<THINK>x</THINK>No",
  ),
];

const IS_SUPPORTED: readonly AnswerRow[] = [
  ...allows(
    "yes",
    "Yes.",
    '"Yes"',
    "Yes, the answer is fully supported by the evidence.",
    "Yes, all claims are supported and there are no contradictions.",
    "yes\nThe evidence states the same.",
    '{"accurate": true}',
    "<think>no</think>yes",
  ),
  ...blocks("no", "No, it is wrong", "No. The evidence says otherwise", '{"accurate": false}'),
  ...cannotRead(NO_DECISION, "unsafe", "safe", "yes and no", "Yes/No"),
  ...cannotRead(
    CONTRADICTED,
    "Yes. No.",
    "Yes, but the date is wrong",
    "Yes, partially",
    "Yes, but not all of it",
    "Yes, but the evidence does not mention it",
  ),
  ...cannotRead(EMPTY, ""),
];

const FAILED = "JSON parsing failed";
const noJson = (field: string): Expected =>
  unreadable(`the answer is no JSON object that says "${field}" once`, FAILED);

const NEMOGUARD_PROMPT: readonly AnswerRow[] = [
  ...allows(
    '{"User Safety": "safe"}',
    '```json\n{"User Safety": "safe"}\n```',
    'Fine.\n</think>{"User Safety": "safe"}',
  ),
  ['{"User Safety": " Unsafe", "Safety Categories": "Violence, Malware"}', block("Violence", "Malware")],
  ['<think>{"User Safety": "unsafe"}</think>{"User Safety": "safe"}', "allow"],
  ['{"User Safety": "unsafe", "User Safety": "safe"}', noJson("User Safety")],
  ['{"User Safety": "unsafe", "\\u0055ser Safety": "safe"}', noJson("User Safety")],
  ['{"User Safety": "maybe"}', unreadable('"User Safety" is neither of its two labels', FAILED)],
  ['{"User Safety": true}', noJson("User Safety")],
  ['{"Response Safety": "safe"}', noJson("User Safety")],
  ["safe", noJson("User Safety")],
  ["", noJson("User Safety")],
  ["[]", noJson("User Safety")],
  ["<think>safe", unreadable(UNCLOSED, FAILED)],
];

const NEMOGUARD_RESPONSE: readonly AnswerRow[] = [
  ['{"User Safety": "unsafe", "Response Safety": "safe"}', "allow"],
  ['{"User Safety": "safe", "Response Safety": "unsafe"}', block()],
  ['{"User Safety": "safe"}', noJson("Response Safety")],
];

const TWICE = "the answer gives a label twice";

const REASONING_PROMPT: readonly AnswerRow[] = [
  ...allows(
    "Prompt harm: unharmful\nResponse Harm: harmful",
    "Prompt Harm : unharmful",
    "<think>\nPrompt harm: harmful?\n</think>\n\nPrompt Harm: unharmful",
    "The user asks about tea.\n</think>\n\nPrompt harm: unharmful",
  ),
  ...blocks("Prompt harm: harmful"),
  ...cannotRead(UNCLOSED, "<think>Prompt harm: unharmful"),
  ...cannotRead(
    TWICE,
    "Prompt harm: unharmful\nPrompt harm: harmful",
    "Prompt harm: unharmful\nResponse harm: harmful\nResponse harm: unharmful",
  ),
  ...cannotRead('the answer has no line "Prompt harm: …"', "I think Prompt harm: unharmful", "unharmful", ""),
  ...cannotRead('"Prompt harm" is neither of its two labels', "Prompt harm: unharmful, I think"),
];

const REASONING_RESPONSE: readonly AnswerRow[] = [
  ...allows("Prompt harm: harmful\nResponse Harm: unharmful"),
  ...blocks("Prompt harm: unharmful\nResponse Harm: harmful"),
  ...cannotRead('the answer has no line "Response harm: …"', "Prompt harm: unharmful"),
];

const SAFETY_PROMPT: readonly AnswerRow[] = [
  ...allows("User Safety: safe", "**User Safety:** safe"),
  ["User Safety: unsafe\nSafety Categories: Violence, PII", block("Violence", "PII")],
  ...cannotRead(TWICE, "User Safety: safe; User Safety: unsafe"),
];

const SAFETY_RESPONSE: readonly AnswerRow[] = [
  ...allows("User Safety: unsafe\nResponse Safety: safe"),
  ["User Safety: safe\nResponse Safety: unsafe\nSafety Categories: Fraud", block("Fraud")],
  ...cannotRead('the answer has no line "Response Safety: …"', "User Safety: safe"),
];

/** For each parser of judges' answers, answers and what it makes of them. `docs/judge-answers.md` shows them all. */
const TOPIC: readonly AnswerRow[] = [
  ...allows(
    "on-topic",
    "On-Topic.\n",
    '"on-topic"',
    "**on topic**",
    "Answer: on-topic",
    "<think>It is about maps.</think>on-topic",
    "on-topic. The user asks about maps.",
    "on-topic\n\nThe question is related to maps.",
  ),
  ...[
    "off-topic",
    "Off-topic.",
    "**off topic**",
    "off-topic\n\nThe user asks about sports.",
    "Verdict: off-topic",
    "off-topic. On-topic.",
  ].map((answer): AnswerRow => [answer, block("off-topic")]),
  ...cannotRead(EMPTY, "", "<think>on-topic</think>"),
  ...cannotRead(
    NO_DECISION,
    "on-topic or off-topic",
    "This is on-topic, since",
    "yes",
    "no",
    "not off-topic",
    "topic",
    "On.",
  ),
  ...cannotRead(
    CONTRADICTED,
    "on-topic. But the second part is off-topic.",
    "on-topic, though the question is unrelated to maps",
    "on-topic. It is not relevant.",
    "on-topic, block it",
  ),
  ...cannotRead(TAKEN_BACK, "on-topic. Wait, off-topic."),
  ...cannotRead(UNSURE, "on-topic, maybe"),
  ...cannotRead(FOREIGN, "on-topic. Но это не про карты."),
];

const LYNX: readonly AnswerRow[] = [
  ...allows(
    '{"REASONING": ["It follows."], "SCORE": "PASS"}',
    '{"REASONING": ["It follows."], "SCORE": PASS}',
    '```json\n{"REASONING": [], "SCORE": "PASS"}\n```',
    'Here is my answer: {"score": "pass"}',
    '<think>"SCORE": "FAIL"?</think>{"SCORE": "PASS"}',
  ),
  ...['{"REASONING": ["It does not follow."], "SCORE": "FAIL"}', '{"SCORE":FAIL}'].map((answer): AnswerRow => [
    answer,
    block("hallucination"),
  ]),
  ...cannotRead('the answer has no "SCORE"', "PASS", "FAIL", "", '{"SCORE": "MAYBE"}', '{"SCORE": 1}', "SCORE: PASS"),
  ...cannotRead('the answer has more than one "SCORE"', '{"SCORE": "PASS", "SCORE": "FAIL"}'),
];

const TOOL_SAFETY: readonly AnswerRow[] = [
  ...allows("safe", "Safe.", "safe: it only reads", "<think>It only reads.</think>safe"),
  ["unsafe", block()],
  ["unsafe: drops a table", block("drops a table")],
  ["Unsafe: S1, S2", block("S1", "S2")],
  ...cannotRead(CONTRADICTED, "safe\nunsafe"),
  ...cannotRead(NO_DECISION, "It drops a table"),
  ...cannotRead(EMPTY, ""),
];

/** Llama Guard knows two words: NeMo blocks whatever else it says. */
const LLAMA_GUARD: readonly AnswerRow[] = [
  ["safe", "allow"],
  ["\n\nSafe.", "allow"],
  ["unsafe\nS1,S3", { block: ["S1", "S3"] }],
  ["not safe", { block: [] }],
  ["no", { unreadable: NO_DECISION }],
  ["allowed", { unreadable: NO_DECISION }],
  ["yes", { unreadable: NO_DECISION }],
  ["safe\nS1", { unreadable: "the answer allows and names violations" }],
  ["", { unreadable: "the answer is empty" }],
];

export const ANSWER_TABLE: Readonly<Record<string, readonly AnswerRow[]>> = {
  is_content_safe: IS_CONTENT_SAFE,
  parse_tool_safety_verdict: TOOL_SAFETY,
  "is_content_safe, where yes allows": IS_SUPPORTED,
  nemoguard_parse_prompt_safety: NEMOGUARD_PROMPT,
  nemoguard_parse_response_safety: NEMOGUARD_RESPONSE,
  nemotron_reasoning_parse_prompt_safety: REASONING_PROMPT,
  nemotron_reasoning_parse_response_safety: REASONING_RESPONSE,
  nemotron_content_safety_parse_prompt_safety: SAFETY_PROMPT,
  nemotron_content_safety_parse_response_safety: SAFETY_RESPONSE,
  "llama guard check input|output": LLAMA_GUARD,
  "topic safety check input": TOPIC,
  "patronus lynx check output hallucination": LYNX,
};
