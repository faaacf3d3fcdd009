import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { resolveRails } from "../../../src/library/resolve/resolve-rails.ts";
import { serviceRailContract } from "../../contracts/service-rail.contract.ts";
import { railSources } from "../../support/rail-sources.ts";

const SAID = "You fool";
const classifier = (engine: string, more: object = {}) => ({
  hf_classifier: {
    toxicity: {
      engine,
      model: "org/toxic",
      base_url: "https://models.test/",
      threshold: 0.7,
      blocked_labels: ["toxic", "2"],
      ...more,
    },
  },
});
const KEY = {
  env: { HF_KEY: "hf_secret_key_1" },
  needs: ["HF_KEY"],
  keys: ["hf_secret_key_1"],
};

serviceRailContract({
  ...KEY,
  flow: "hf classifier check input $classifier=toxicity",
  group: "input",
  settings: classifier("vllm", { api_key_env_var: "HF_KEY" }),
  said: SAID,
  request: {
    path: "/classify",
    headers: { authorization: "Bearer hf_secret_key_1" },
    body: { model: "org/toxic", input: SAID },
  },
  allow: { data: [{ index: 0, label: "toxic", probs: [0.31, 0.69], num_classes: 2 }] },
  block: { answer: { data: [{ label: "toxic", probs: [0.3, 0.7] }] }, reason: "toxic" },
  nonsense: [{}, { data: [] }, { data: [{ label: "toxic" }] }, []],
});

serviceRailContract({
  flow: "hf classifier check output $classifier=toxicity",
  group: "output",
  settings: classifier("kserve"),
  said: SAID,
  request: { path: "/v1/models/org/toxic:predict", body: { instances: [SAID] } },
  allow: { predictions: [{ toxic: 0.69, fine: 0.31 }] },
  block: { answer: { predictions: [[[0, 2], [[1]]]] }, reason: "2" },
  nonsense: [{}, { predictions: [] }, { predictions: ["toxic"] }, { predictions: [[["a"]]] }],
});

serviceRailContract({
  flow: "hf classifier check retrieval $classifier=toxicity",
  group: "retrieval",
  settings: classifier("fms"),
  said: SAID,
  request: { path: "/api/v1/text/contents", body: { contents: [SAID], detector_params: { threshold: 0.7 } } },
  allow: [[{ detection_type: "fine", score: 0.9 }]],
  mask: { answer: [[{ detection_type: "toxic", score: 0.7 }]], becomes: "" },
  nonsense: [{}, [], [{ detection_type: "toxic", score: 1 }], [[{ detection_type: "toxic" }]]],
});

describe("a Hugging Face classifier", () => {
  const resolve = (flow: string, settings: object) => {
    const config = RailsConfig.fromObject({ rails: { input: { flows: [flow] }, config: settings } });
    return () => resolveRails(railSources(config));
  };

  it("must be configured under the name in the flow", () => {
    expect(resolve("hf classifier check input $classifier=other", classifier("vllm"))).toThrow("names no classifier");
    expect(resolve("hf classifier check input", classifier("vllm"))).toThrow("names no classifier");
  });

  it("that runs in Python is rejected with a solution", () => {
    const local = { hf_classifier: { toxicity: { model: "org/toxic", task: "text-classification" } } };
    expect(resolve("hf classifier check input $classifier=toxicity", local)).toThrow("set `engine` to vllm");
  });

  it("is called with the certificates of the runtime", () => {
    const settings = classifier("vllm", { parameters: { verify_ssl: false } });
    expect(resolve("hf classifier check input $classifier=toxicity", settings)).toThrow(
      "Certificates are the runtime's",
    );
  });

  it("may return labels without scores", async () => {
    expect(resolve("hf classifier check input $classifier=toxicity", classifier("kserve"))).not.toThrow();
  });
});
