import { inject } from "vitest";
import type { Played } from "../support/played-service.ts";
import type { ServiceRequest } from "../support/service-server.ts";

/** `PlayedService` for tests in workerd. The socket is that of a server in Node, which gets the responses. */
export class PlayedService {
  #at = "";
  #port = 0;

  async listen(): Promise<void> {
    const { id, port } = await this.#told<{ readonly id: number; readonly port: number }>(
      "POST",
      inject("servicesUrl"),
    );
    this.#at = `${inject("servicesUrl")}/${id}`;
    this.#port = port;
  }

  async close(): Promise<void> {
    await this.#told("DELETE", this.#at);
  }

  readonly fetch: typeof fetch = (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    return fetch(`http://127.0.0.1:${this.#port}${pathname}${search}`, init);
  };

  async play(played: Played): Promise<void> {
    await this.#told("PUT", this.#at, played);
  }

  requests(): Promise<readonly ServiceRequest[]> {
    return this.#told("GET", `${this.#at}/requests`);
  }

  async asked(): Promise<void> {
    await this.#told("GET", `${this.#at}/asked`);
  }

  async hungUp(): Promise<void> {
    await this.#told("GET", `${this.#at}/hungUp`);
  }

  async #told<Answer>(method: string, url: string, body?: unknown): Promise<Answer> {
    const response = await fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return (await response.json()) as Answer;
  }
}
