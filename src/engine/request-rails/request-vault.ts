import { recordOf, textOf } from "../../json.ts";
import type { ModelParams } from "../../llm/language-model.ts";
import { type OutputStage, outputStages, type OutputStageOptions } from "../../rails/output-stages.ts";
import type { Rail, RailContext } from "../../rails/rail.ts";
import { forbidding } from "../../rails/vault/forbid-only.ts";
import { restoreStage } from "../../rails/vault/restore-stage.ts";
import { Vault } from "../../rails/vault/vault.ts";
import { SubstringIndex } from "../../text/substring-index.ts";
import type { ChatMessage, RailType } from "../../types.ts";
import type { EngineParts } from "../engine-parts.ts";
import type { CheckedRequest } from "../checked-request.ts";

/** Whether the answer is to be JSON, in the words of any of the APIs. */
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

/** All that a request says: texts as they are, and as they are read where they are JSON within JSON. */
const writtenIn = (request: unknown): SubstringIndex => {
  const json = JSON.stringify(request);
  return new SubstringIndex(json.includes("\\") ? `${json}\n${unescaped(json)}` : json);
};

/** What the input rails of one request take out, where its config gives that names of its own. */
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

  /** Opens the conversation's vault where it has one. Nothing the request says is used as a pseudonym. */
  async open(messages: readonly ChatMessage[]): Promise<void> {
    const { keptVaults, config } = this.#parts;
    const { pseudonyms } = config.rails.input;
    if (pseudonyms === undefined) return;
    const { threadId } = this.#request;
    const kept = threadId === undefined ? undefined : await keptVaults?.load(threadId, pseudonyms.style);
    this.#vault = kept ?? new Vault(pseudonyms.style);
    let written: SubstringIndex | undefined;
    this.#vault.avoid((text) => (written ??= writtenIn([messages, this.#request])).has(text));
  }

  async save(): Promise<void> {
    const { threadId } = this.#request;
    if (this.#vault !== undefined && threadId !== undefined) await this.#parts.keptVaults?.save(threadId, this.#vault);
  }

  /** Gives names to values for rails of a type. What an output rail takes out stays out. */
  namer(railType: RailType): RailContext["pseudonym"] {
    const vault = this.#vault;
    if (vault === undefined || railType === "output" || railType === "tool_output") return undefined;
    return (label, value) => vault.pseudonym(label, value);
  }

  /**
   * The stages that put back into an answer what was taken out; none where nothing was. What is put back is not masked
   * again, but what forbids still forbids.
   */
  restoreStages(params: ModelParams, rails: readonly Rail[], run: OutputStageOptions["run"]): readonly OutputStage[] {
    const vault = this.#vault;
    if (vault === undefined || vault.tree.isEmpty) return [];
    if (this.#parts.config.rails.input.pseudonyms?.restore !== true) return [];
    const forbidders = rails.flatMap((rail) => (rail.reads === "incremental" ? [forbidding(rail)] : []));
    return [restoreStage(vault, asksForJson(params)), ...outputStages(forbidders, { run, streaming: undefined })];
  }
}
