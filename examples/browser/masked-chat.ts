// A chat in a page: personal data is masked before a request leaves the tab, and restored in the answer.
import { maskMatches, type MaskedKind, restoreStage, Vault } from "edgerails/rails";
import { chatCompletionDecoder, pipeline, sseDecoder, textView } from "edgerails/streams";

interface Message {
  readonly role: "user" | "assistant";
  readonly content: string;
}

const PERSONAL: readonly MaskedKind[] = [
  { label: "EMAIL", pattern: /[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}/ },
  { label: "IBAN", pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/ },
  { label: "PHONE", pattern: /\+\d[\d ()/-]{6,20}\d/ },
];

/** One conversation. Masked values stay in this object; only their pseudonyms are sent. */
export class MaskedChat {
  readonly #url: string;
  readonly #model: string;
  readonly #vault = new Vault("numbered");
  readonly #messages: Message[] = [];

  constructor(url: string, model: string) {
    this.#url = url;
    this.#model = model;
  }

  /** The answer as it streams, with the values restored. */
  async ask(question: string, signal?: AbortSignal): Promise<ReadableStream<string>> {
    this.#messages.push({ role: "user", content: question });
    // Texts of the conversation are never used as pseudonyms.
    this.#vault.avoid((text) => this.#messages.some(({ content }) => content.includes(text)));
    const messages = this.#messages.map(({ role, content }) => ({
      role,
      content: maskMatches(content, PERSONAL, this.#vault),
    }));
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: this.#model, stream: true, messages }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!response.ok || response.body === null) throw new Error(`The model answered with ${response.status}`);
    const text = pipeline(response.body, [
      sseDecoder(),
      chatCompletionDecoder(),
      restoreStage(this.#vault),
      textView(),
    ]);
    return text.pipeThrough(this.#remember());
  }

  /** Stores the answer for the next request, which masks it again. */
  #remember(): TransformStream<string, string> {
    let content = "";
    return new TransformStream({
      transform(text, output) {
        content += text;
        output.enqueue(text);
      },
      flush: () => void this.#messages.push({ role: "assistant", content }),
    });
  }
}
