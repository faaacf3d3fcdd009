/**
 * The decision of a rail as flows read it: the `RailOutcome` of NeMo Guardrails 0.24, with the fields of earlier
 * versions.
 */
export interface OutcomeFields {
  readonly decision: "allow" | "block" | "transform";
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The rewritten text, by the name of its variable. */
  readonly transform_text: Readonly<Record<string, string>>;
}

/**
 * The truth value of an outcome in conditions. Flows for NeMo Guardrails before 0.24 need it: actions then returned
 * whether the text was allowed, or whether something was found. Undefined: the outcome has none.
 */
export type OutcomeTruth = "allowed" | "blocked" | undefined;

export class ActionOutcome implements OutcomeFields {
  readonly decision: OutcomeFields["decision"];
  readonly reason: string | null;
  readonly metadata: OutcomeFields["metadata"];
  readonly transform_text: OutcomeFields["transform_text"];
  readonly is_blocked: boolean;
  readonly is_transform: boolean;
  readonly allowed: boolean;
  readonly policy_violations: unknown;
  readonly failed: boolean = false;
  readonly #truth: OutcomeTruth;

  constructor({ decision, reason, metadata, transform_text }: OutcomeFields, truth: OutcomeTruth) {
    this.decision = decision;
    this.reason = reason;
    this.metadata = metadata;
    this.transform_text = transform_text;
    this.is_blocked = decision === "block";
    this.is_transform = decision === "transform";
    this.allowed = !this.is_blocked;
    this.policy_violations = metadata["policy_violations"] ?? [];
    this.#truth = truth;
  }

  /** @throws TypeError if the outcome has no truth value */
  get truth(): boolean {
    if (this.#truth === undefined)
      throw new TypeError("An outcome is neither true nor false: ask for its .is_blocked or .is_transform");
    return this.#truth === "blocked" ? this.is_blocked : this.allowed;
  }
}
