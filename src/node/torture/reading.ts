import type { Seen, SeenChoice } from "./torture-case.ts";

type Json = Readonly<Record<string, unknown>>;

interface Building {
  text: string;
  reasoning: string;
  refusal: string;
  finish: string | undefined;
  readonly tools: { name: string; args: string }[];
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string =>
  typeof value === "string"
    ? value
    : Array.isArray(value)
      ? value.map((part) => textOf(isObject(part) ? part["text"] : part)).join("")
      : "";
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Reads an answer like a client: events or a JSON body of any server with OpenAI's chat completions. */
export class AnswerReader {
  raw = "";
  #rest = "";
  #failed = false;
  #usage = false;
  readonly #choices: Building[] = [];

  /** The text of the first choice so far. */
  get text(): string {
    return this.#choices[0]?.text ?? "";
  }

  feed(piece: string): void {
    this.raw += piece;
    const lines = (this.#rest + piece).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data:")) this.#event(line.slice(5).trim());
  }

  /** Reads a complete answer. */
  whole(text: string): void {
    this.raw += text;
    this.#event(text);
  }

  fail(): void {
    this.#failed = true;
  }

  seen(status: number, providerStopped: boolean): Seen {
    const choices = Array.from(this.#choices, (one): SeenChoice => one ?? EMPTY);
    return { status, raw: this.raw, choices, failed: this.#failed, usage: this.#usage, providerStopped };
  }

  #event(data: string): void {
    let json: unknown;
    try {
      json = JSON.parse(data);
    } catch {
      return;
    }
    if (!isObject(json)) return;
    if (isObject(json["error"])) this.#failed = true;
    if (isObject(json["usage"])) this.#usage = true;
    for (const choice of listOf(json["choices"])) this.#choice(choice);
  }

  #choice(choice: Json): void {
    const index = typeof choice["index"] === "number" ? choice["index"] : 0;
    const one = (this.#choices[index] ??= { text: "", reasoning: "", refusal: "", finish: undefined, tools: [] });
    const message = isObject(choice["delta"]) ? choice["delta"] : isObject(choice["message"]) ? choice["message"] : {};
    one.text += textOf(message["content"]);
    one.reasoning += textOf(message["reasoning_content"]) + textOf(message["reasoning"]);
    one.refusal += textOf(message["refusal"]);
    if (typeof choice["finish_reason"] === "string") one.finish = choice["finish_reason"];
    for (const [at, call] of listOf(message["tool_calls"]).entries()) {
      const place = typeof call["index"] === "number" ? call["index"] : at;
      const tool = (one.tools[place] ??= { name: "", args: "" });
      const called = isObject(call["function"]) ? call["function"] : {};
      tool.name += textOf(called["name"]);
      tool.args += textOf(called["arguments"]);
    }
  }
}

const EMPTY: SeenChoice = { text: "", reasoning: "", refusal: "", tools: [], finish: undefined };
