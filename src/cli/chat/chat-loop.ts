import { createInterface, type Interface } from "node:readline/promises";
import { ConfigError, EdgeRailsError, ProviderError } from "../../errors.ts";
import { causeCode } from "../../server/failure-report.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import { type CliContext, EXIT } from "../command-line/command.ts";
import { inertLine } from "../terminal/inert-text.ts";
import { issueLines } from "../terminal/issue-lines.ts";
import { Interrupts } from "./interrupts.ts";
import type { Responder, Turn } from "./responder.ts";
import { Screen } from "./screen.ts";
import { failureLines, type TurnReport, turnReport } from "./turn-report.ts";
import { TurnView } from "./turn-view.ts";

const PROMPT = "> ";
const BANNER = "Starting the chat (Press Ctrl + C twice to quit) ...";

/** How a turn ended. `stopped`: by the user. */
type TurnEnd = "complete" | "stopped" | "failed";

const MAX_DETAIL = 1_000;

/** The provider's own message, which may be shown: the terminal belongs to the operator. */
const providerText = (error: ProviderError): string => {
  const { message, detail = "" } = error;
  const code = causeCode(error);
  const trimmed = detail.trim();
  const cut = trimmed.length > MAX_DETAIL ? `${trimmed.slice(0, MAX_DETAIL)}…` : trimmed;
  return `${message}${code === undefined ? "" : ` (${code})`}${cut === "" ? "" : `: ${cut}`}`;
};

const errorText = (error: unknown): string => {
  if (error instanceof ConfigError) return issueLines(error.issues, "error").join("\n");
  if (error instanceof ProviderError) return inertLine(providerText(error));
  if (error instanceof EdgeRailsError) return inertLine(error.message);
  return inertLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
};

/** A chat in a terminal, or with piped input, one line per turn. */
class Chat {
  readonly #responder: Responder;
  readonly #context: CliContext;
  /** What to report about each turn; undefined to report nothing. */
  readonly #reports: TurnReport | undefined;
  readonly #screen: Screen;
  readonly #interrupts: Interrupts;
  readonly #lines: Interface;
  readonly #hasKeyboard: boolean;
  #messages: readonly ChatMessage[] = [];
  /** The input has ended. The running turn is still completed. */
  #closed = false;
  /** The user has asked to leave. */
  #left = false;
  #failed = false;

  constructor(responder: Responder, context: CliContext, reports: TurnReport | undefined) {
    const { stdin, stdout } = context;
    this.#responder = responder;
    this.#context = context;
    this.#reports = reports;
    this.#screen = new Screen(context);
    this.#hasKeyboard = stdin.isTTY === true;
    const terminal = this.#hasKeyboard && stdout.isTTY === true;
    this.#lines = createInterface({ input: stdin, output: stdout, terminal, prompt: PROMPT });
    this.#lines.once("close", () => {
      this.#closed = true;
    });
    this.#interrupts = new Interrupts(
      () => this.#leave(),
      () => this.#warn(),
    );
  }

  async run(): Promise<number> {
    // In raw mode a terminal reports Ctrl-C as a key press, otherwise as a signal.
    this.#lines.on("SIGINT", () => this.#interrupts.press());
    const forget = this.#context.onSignal?.("SIGINT", () => this.#interrupts.press());
    try {
      await this.#loop();
    } finally {
      forget?.();
      this.#lines.close();
    }
    // A user at a keyboard has seen the failure; a script has only the exit code.
    return this.#failed && !this.#hasKeyboard ? EXIT.failed : EXIT.ok;
  }

  async #loop(): Promise<void> {
    const lines = this.#lines[Symbol.asyncIterator]();
    this.#screen.line(BANNER);
    while (!this.#left) {
      this.#prompt();
      const { done, value } = await lines.next();
      if (done === true) break;
      if (!this.#hasKeyboard) this.#screen.line(PROMPT + inertLine(value));
      if (value.trim() !== "") await this.#turn(value);
    }
    if (this.#hasKeyboard) this.#context.stdout.write("\n");
  }

  #prompt(): void {
    this.#screen.line("");
    if (this.#hasKeyboard && !this.#closed) this.#lines.prompt();
  }

  async #turn(question: string): Promise<void> {
    const messages: readonly ChatMessage[] = [...this.#messages, { role: "user", content: question }];
    const view = new TurnView(this.#screen);
    const end = await this.#answer(messages, view);
    this.#failed ||= end === "failed";
    // A turn without an answer is not added to the history, so that a retry does not repeat the question.
    if (end === "failed" || view.text === "" || view.isRefused) return;
    this.#messages = [...messages, { role: "assistant", content: view.text }];
  }

  async #answer(messages: readonly ChatMessage[], view: TurnView): Promise<TurnEnd> {
    const signal = this.#interrupts.begin(this.#hasKeyboard);
    this.#screen.busy();
    try {
      const turn = this.#responder.ask(messages, signal);
      for await (const part of turn.parts) await view.show(part);
      await view.end(this.#responder.refusal);
      await this.#report(turn, view);
      return "complete";
    } catch (error) {
      this.#screen.idle();
      this.#screen.endLine();
      if (signal.aborted) {
        this.#screen.line(this.#screen.paint("yellow", "(stopped)"));
        return "stopped";
      }
      this.#context.stderr.write(`${this.#screen.paint("red", `error: ${errorText(error)}`)}\n`);
      return "failed";
    } finally {
      this.#screen.idle();
      this.#interrupts.end();
    }
  }

  async #report(turn: Turn, view: TurnView): Promise<void> {
    const reports = this.#reports;
    if (reports === undefined && !view.hasFailure) return;
    const facts = await turn.facts();
    const failures = view.hasFailure ? failureLines(facts) : [];
    for (const line of failures) this.#screen.line(this.#screen.paint("red", line));
    const lines = reports === undefined ? [] : turnReport(facts, reports);
    for (const line of lines) this.#screen.line(this.#screen.paint("dim", line));
  }

  #warn(): void {
    this.#screen.line("");
    this.#screen.line(this.#screen.paint("dim", "(press Ctrl + C again to quit)"));
    this.#prompt();
  }

  #leave(): void {
    this.#left = true;
    this.#lines.close();
  }
}

/**
 * Runs a chat until its input ends or the user leaves. Resolves to the exit code. `reports`: what to report about each
 * turn.
 */
export const runChat = (responder: Responder, context: CliContext, reports: TurnReport | undefined): Promise<number> =>
  new Chat(responder, context, reports).run();
