import { RequestError } from "../../errors.ts";
import { isRecord, listOf, parseJson, textOf } from "../../json.ts";
import type { ChatMessage, ContentPart } from "../../types/chat-message.ts";
import {
  hasOnly,
  plainCopy,
  type RequestTextReader,
  TextPlaces,
  withoutFields,
  type Writable,
} from "../request-text.ts";

type Message = Writable;

const ROLES = ["user", "assistant", "system"];

const TOOL_USE = { texts: ["type", "id", "name"], others: ["input", "cache_control"] };

const MESSAGE = { texts: ["role"], lists: ["content"] };

/** The content of one message, sorted into what a chat has separate messages and fields for. */
class Turn {
  readonly parts: ContentPart[] = [];
  readonly calls: object[] = [];
  readonly thoughts: object[] = [];
  readonly results: Message[] = [];
  readonly #places: TextPlaces;

  constructor(places: TextPlaces) {
    this.#places = places;
  }

  add(blocks: unknown[], index: number): void {
    const block = blocks[index];
    if (!isRecord(block)) throw new RequestError("The blocks of a message must be objects", "messages");
    const { type } = block;
    if (type === "tool_use" && hasOnly(block, TOOL_USE)) this.calls.push(this.#call(block));
    else if (type === "tool_result") this.results.push(this.#result(block));
    else if (type === "thinking" || type === "redacted_thinking") this.thoughts.push(this.#places.part(blocks, index));
    else this.parts.push(partOf(this.#places, blocks, index));
  }

  messages(role: unknown): readonly Message[] {
    const { parts, calls, thoughts, results } = this;
    const hasMessage = parts.length + calls.length + thoughts.length > 0 || results.length === 0;
    const turn = {
      role,
      content: parts.length === 0 ? null : parts,
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
      ...(thoughts.length === 0 ? {} : { thinking_blocks: thoughts }),
    };
    return hasMessage ? [...results, turn] : results;
  }

  #call(block: Writable): object {
    const call = this.#places.call(block["id"], block["name"], JSON.stringify(block["input"] ?? {}), (json) => {
      block["input"] = parseJson(json);
    });
    return { ...call, beside: { cache_control: block["cache_control"] } };
  }

  #result(block: Writable): Message {
    const { content, tool_use_id: id } = block;
    if (typeof id !== "string") throw new RequestError("tool_use_id must be a text", "messages");
    const beside = withoutFields(block, ["type", "tool_use_id", "content"]);
    const head = { role: "tool", tool_call_id: id, beside };
    if (!Array.isArray(content)) return { ...head, ...this.#places.text(block, "content") };
    return { ...head, content: content.map((_, index) => partOf(this.#places, content, index)) };
  }
}

/** A text document is read as text, under its title. Other blocks are read as they are. */
const partOf = (places: TextPlaces, blocks: unknown[], index: number): ContentPart => {
  const block = blocks[index];
  if (!isRecord(block)) throw new RequestError("The blocks of a message must be objects", "messages");
  const { source } = block;
  if (!isRecord(source) || source["type"] !== "text") return places.part(blocks, index);
  const { type: kind, source: _source, title, context, ...others } = block;
  const beside = {
    ...others,
    kind,
    about: [title, context].filter((value) => typeof value !== "string"),
    from: withoutFields(source, ["data"]),
  };
  return places.textPart(source, "data", block, { beside, shown: { title: textOf(title), context: textOf(context) } });
};

const messagesOf = (places: TextPlaces, all: unknown[]): readonly Message[] =>
  all.flatMap((message, index): readonly Message[] => {
    if (!isRecord(message)) throw new RequestError("messages must be a list of messages", "messages");
    const { role, content } = message;
    if (!ROLES.includes(textOf(role))) throw new RequestError("role must be user, assistant or system", "messages");
    if (!hasOnly(message, MESSAGE)) return [{ role, content: [places.part(all, index)] }];
    if (!Array.isArray(content)) return [{ role, ...places.text(message, "content") }];
    const turn = new Turn(places);
    content.forEach((_, at) => turn.add(content, at));
    return turn.messages(role);
  });

const systemOf = (places: TextPlaces, body: Writable): readonly Message[] => {
  const { system } = body;
  if (system === undefined || system === null) return [];
  if (!Array.isArray(system)) return [{ role: "system", ...places.text(body, "system") }];
  return [{ role: "system", content: system.map((_, index) => partOf(places, system, index)) }];
};

/** Reads a request of the Messages API. One of its turns may become several messages of a chat. */
export const readMessagesRequest: RequestTextReader = (sent) => {
  const body = plainCopy(sent) as Writable;
  const places = new TextPlaces();
  const all = listOf(body["messages"]) as unknown[];
  const messages = [...systemOf(places, body), ...messagesOf(places, all)];
  return {
    messages: messages as unknown as readonly ChatMessage[],
    params: withoutFields(body, ["messages", "system"]),
    written(left, params) {
      places.write(left);
      const { system } = body;
      const kept = Array.isArray(system) ? places.kept(system, ["content"]) : system;
      return {
        ...params,
        ...(kept === undefined ? {} : { system: kept }),
        messages: places.kept(all, ["content"]),
      };
    },
  };
};
