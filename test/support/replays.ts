import type { Recording } from "../../src/engine/record/recording.ts";
import { replay } from "../../src/engine/record/replay.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";

const delta = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
const END =
  'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":9}}\n\ndata: [DONE]\n\n';

/** A provider's answer, split inside of events and characters. */
const recordingOf = (texts: readonly string[], size: number): Recording => {
  const bytes = new TextEncoder().encode(texts.map(delta).join("") + END);
  const chunks: Recording["chunks"][number][] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const base64 = btoa(String.fromCharCode(...bytes.subarray(at, at + size)));
    chunks.push({ ms: chunks.length * 3, base64 });
  }
  return {
    version: 1,
    recordedAt: 1_700_000_000_000,
    provider: "openai",
    model: "m",
    messages: [{ role: "user", content: "Write to ann@example.com, or to Zoë." }],
    params: {},
    contentType: "text/event-stream",
    chunks,
    complete: true,
  };
};

const TEXTS = [
  "Zoë wrote ",
  "from 192.168.",
  "1.20 and ",
  "ann@exam",
  "ple.com; pay GB82 WEST 1234 5698 ",
  "7654 32 😀",
  " end.",
];

const CONFIG = {
  rails: {
    input: { flows: ["mask sensitive data on input"] },
    output: {
      flows: ["mask sensitive data on output", "detect blocked terms on output"],
      streaming: { enabled: true },
    },
    config: {
      sensitive_data_detection: {
        input: { entities: ["EMAIL_ADDRESS"] },
        output: { entities: ["EMAIL_ADDRESS", "IP_ADDRESS", "IBAN_CODE"] },
      },
      blocked_terms: { lists: [{ name: "words", terms: ["forbidden"] }] },
    },
  },
};

/** The replayed bytes of some recordings, which are the same on every runtime. */
export const replayedBytes = async (): Promise<string> => {
  const config = RailsConfig.fromObject(CONFIG);
  const replayed: unknown[] = [];
  for (const size of [1, 7, 64, 10_000]) replayed.push(await replay(config, recordingOf(TEXTS, size)));
  return JSON.stringify(replayed);
};
