import type { RailsConfigData } from "../config/config-types.ts";
import { StreamingNotSupportedError } from "../errors.ts";
import type { Formats } from "./guard/answer-formats.ts";
import type { StoredVaults } from "./request-rails/stored-vaults.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import type { Prompting } from "../prompts/prompting.ts";
import type { ResolvedRails } from "../library/resolve/origins.ts";
import type { Recording } from "./record/recording.ts";
import type { CheckedRequest } from "./checked-request.ts";
import type { Shadow } from "./shadow.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Clock } from "../types.ts";

/** What every request of one LLMRails shares. Nothing in here changes while requests run. */
export interface EngineParts extends ResolvedRails {
  readonly config: RailsConfigData;
  readonly clock: Clock;
  /** What judges on input read where the config does not say. */
  readonly inputScope: "turn" | "conversation";
  /** Where vaults of conversations are kept, if they are. */
  readonly storedVaults: StoredVaults | undefined;
  /** Monitored rails that run at once in a request. */
  readonly monitoredAtOnce: number;
  /** Whether every answer's log knows what gates held back. */
  readonly measuresHolds: boolean;
  /** Told of every request, if somebody is. */
  readonly telemetry: Telemetry | undefined;
  /** Told what the main model's provider sent, if somebody is. */
  readonly onRecord: ((recording: Recording) => void) | undefined;
  /** Makes what reads along with a request, if another config does. */
  readonly shadowOf: ((request: CheckedRequest) => Shadow) | undefined;
  /** How prompts are filled in, where the catalog of the config says so. */
  readonly prompting: Prompting | undefined;
  /** The formats of answers that `guardResponse` reads. */
  readonly formats: Formats;
  /** The runtime's, for rails that call a service. */
  readonly fetch: typeof fetch;
  /** The main model. Throws a ConfigError when the config has none. */
  readonly mainModel: () => LanguageModel;
}

const DEFAULT_REFUSAL = "I'm sorry, I can't respond to that.";

/** What the bot says instead of answering: the config's own words if it has some. */
export const refusalText = ({ botMessages }: RailsConfigData): string =>
  botMessages["refuse to respond"]?.[0] ?? DEFAULT_REFUSAL;

/** Throws a StreamingNotSupportedError where output rails are configured and `rails.output.streaming.enabled` is not true. */
export const assertStreaming = ({ rails }: RailsConfigData): void => {
  const { flows, streaming } = rails.output;
  if (flows.length > 0 && !streaming.enabled) throw new StreamingNotSupportedError();
};
