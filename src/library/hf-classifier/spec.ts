import { ConfigError } from "../../errors.ts";
import type { CheckRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { bearer, Needs } from "../remote/needs.ts";
import { ALLOW, blockFor, blockingRail, rewritingRail, rewrittenTo } from "../remote/service-rail.ts";
import { inMs } from "../remote/settings.ts";
import { BACKENDS, type Backend } from "./backends.ts";
import { type Classifier, classifierSettings } from "./settings.ts";

const KEY = "hf_classifier";

type Setup = RailSetup<Readonly<Record<string, Classifier>>>;

interface Named {
  readonly classifier: Classifier;
  readonly backend: Backend;
  readonly path: string;
}

/** The classifier a flow names. */
const namedBy = ({ flow, name, params, settings }: Setup): Named => {
  const classifierName = typeof params["classifier"] === "string" ? params["classifier"] : "";
  const classifier = Object.hasOwn(settings, classifierName) ? settings[classifierName] : undefined;
  if (classifier === undefined) {
    const fix = `write \`${name} $classifier=<name>\` with a name under \`rails.config.${KEY}\``;
    throw new ConfigError([
      { message: `The flow \`${flow}\` names no classifier: ${fix}`, path: `rails.config.${KEY}` },
    ]);
  }
  const path = `rails.config.${KEY}.${classifierName}`;
  if (classifier.engine !== "local") return { classifier, backend: BACKENDS[classifier.engine], path };
  const message = `A \`local\` classifier runs in Python: serve the model and set \`engine\` to vllm, kserve or fms`;
  throw new ConfigError([{ message, path: `${path}.engine` }]);
};

const create = (setup: Setup): CheckRail => {
  const { classifier, backend, path } = namedBy(setup);
  const { base_url, api_key_env_var, blocked_labels, threshold, timeout } = classifier;
  const needs = new Needs(setup);
  const base = needs.address(base_url, { path: `${path}.base_url` });
  const key = needs.namedKey(api_key_env_var, base);
  const service = needs.service("HF classifier", backend.url(base, classifier), bearer(key));
  // In retrieval, only the chunk is removed, not the request blocked.
  const isRetrieval = setup.group === "retrieval";
  const railOf = isRetrieval ? rewritingRail : blockingRail;
  return railOf(setup, { timeoutMs: inMs(timeout) }, async (text, context) => {
    const found = await service.ask(backend.body(text, classifier), backend.answer, context, { maxRetries: 1 });
    const blocked = found.filter(({ label, score }) => score >= threshold && blocked_labels.includes(label));
    if (blocked.length === 0) return ALLOW;
    return isRetrieval ? rewrittenTo(text, "") : blockFor(blocked.map(({ label }) => label));
  });
};

/** A text classifier behind vLLM, KServe or the detectors of FMS Guardrails. */
export const hfClassifier: AnyRailSpec = defineRailSpec({
  flows: {
    "hf classifier check input": { groups: ["input"], reads: "whole" },
    "hf classifier check output": { groups: ["output"], reads: "window" },
    "hf classifier check retrieval": { groups: ["retrieval"], reads: "whole", rewrites: true },
  },
  settings: { key: KEY, schema: classifierSettings },
  params: ["classifier"],
  create,
});
