import * as v from "valibot";
import type { CheckRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { bearer, below, Needs } from "../remote/needs.ts";
import { ALLOW, blockingRail } from "../remote/service-rail.ts";
import type { Service } from "../remote/service.ts";
import { type JailbreakSettings, jailbreakSettings } from "./settings.ts";

const EXCEPTION = "JailbreakDetectionRailException";

const KEY = "jailbreak_detection";

const answer = v.object({ jailbreak: v.boolean() });

type Setup = RailSetup<JailbreakSettings>;
type BodyOf = (prompt: string) => Readonly<Record<string, unknown>>;

const railOf = (setup: Setup, service: Service, bodyOf: BodyOf): CheckRail =>
  blockingRail(setup, {}, async (text, context) => {
    const { jailbreak } = await service.ask(bodyOf(text), answer, context);
    return jailbreak ? { outcome: "block", reason: "jailbreak" } : ALLOW;
  });

const serverOf = (setup: Setup): Service => {
  const needs = new Needs(setup);
  const url = needs.address(setup.settings.server_endpoint, { path: `rails.config.${KEY}.server_endpoint` });
  return needs.service("jailbreak detection", url, {});
};

/** Perplexities are computed by a language model, so by a server. */
const heuristicsRail = (setup: Setup): CheckRail => {
  const { length_per_perplexity_threshold, prefix_suffix_perplexity_threshold } = setup.settings;
  const thresholds = {
    lp_threshold: length_per_perplexity_threshold,
    ps_ppl_threshold: prefix_suffix_perplexity_threshold,
  };
  return railOf(setup, serverOf(setup), (prompt) => ({ prompt, ...thresholds }));
};

const nimRail = (setup: Setup, base: string): CheckRail => {
  const { nim_server_endpoint, api_key, api_key_env_var } = setup.settings;
  const needs = new Needs(setup);
  const url = needs.address(base, { path: `rails.config.${KEY}.nim_base_url` });
  const path = `rails.config.${KEY}.api_key`;
  const key = api_key === undefined ? needs.namedKey(api_key_env_var, url) : needs.writtenKey(api_key, path);
  const service = needs.service("NemoGuard JailbreakDetect", below(url, nim_server_endpoint), bearer(key));
  return railOf(setup, service, (input) => ({ input }));
};

const modelRail = (setup: Setup): CheckRail => {
  const { nim_base_url } = setup.settings;
  if (nim_base_url !== undefined && nim_base_url !== "") return nimRail(setup, nim_base_url);
  return railOf(setup, serverOf(setup), (prompt) => ({ prompt }));
};

/** Jailbreak detection by a NIM or by the server of NeMo Guardrails' detectors. */
export const jailbreakDetection: AnyRailSpec = defineRailSpec({
  flows: {
    "jailbreak detection heuristics": { groups: ["input"], reads: "whole", exception: EXCEPTION },
    "jailbreak detection model": { groups: ["input"], reads: "whole", exception: EXCEPTION },
  },
  settings: { key: KEY, schema: jailbreakSettings },
  create: (setup) => (setup.name === "jailbreak detection heuristics" ? heuristicsRail(setup) : modelRail(setup)),
});
