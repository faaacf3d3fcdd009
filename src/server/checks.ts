import type { CheckInput } from "../engine/check-subject.ts";
import type { CheckedMessages, RailsResult } from "../engine/check.ts";
import type { LLMRails } from "../engine/llm-rails.ts";
import type { ToolViolation } from "../engine/tool-violations.ts";
import type { Access } from "./access.ts";
import type { Gateway, Handler } from "./gateway.ts";
import { type CheckRequest, checkRequestReader } from "./reading/chat/check-request.ts";
import { readJsonObject } from "./reading/read-json.ts";
import type { RequestRecord } from "./request-record.ts";

/** The rails of the configs that a check selects. */
export const railsFor = (
  gateway: Gateway,
  access: Access,
  named: Pick<CheckRequest, "configIds" | "model">,
  record: RequestRecord,
): LLMRails => {
  const choice = gateway.registry.choose(named, access);
  record.note({ configIds: choice.ids });
  return gateway.registry.rails(choice);
};

/** Runs a check, and records failed rails for the operator. */
export const runCheck = async (rails: LLMRails, input: CheckInput, record: RequestRecord): Promise<CheckedMessages> => {
  const checked = await rails.check(input);
  record.noteLog(checked.log);
  return checked;
};

/** A violation under NeMo's names, without the rail's reason, which may quote a rule or an argument. */
const violationToWire = ({ kind, violationType, toolCallId, toolName, index }: ToolViolation): object => ({
  kind,
  violation_type: violationType,
  reason: violationType.replaceAll("_", " "),
  tool_call_id: toolCallId,
  tool_name: toolName,
  index,
});

const resultToWire = ({ status, content, rail, toolViolations }: RailsResult): object => ({
  status,
  content,
  rail,
  ...(toolViolations === undefined ? {} : { tool_violations: toolViolations.map(violationToWire) }),
});

const check = async (request: Request, record: RequestRecord, gateway: Gateway, access: Access) => {
  const { messages, railTypes, tools, ...named } = gateway.reader(checkRequestReader)(
    await readJsonObject(request, gateway.limits),
  );
  const rails = railsFor(gateway, access, named, record);
  const input = { messages, signal: request.signal, ...(railTypes && { railTypes }), ...(tools && { tools }) };
  return (await runCheck(rails, input, record)).result;
};

/** `POST /v1/checks`: runs rails on messages without generating an answer, as NeMo Guardrails' server does. */
export const checks: Handler = async (...about) => Response.json(resultToWire(await check(...about)));

/** The status of the rail that decided; the others are not listed. */
const railsStatus = ({ rail, status }: RailsResult): object =>
  rail === null ? {} : { [rail]: { status: status === "blocked" ? "blocked" : "success" } };

/**
 * `POST /v1/guardrail/checks`: the same in the format of NVIDIA's microservice, for gateways that delegate to it, such
 * as Kong's `ai-nvidia-nemo-guardrail`. A rewrite is reported as success, since the format has no field for the new
 * text.
 */
export const guardrailChecks: Handler = async (...about) => {
  const result = await check(...about);
  const status = result.status === "blocked" ? "blocked" : "success";
  return Response.json({ status, rails_status: railsStatus(result), guardrails_data: null });
};
