import {
  anyText,
  flag,
  optional,
  type Schema,
  strict,
  text,
  whole,
  withDefault,
} from "../../config/schema/schema-parts.ts";
import { entities, share } from "../remote/settings.ts";

export interface GlinerSettings {
  readonly server_endpoint: string;
  /** The model to request from a server with the chat completions API. */
  readonly model: string;
  readonly api_key_env_var: string | undefined;
  readonly threshold: number;
  readonly chunk_length: number;
  readonly overlap: number;
  readonly flat_ner: boolean;
  /** The labels to find; none means those the server finds by itself. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly retrieval: readonly string[];
}

/** `rails.config.gliner`. */
export const glinerSettings: Schema<GlinerSettings> = strict(
  {
    server_endpoint: withDefault(anyText, "http://localhost:8000/v1/chat/completions"),
    model: withDefault(text, "nvidia/gliner-pii"),
    api_key_env_var: optional(text),
    threshold: withDefault(share, 0.5),
    chunk_length: withDefault(whole(1, 100_000), 384),
    overlap: withDefault(whole(0, 100_000), 128),
    flat_ner: withDefault(flag, false),
    input: entities,
    output: entities,
    retrieval: entities,
  },
  (value): GlinerSettings => value,
);
