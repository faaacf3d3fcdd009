const SECONDS = "Seconds the service has.";
const KEY_VARIABLE = "The environment variable that holds the key.";
const SERVER = "The address of the server.";
const FAIL_OPEN = "Lets a text pass when the service fails, instead of blocking it.";
const ENTITIES = "The kinds of values to find. None: all the service knows.";
const UNREAD = "Read for NeMo's sake, and without effect here.";
const ONE_GROUP = "What is done with this group of texts.";

/** What the settings of rails mean, by path: see `KEY_NOTES`. */
export const SETTING_NOTES: Readonly<Record<string, string>> = {
  "rails.config.regex_detection": "`regex check …` and `regex redact …`: patterns of your own.",
  "rails.config.regex_detection.<group>": ONE_GROUP,
  "rails.config.regex_detection.<group>.patterns":
    "Regular expressions in Python's dialect, as far as they match in linear time.",
  "rails.config.regex_detection.<group>.case_insensitive": "Reads `A` and `a` as one.",
  "rails.config.regex_detection.<group>.max_match_length":
    "Characters a match may have. More than that is never held back.",
  "rails.config.regex_detection.<group>.on_overflow":
    "What happens when a possible match grows past `max_match_length`.",
  "rails.config.regex_detection.<group>.replacement": "What `regex redact …` puts in the place of a match.",

  "rails.config.secrets": "`detect|mask secrets on …`: keys, tokens and passwords.",
  "rails.config.secrets.exclude": "Kinds that are not looked for, by the ids of docs/detection.md.",
  "rails.config.secrets.allow": "Values that are no secrets, such as the keys of examples.",

  "rails.config.sensitive_data_detection": "`detect|mask sensitive data on …`: personal data, under Presidio's names.",
  "rails.config.sensitive_data_detection.<group>": ONE_GROUP,
  "rails.config.sensitive_data_detection.<group>.entities":
    "The kinds to find: `EMAIL_ADDRESS`, `CREDIT_CARD`, … of docs/detection.md.",
  "rails.config.sensitive_data_detection.<group>.score_threshold":
    "How sure a finding is at least. Without it: 0.2 where the rail blocks, 0.4 where it masks.",
  "rails.config.sensitive_data_detection.<group>.mask_token":
    "What stands in the place of a value. `*`: its kind, as `<EMAIL_ADDRESS>`.",
  "rails.config.sensitive_data_detection.<group>.reading":
    "`fold` also reads through tricks of writing, `decode` also escapes, base64 and hex.",
  "rails.config.sensitive_data_detection.recognizers": "Recognizers of your own, as Presidio's YAML has them.",
  "rails.config.sensitive_data_detection.recognizers[].name": "A name for people.",
  "rails.config.sensitive_data_detection.recognizers[].supported_entity":
    "The kind it finds, to be listed under `entities`.",
  "rails.config.sensitive_data_detection.recognizers[].patterns": "How values look.",
  "rails.config.sensitive_data_detection.recognizers[].patterns[].name": "A name for people.",
  "rails.config.sensitive_data_detection.recognizers[].patterns[].regex": "The pattern.",
  "rails.config.sensitive_data_detection.recognizers[].patterns[].score": "How sure a match is.",
  "rails.config.sensitive_data_detection.recognizers[].deny_list": "Words that are always a value of this kind.",
  "rails.config.sensitive_data_detection.recognizers[].deny_list_score": "How sure a word of `deny_list` is.",
  "rails.config.sensitive_data_detection.recognizers[].context": "Words nearby that make a match surer.",
  "rails.config.sensitive_data_detection.recognizers[].supported_language": UNREAD,
  "rails.config.sensitive_data_detection.recognizers[].supported_languages": UNREAD,
  "rails.config.sensitive_data_detection.recognizers[].type": UNREAD,
  "rails.config.sensitive_data_detection.recognizers[].enabled": "Whether it finds anything.",
  "rails.config.sensitive_data_detection.recognizers[].global_regex_flags": UNREAD,
  "rails.config.sensitive_data_detection.recognizers[].version": UNREAD,

  "rails.config.blocked_terms": "`detect|mask blocked terms on …`: words of your own.",
  "rails.config.blocked_terms.lists": "Lists of terms, each read in its own way.",
  "rails.config.blocked_terms.lists[].name": "What verdicts call a finding.",
  "rails.config.blocked_terms.lists[].terms": "The terms.",
  "rails.config.blocked_terms.lists[].level":
    "How hard a term may be hidden: `exact`, `fold` (look-alikes), `squash` (letters apart), `decode` (escapes, base64).",
  "rails.config.blocked_terms.lists[].case_sensitive": "Tells `A` from `a`.",
  "rails.config.blocked_terms.lists[].whole_words": "A term inside a longer word does not count.",
  "rails.config.blocked_terms.mask_token": "What stands in the place of a term.",

  "rails.config.injection_detection": "`injection detection`.",
  "rails.config.injection_detection.injections":
    "Kinds that are looked for, and names of `yara_rules`. Without any: all.",
  "rails.config.injection_detection.action":
    "`reject` ends the answer, `omit` takes out what was found, `sanitize` writes its signs as references of HTML.",
  "rails.config.injection_detection.yara_path": "Refused: there are no files here. Write the rules under `yara_rules`.",
  "rails.config.injection_detection.yara_rules": "Rules of your own by name, as texts of YARA. See docs/detection.md.",
  "rails.config.prompt_injection": "`detect prompt injection on …`.",
  "rails.config.prompt_injection.threshold": "What the signs of a text must weigh together; less blocks more.",
  "rails.config.repetition": "`stop repetition on output`.",
  "rails.config.repetition.repeats": "How often a piece must be said, without anything between, until it is a loop.",
  "rails.config.repetition.min_length":
    "Characters that are said again and again until they are a loop; five times as many of what is mostly no letters.",
  "rails.config.links": "`detect|mask links on output`.",
  "rails.config.links.allowed_hosts": "Hosts that may be linked: `example.com`, `*.example.com`, `example.com:8080`.",
  "rails.config.links.allowed_schemes": "Schemes that may be linked.",
  "rails.config.links.max_query_length": "Characters that query and fragment of a link may have together.",
  "rails.config.links.mask_token": "What stands in the place of a link.",

  "rails.config.unicode_tricks": "`detect|strip unicode tricks on …`.",
  "rails.config.unicode_tricks.action": "`strip` takes such characters away, `show` writes their numbers.",
  "rails.config.unicode_tricks.max_marks": "Marks that may stand on one letter.",

  "rails.config.system_prompt_leak": "`detect system prompt leak on output`.",
  "rails.config.system_prompt_leak.words": "Words in a row of a system message that are a leak.",

  "rails.config.content_safety": "`content safety check …`.",
  "rails.config.content_safety.multilingual": "Refusals in the user's language.",
  "rails.config.content_safety.multilingual.enabled": "Refuses in the language of the question.",
  "rails.config.content_safety.multilingual.refusal_messages":
    "Refusals of your own by language code. None: built-in ones.",
  "rails.config.content_safety.reasoning": "Safety models that reason.",
  "rails.config.content_safety.reasoning.enabled": "Lets the prompt ask the model to reason.",

  "rails.config.context_bloat_detection": "`context bloat detection on …`: texts that only fill.",
  "rails.config.context_bloat_detection.max_chars": "Characters a text may have.",
  "rails.config.context_bloat_detection.min_chars": "Shorter texts are only held against `max_chars`.",
  "rails.config.context_bloat_detection.min_entropy": "Bits a character must carry on average.",
  "rails.config.context_bloat_detection.max_repetition_ratio": "Share of stretches of words that may be repeated.",
  "rails.config.context_bloat_detection.ngram_size": "Words of such a stretch.",
  "rails.config.context_bloat_detection.max_run_ratio": "Share of the text that may be one character in a row.",
  "rails.config.context_bloat_detection.action": "What becomes of such a text.",

  "rails.config.jailbreak_detection": "`jailbreak detection …`.",
  "rails.config.jailbreak_detection.server_endpoint": "A server of NeMo's heuristics or model.",
  "rails.config.jailbreak_detection.length_per_perplexity_threshold":
    "Length by perplexity from which a text counts. Without it: 89.79.",
  "rails.config.jailbreak_detection.prefix_suffix_perplexity_threshold":
    "Perplexity of its ends from which a text counts. Without it: 1845.65.",
  "rails.config.jailbreak_detection.lp_threshold": "The older name of `length_per_perplexity_threshold`.",
  "rails.config.jailbreak_detection.ps_ppl_threshold": "The older name of `prefix_suffix_perplexity_threshold`.",
  "rails.config.jailbreak_detection.nim_base_url": "A NemoGuard JailbreakDetect NIM.",
  "rails.config.jailbreak_detection.nim_server_endpoint": "The path below it.",
  "rails.config.jailbreak_detection.api_key": "The key itself. Better: `api_key_env_var`.",
  "rails.config.jailbreak_detection.api_key_env_var": KEY_VARIABLE,
  "rails.config.jailbreak_detection.embedding": UNREAD,
  "rails.config.jailbreak_detection.nim_url": "The older way to write `nim_base_url`: its host.",
  "rails.config.jailbreak_detection.nim_port": "The older way to write `nim_base_url`: its port.",

  "rails.config.ai_defense": "Cisco AI Defense.",
  "rails.config.ai_defense.timeout": SECONDS,
  "rails.config.ai_defense.fail_open": FAIL_OPEN,

  "rails.config.fact_checking": "AlignScore.",
  "rails.config.fact_checking.provider": UNREAD,
  "rails.config.fact_checking.parameters": "Where the server is.",
  "rails.config.fact_checking.parameters.endpoint": SERVER,
  "rails.config.fact_checking.fallback_to_self_check": "Refused when true: a service that fails blocks.",

  "rails.config.autoalign": "AutoAlign.",
  "rails.config.autoalign.parameters": "Where its services are.",
  "rails.config.autoalign.parameters.endpoint": "The guardrails.",
  "rails.config.autoalign.parameters.groundedness_check_endpoint": "The check against what was retrieved.",
  "rails.config.autoalign.parameters.fact_check_endpoint": "The check of facts.",
  "rails.config.autoalign.parameters.multi_language": "Whether texts may be in any language.",
  "rails.config.autoalign.parameters.factcheck_threshold": "Scores below it block.",
  "rails.config.autoalign.<group>": ONE_GROUP,
  "rails.config.autoalign.<group>.guardrails_config": "The guardrails of this direction, by name.",
  "rails.config.autoalign.guardrails_config": "The guardrails of answers, where `output` says nothing.",

  "rails.config.clavata": "Clavata.",
  "rails.config.clavata.server_endpoint": SERVER,
  "rails.config.clavata.policies": "The ids of policies, by the names you give them.",
  "rails.config.clavata.label_match_logic": "Whether any or all of `labels` must match.",
  "rails.config.clavata.<group>": ONE_GROUP,
  "rails.config.clavata.<group>.policy": "The name of a policy, or its id.",
  "rails.config.clavata.<group>.labels": "The labels that count. None: any match of the policy.",

  "rails.config.crowdstrike_aidr": "CrowdStrike AIDR.",
  "rails.config.crowdstrike_aidr.timeout": SECONDS,

  "rails.config.f5": "F5 AI Guardrails.",
  "rails.config.f5.api_url": "The address of the service. Without it: `F5_GUARDRAILS_API_URL`.",
  "rails.config.f5.fail_open": FAIL_OPEN,
  "rails.config.f5.max_retries": "How often it is asked again when it limits requests.",
  "rails.config.f5.max_retry_after_seconds": "Seconds it is waited for at most.",
  "rails.config.f5.retry_backoff_seconds": "Seconds of the first pause; each later one is twice as long.",

  "rails.config.fiddler": "Fiddler.",
  "rails.config.fiddler.fiddler_endpoint": SERVER,
  "rails.config.fiddler.safety_threshold": "Scores from it on block.",
  "rails.config.fiddler.faithfulness_threshold": "Scores below it block.",

  "rails.config.gliner": "`gliner detect|mask pii on …`.",
  "rails.config.gliner.server_endpoint": SERVER,
  "rails.config.gliner.model": "The model that a server of chat completions is asked for.",
  "rails.config.gliner.api_key_env_var": KEY_VARIABLE,
  "rails.config.gliner.threshold": "How sure a finding is at least.",
  "rails.config.gliner.chunk_length": "Tokens the model reads at once.",
  "rails.config.gliner.overlap": "Tokens that two chunks share.",
  "rails.config.gliner.flat_ner": "Findings do not stand inside each other.",
  "rails.config.gliner.<group>": ONE_GROUP,
  "rails.config.gliner.<group>.entities": ENTITIES,

  "rails.config.guardrails_ai": "Guardrails AI.",
  "rails.config.guardrails_ai.server_endpoint": SERVER,
  "rails.config.guardrails_ai.validators": UNREAD,
  "rails.config.guardrails_ai.validators[].name": UNREAD,
  "rails.config.guardrails_ai.validators[].parameters": UNREAD,
  "rails.config.guardrails_ai.validators[].metadata": UNREAD,
  "rails.config.guardrails_ai.<group>": UNREAD,
  "rails.config.guardrails_ai.<group>.validators": UNREAD,
  "rails.config.guardrails_ai.<group>.validators[].name": UNREAD,
  "rails.config.guardrails_ai.<group>.validators[].parameters": UNREAD,
  "rails.config.guardrails_ai.<group>.validators[].metadata": UNREAD,

  "rails.config.hf_classifier": "Classifiers, by the names that flows give as `$classifier=…`.",
  "rails.config.hf_classifier.*.engine": "The kind of server. `local` runs in Python only and is refused.",
  "rails.config.hf_classifier.*.model": "The name of the model.",
  "rails.config.hf_classifier.*.task": UNREAD,
  "rails.config.hf_classifier.*.threshold": "How sure a label is at least.",
  "rails.config.hf_classifier.*.blocked_labels": "Labels that block. None: it never does.",
  "rails.config.hf_classifier.*.parameters": "How the server is asked.",
  "rails.config.hf_classifier.*.base_url": SERVER,
  "rails.config.hf_classifier.*.api_key_env_var": KEY_VARIABLE,
  "rails.config.hf_classifier.*.parameters.timeout": SECONDS,
  "rails.config.hf_classifier.*.parameters.verify_ssl": "Refused when false: certificates are the runtime's business.",
  "rails.config.hf_classifier.*.parameters.ca_cert": "Refused: certificates are the runtime's business.",
  "rails.config.hf_classifier.*.parameters.client_cert": "Refused: certificates are the runtime's business.",
  "rails.config.hf_classifier.*.parameters.client_key": "Refused: certificates are the runtime's business.",

  "rails.config.pangea": "Pangea AI Guard.",
  "rails.config.pangea.<group>": ONE_GROUP,
  "rails.config.pangea.<group>.recipe": "The recipe to use. Without it: the service's default.",

  "rails.config.patronus": "Patronus' Evaluate API.",
  "rails.config.patronus.input": UNREAD,
  "rails.config.patronus.output": ONE_GROUP,
  "rails.config.patronus.<group>.evaluate_config": "What is evaluated.",
  "rails.config.patronus.<group>.evaluate_config.success_strategy": "Whether all evaluators must pass, or any.",
  "rails.config.patronus.<group>.evaluate_config.params": "The parameters of the request, with its `evaluators`.",

  "rails.config.polygraf": "Polygraf.",
  "rails.config.polygraf.server_endpoint": SERVER,
  "rails.config.polygraf.<group>": ONE_GROUP,
  "rails.config.polygraf.<group>.entities": ENTITIES,

  "rails.config.privateai": "Private AI.",
  "rails.config.privateai.server_endpoint": SERVER,
  "rails.config.privateai.<group>": ONE_GROUP,
  "rails.config.privateai.<group>.entities": ENTITIES,

  "rails.config.trend_micro": "Trend Micro AI Guard.",
  "rails.config.trend_micro.v1_url": SERVER,
  "rails.config.trend_micro.api_key_env_var": KEY_VARIABLE,
  "rails.config.trend_micro.application_name": "The name the service knows this application by.",
  "rails.config.trend_micro.detailed_response": "Asks for the reasons of a verdict.",
};
