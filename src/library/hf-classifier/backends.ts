import * as v from "valibot";
import { below } from "../remote/needs.ts";
import type { AnswerSchema } from "../remote/service.ts";
import type { Classifier, ClassifierEngine } from "./settings.ts";

export interface Detection {
  readonly label: string;
  readonly score: number;
}

/** The API of a kind of server. */
export interface Backend {
  readonly url: (base: URL, classifier: Classifier) => URL;
  readonly body: (text: string, classifier: Classifier) => unknown;
  readonly answer: AnswerSchema<readonly Detection[]>;
}

const detections = (labels: readonly string[], score: number): readonly Detection[] =>
  labels.map((label) => ({ label, score }));

const vllm: Backend = {
  url: (base) => below(base, "classify"),
  body: (input, { model }) => ({ model, input }),
  answer: v.pipe(
    v.object({ data: v.pipe(v.array(v.object({ label: v.string(), probs: v.array(v.number()) })), v.minLength(1)) }),
    v.transform(({ data }) => data.map(({ label, probs }) => ({ label, score: Math.max(0, ...probs) }))),
  ),
};

type Nested = number | readonly Nested[];
const nested: v.GenericSchema<unknown, Nested> = v.union([v.number(), v.array(v.lazy(() => nested))]);

const flattened = (value: Nested): readonly number[] =>
  typeof value === "number" ? [value] : value.flatMap(flattened);

/** A score for each class, the class, or the class of each token, where 0 is none. */
const prediction = v.union([
  v.pipe(
    v.record(v.string(), v.number()),
    v.transform((scores) => Object.entries(scores).map(([label, score]) => ({ label, score }))),
  ),
  v.pipe(
    v.number(),
    v.transform((index) => detections([String(Math.trunc(index))], 1)),
  ),
  v.pipe(
    v.array(nested),
    v.transform((tokens) => {
      const classes = new Set(flattened(tokens).filter((index) => index !== 0));
      return detections([...classes].map(String), 1);
    }),
  ),
]);

const kserve: Backend = {
  url: (base, { model }) => below(base, `v1/models/${model.split("/").map(encodeURIComponent).join("/")}:predict`),
  body: (text) => ({ instances: [text] }),
  answer: v.pipe(
    v.object({ predictions: v.tuple([prediction]) }),
    v.transform(({ predictions: [first] }) => first),
  ),
};

/** The detectors of FMS Guardrails. */
const fms: Backend = {
  url: (base) => below(base, "api/v1/text/contents"),
  body: (text, { threshold }) => ({ contents: [text], detector_params: { threshold } }),
  answer: v.pipe(
    v.tuple([v.array(v.object({ detection_type: v.string(), score: v.number() }))]),
    v.transform(([found]) => found.map(({ detection_type, score }) => ({ label: detection_type, score }))),
  ),
};

export const BACKENDS: Readonly<Record<Exclude<ClassifierEngine, "local">, Backend>> = { vllm, kserve, fms };
