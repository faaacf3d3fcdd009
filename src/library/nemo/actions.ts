import type { RailGroup } from "../../config/rail-groups.ts";
import type { OutcomeTruth } from "../../rails/colang/outcome.ts";

/** An action of NeMo Guardrails' library, and the equivalent flows here. */
export interface NemoAction {
  /** The flows by the text that they check. */
  readonly flows: Readonly<Partial<Record<"input" | "output" | "retrieval", string>>>;
  /** The argument that selects the text. Without one it is the text under check. */
  readonly source?: "source" | "mode" | "rail" | "user_prompt";
  /** Arguments that become parameters of the flow. */
  readonly params?: readonly string[];
  /** Its truth value in conditions: what the action returned before NeMo Guardrails 0.24. */
  readonly truth?: OutcomeTruth;
  /** The context variable that enables its flow. Executing the action does not need it. */
  readonly switch?: string;
  /** Whether its flow removes a retrieved chunk that it blocks. */
  readonly leavesOut?: boolean;
}

const both = (input: string, output: string, more: Omit<NemoAction, "flows"> = {}): NemoAction => ({
  flows: { input, output },
  ...more,
});

const all = (flow: string, more: Omit<NemoAction, "flows"> = {}): NemoAction => ({
  flows: { input: `${flow} input`, output: `${flow} output`, retrieval: `${flow} retrieval` },
  source: "source",
  ...more,
});

const input = (flow: string, more: Omit<NemoAction, "flows"> = {}): NemoAction => ({ flows: { input: flow }, ...more });
const output = (flow: string, more: Omit<NemoAction, "flows"> = {}): NemoAction => ({
  flows: { output: flow },
  ...more,
});

const FOUND = { truth: "blocked" } as const;
const ALLOWED = { truth: "allowed" } as const;
const FACTS = { ...ALLOWED, switch: "check_facts" } as const;

/** The actions that the flows of NeMo Guardrails 0.24's library execute, by name. */
export const NEMO_ACTIONS: ReadonlyMap<string, NemoAction> = new Map<string, NemoAction>([
  ["self_check_input", input("self check input", { params: ["variant"], ...ALLOWED })],
  ["self_check_output", output("self check output", { params: ["variant"], ...ALLOWED })],
  ["self_check_facts", output("self check facts", FACTS)],
  ["alignscore_check_facts", output("alignscore check facts", FACTS)],
  ["self_check_hallucination", output("self check hallucination", { ...FOUND, switch: "check_hallucination" })],
  ["content_safety_check_input", input("content safety check input", { params: ["model"] })],
  ["content_safety_check_output", output("content safety check output", { params: ["model"] })],
  ["topic_safety_check_input", input("topic safety check input", { params: ["model"] })],
  ["llama_guard_check_input", input("llama guard check input")],
  ["llama_guard_check_output", output("llama guard check output")],
  ["patronus_lynx_check_output_hallucination", output("patronus lynx check output hallucination")],
  ["patronus_api_check_output", output("patronus api check output", ALLOWED)],
  ["jailbreak_detection_heuristics", input("jailbreak detection heuristics", FOUND)],
  ["jailbreak_detection_model", input("jailbreak detection model", FOUND)],
  ["detect_regex_pattern", all("regex check", { leavesOut: true })],
  ["detect_sensitive_data", all("detect sensitive data on", FOUND)],
  ["mask_sensitive_data", all("mask sensitive data on")],
  ["detect_pii", all("detect pii on", FOUND)],
  ["mask_pii", all("mask pii on")],
  ["gliner_detect_pii", all("gliner detect pii on", FOUND)],
  ["gliner_mask_pii", all("gliner mask pii on")],
  ["polygraf_detect_pii", all("polygraf detect pii on", FOUND)],
  ["polygraf_mask_pii", all("polygraf mask pii on")],
  ["injection_detection", output("injection detection")],
  ["context_bloat_detection", all("context bloat detection on")],
  ["hf_classifier_check_input", input("hf classifier check input", { params: ["classifier"] })],
  ["hf_classifier_check_output", output("hf classifier check output", { params: ["classifier"] })],
  [
    "hf_classifier_check_retrieval",
    { flows: { retrieval: "hf classifier check retrieval" }, params: ["classifier"], leavesOut: true },
  ],
  ["call_activefence_api", both("activefence moderation on input", "activefence moderation on output")],
  ["ai_defense_inspect", both("ai defense inspect prompt", "ai defense inspect response", { source: "user_prompt" })],
  ["autoalign_input_api", input("autoalign check input")],
  ["autoalign_output_api", output("autoalign check output")],
  ["autoalign_groundedness_output_api", output("autoalign groundedness output", { switch: "check_facts" })],
  ["autoalign_factcheck_output_api", output("autoalign factcheck output")],
  ["clavata_check", both("clavata check input", "clavata check output", { source: "rail", ...FOUND })],
  ["crowdstrike_aidr_guard", both("crowdstrike aidr guard input", "crowdstrike aidr guard output", { source: "mode" })],
  ["f5_guardrails_scan", both("f5 guardrails scan input", "f5 guardrails scan output")],
  ["call_fiddler_safety_user", input("fiddler user safety", FOUND)],
  ["call_fiddler_safety_bot", output("fiddler bot safety", FOUND)],
  ["call_fiddler_faithfulness", output("fiddler bot faithfulness", FOUND)],
  ["call_gcpnlp_api", input("gcpnlp moderation")],
  ["validate_guardrails_ai_input", input("guardrailsai check input", { params: ["validator"] })],
  ["validate_guardrails_ai_output", output("guardrailsai check output", { params: ["validator"] })],
  ["pangea_ai_guard", both("pangea ai guard input", "pangea ai guard output", { source: "mode" })],
  ["call_policyai_api", both("policyai moderation on input", "policyai moderation on output")],
  ["protect_text", both("protect prompt", "protect response", { source: "user_prompt" })],
  ["trend_ai_guard", both("trend ai guard input", "trend ai guard output")],
]);

/** Actions of NeMo Guardrails that are not available: the reason, and what to do instead. */
export const ABSENT_ACTIONS: ReadonlyMap<string, string> = new Map([
  ["generate_user_intent", "dialog is not run here"],
  ["generate_next_steps", "dialog is not run here"],
  ["generate_bot_message", "dialog is not run here: write the text under define bot"],
  ["retrieve_relevant_chunks", "no documents are searched here: pass `relevant_chunks` in the context of a request"],
]);

/** Former names of actions. A config may define an action with such a name. */
export const RENAMED_ACTIONS: ReadonlyMap<string, string> = new Map([
  ["check_facts", "self_check_facts"],
  ["check_hallucination", "self_check_hallucination"],
]);

/** Subflows of NeMo Guardrails that have no effect here. */
export const IDLE_SUBFLOWS: ReadonlySet<string> = new Set(["mask blocked user input"]);

/** The kind of text that rails of a group check. */
export const subjectOf = (group: RailGroup): "input" | "output" | "retrieval" => {
  if (group === "output" || group === "toolOutput") return "output";
  return group === "retrieval" ? "retrieval" : "input";
};
