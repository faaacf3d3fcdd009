import { json, type Reply, ServiceServer, type ServiceRequest } from "./service-server.ts";

/** The response of a service, as data, which a test in workerd sends to a server in Node. */
export type Played =
  | { readonly kind: "json"; readonly body: unknown; readonly status?: number }
  | { readonly kind: "lines"; readonly values: readonly unknown[] }
  | { readonly kind: "text"; readonly text: string }
  /** An error that quotes the whole request. */
  | { readonly kind: "echo"; readonly status: number }
  | { readonly kind: "redirect"; readonly location: string }
  | { readonly kind: "too much" | "broken" | "silent" };

const replyOf = (played: Played): Reply => {
  switch (played.kind) {
    case "json":
      return json(played.body, played.status);
    case "lines":
      return (response) => void response.end(`${played.values.map((one) => JSON.stringify(one)).join("\n")}\n`);
    case "text":
      return (response) => void response.end(played.text);
    case "echo":
      return (response, asked) =>
        json({ error: { message: `${JSON.stringify(asked.headers)} ${JSON.stringify(asked.body)}` } }, played.status)(
          response,
          asked,
        );
    case "redirect":
      return (response) => void response.writeHead(307, { location: played.location }).end();
    case "too much":
      return (response) => void response.end(`"${"x".repeat(8 * 1024 * 1024)}"`);
    case "broken":
      return (response) => void response.destroy();
    case "silent":
      return () => {};
  }
};

/** A local service with scripted responses, which receives the requests for any URL. */
export class PlayedService {
  readonly #server = new ServiceServer();
  #hungUp: Promise<unknown> = Promise.resolve();

  get port(): number {
    return this.#server.port;
  }

  async listen(): Promise<void> {
    await this.#server.listen();
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  readonly fetch: typeof fetch = (input, init) => this.#server.fetch(input, init);

  /** Sets the response, and clears the recorded requests. */
  play(played: Played): Promise<void> {
    this.#server.requests.length = 0;
    const reply = replyOf(played);
    this.#server.reply = (response, asked) => {
      this.#hungUp = new Promise((resolve) => response.once("close", resolve));
      reply(response, asked);
    };
    return Promise.resolve();
  }

  requests(): Promise<readonly ServiceRequest[]> {
    return Promise.resolve([...this.#server.requests]);
  }

  /** Resolves after a request. */
  asked(): Promise<void> {
    return this.#server.requests.length > 0 ? Promise.resolve() : this.#server.asked();
  }

  /** Resolves once the client of the last response has disconnected. */
  async hungUp(): Promise<void> {
    await this.#hungUp;
  }
}
