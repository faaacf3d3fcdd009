import { recordOf, textOf } from "../../json.ts";
import type { ModelParams } from "../../llm/language-model.ts";
import { type OutputStage, outputStages, type OutputStageOptions } from "../../rails/output-stages.ts";
import type { Rail, RailContext } from "../../rails/rail.ts";
import { forbidding } from "../../rails/vault/forbid-only.ts";
import { restoreStage } from "../../rails/vault/restore-stage.ts";
import { Vault, type ValueOrigin } from "../../rails/vault/vault.ts";
import { SubstringIndex } from "../../text/substring-index.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { RailType } from "../../types/verdict.ts";
import type { CheckedRequest } from "../checked-request.ts";
import type { EngineParts } from "../engine-parts.ts";

/** Whether the request asks for JSON, in the parameters of any of the APIs. */
const asksForJson = (params: ModelParams): boolean =>
  [
    params["response_format"],
    params["responseFormat"],
    recordOf(params["text"])["format"],
    recordOf(params["output_config"])["format"],
  ].some((format) => textOf(recordOf(format)["type"]).startsWith("json"));

const ESCAPED: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

const unescaped = (json: string): string =>
  json.replaceAll(/\\+(?:u([\da-f]{4})|(.))/gi, (_, code: string | undefined, sign: string) =>
    code === undefined ? (ESCAPED[sign] ?? sign) : String.fromCharCode(Number.parseInt(code, 16)),
  );

/** An index of a request's texts, both as written and with JSON escapes undone. */
const textIndexOf = (request: unknown): SubstringIndex => {
  const json = JSON.stringify(request);
  return new SubstringIndex(json.includes("\\") ? `${json}\n${unescaped(json)}` : json);
};

/**
 * The vault of one request: pseudonyms for the values that rails mask before the answer, if the config asks for them.
 */
export class RequestVault {
  readonly #parts: EngineParts;
  readonly #request: CheckedRequest;
  #vault: Vault | undefined;

  constructor(parts: EngineParts, request: CheckedRequest) {
    this.#parts = parts;
    this.#request = request;
  }

  get vault(): Vault | undefined {
    return this.#vault;
  }

  /** Loads the conversation's vault, or makes a new one. Texts of the request are never used as pseudonyms. */
  async open(messages: readonly ChatMessage[]): Promise<void> {
    const { storedVaults, config } = this.#parts;
    const { pseudonyms } = config.rails.input;
    if (pseudonyms === undefined) return;
    const { threadId } = this.#request;
    const stored = threadId === undefined ? undefined : await storedVaults?.load(threadId, pseudonyms.style);
    this.#vault = stored ?? new Vault(pseudonyms.style);
    let index: SubstringIndex | undefined;
    this.#vault.avoid((text) => (index ??= textIndexOf([messages, this.#request])).has(text));
  }

  async save(): Promise<void> {
    const { threadId } = this.#request;
    if (this.#vault !== undefined && threadId !== undefined)
      await this.#parts.storedVaults?.save(threadId, this.#vault);
  }

  /** Makes pseudonyms for rails of a type; undefined for output rails, whose masks are final. */
  pseudonymizer(railType: RailType, origin: ValueOrigin): RailContext["pseudonym"] {
    const vault = this.#vault;
    if (vault === undefined || railType === "output" || railType === "tool_output") return undefined;
    return (label, value) => vault.pseudonym(label, value, origin);
  }

  /**
   * The stages that restore masked values of the user in an answer; none if there are none. Restored values are not
   * masked again, but rails that block still read them.
   */
  restoreStages(params: ModelParams, rails: readonly Rail[], run: OutputStageOptions["run"]): readonly OutputStage[] {
    const vault = this.#vault;
    if (vault === undefined || vault.tree.isEmpty) return [];
    if (this.#parts.config.rails.input.pseudonyms?.restore !== true) return [];
    const blocking = rails.flatMap((rail) => (rail.reads === "incremental" ? [forbidding(rail)] : []));
    return [restoreStage(vault, asksForJson(params)), ...outputStages(blocking, { run, streaming: undefined })];
  }
}
