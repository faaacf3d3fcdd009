import {
  anyText,
  flag,
  list,
  optional,
  type Schema,
  strict,
  text,
  whole,
  withDefault,
} from "../../config/schema/schema-parts.ts";
import { share } from "../remote/settings.ts";

/** The labels to find; none means those the server finds by itself. */
export type Labels = readonly string[];

export interface GlinerSettings {
  readonly server_endpoint: string;
  /** Named to a server that speaks chat completions. */
  readonly model: string;
  readonly api_key_env_var: string | undefined;
  readonly threshold: number;
  readonly chunk_length: number;
  readonly overlap: number;
  readonly flat_ner: boolean;
  readonly input: Labels;
  readonly output: Labels;
  readonly retrieval: Labels;
}

const labels = withDefault(
  strict({ entities: withDefault(list(text), []) }, ({ entities }): Labels => entities),
  {},
);

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
    input: labels,
    output: labels,
    retrieval: labels,
  },
  (value): GlinerSettings => value,
);
