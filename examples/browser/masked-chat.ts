// A chat in a page: what is personal is masked before a request leaves the tab, and put back into the answer in the tab.
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

/** One conversation. Values stay in this object, so nothing but their pseudonyms ever crosses the network. */
export class MaskedChat {
  readonly #url: string;
  readonly #model: string;
  readonly #vault = new Vault("numbered");
  readonly #messages: Message[] = [];

  constructor(url: string, model: string) {
    this.#url = url;
    this.#model = model;
  }

  /** The answer as it comes, with the values in it. */
  async ask(question: string, signal?: AbortSignal): Promise<ReadableStream<string>> {
    this.#messages.push({ role: "user", content: question });
    // What somebody wrote is never taken for a pseudonym.
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

  /** Keeps the answer for the next question, which masks it again. */
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
