import type { RailsConfigData } from "../config/config-types.ts";
import { StreamingNotSupportedError } from "../errors.ts";
import type { ResolvedRails } from "../library/resolve/origins.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import type { Prompting } from "../prompts/prompting.ts";
import type { Clock } from "../types/clock.ts";
import type { CheckedRequest } from "./checked-request.ts";
import type { Formats } from "./guard/answer-formats.ts";
import type { Recording } from "./record/recording.ts";
import type { StoredVaults } from "./request-rails/stored-vaults.ts";
import type { Shadow } from "./shadow.ts";
import type { Telemetry } from "./telemetry.ts";

/** What all requests of one LLMRails share. It does not change while requests run. */
export interface EngineParts extends ResolvedRails {
  readonly config: RailsConfigData;
  readonly clock: Clock;
  /** What input judges read by default: the last turn, or the whole conversation. */
  readonly inputScope: "turn" | "conversation";
  /** Stores vaults of conversations; absent if they last for one request. */
  readonly storedVaults: StoredVaults | undefined;
  /** The number of monitored rails that run concurrently in a request. */
  readonly monitoredAtOnce: number;
  /** Whether hold-back is measured for every answer. */
  readonly measuresHolds: boolean;
  /** Receives a report of every request. */
  readonly telemetry: Telemetry | undefined;
  /** Receives a recording of every answer of the main model. */
  readonly onRecord: ((recording: Recording) => void) | undefined;
  /** Creates the shadow of a request, if a config is shadow-tested. */
  readonly shadowOf: ((request: CheckedRequest) => Shadow) | undefined;
  /** Renders prompts, if the catalog of the config includes it. */
  readonly prompting: Prompting | undefined;
  /** The formats of answers that `guardResponse` reads. */
  readonly formats: Formats;
  /** The runtime's fetch, for rails that call a service. */
  readonly fetch: typeof fetch;
  /** The main model. Throws a ConfigError when the config has none. */
  readonly mainModel: () => LanguageModel;
}

const DEFAULT_REFUSAL = "I'm sorry, I can't respond to that.";

/** What the bot says instead of answering: the config's own words if it has some. */
export const refusalText = ({ botMessages }: RailsConfigData): string =>
  botMessages["refuse to respond"]?.[0] ?? DEFAULT_REFUSAL;

/**
 * Throws a StreamingNotSupportedError where output rails are configured and `rails.output.streaming.enabled` is not
 * true.
 */
export const assertStreaming = ({ rails }: RailsConfigData): void => {
  const { flows, streaming } = rails.output;
  if (flows.length > 0 && !streaming.enabled) throw new StreamingNotSupportedError();
};
