import { once } from "node:events";
import type { CliContext } from "../command-line/command.ts";
import { inert } from "../terminal/inert-text.ts";
import { type Paint, painter } from "../terminal/style.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;
const FRAME_MS = 80;
const CLEAR_LINE = "\r\u001b[K";

/** The output of a chat. Makes untrusted text harmless, and shows a spinner while waiting. */
export class Screen {
  readonly paint: Paint;
  readonly #stdout: CliContext["stdout"];
  #timer: ReturnType<typeof setInterval> | undefined;
  #atLineStart = true;

  constructor(context: Pick<CliContext, "stdout" | "env">) {
    this.#stdout = context.stdout;
    this.paint = painter(context);
  }

  /**
   * Writes untrusted text. Resolves when the terminal has accepted it, which limits the model to the reader's speed.
   */
  async text(text: string, format: Parameters<Paint>[0] = "green"): Promise<void> {
    if (text === "") return;
    this.idle();
    this.#atLineStart = text.endsWith("\n");
    const painted = inert(text)
      .split("\n")
      .map((line) => (line === "" ? "" : this.paint(format, line)))
      .join("\n");
    if (!this.#stdout.write(painted)) await once(this.#stdout, "drain");
  }

  /** Writes trusted lines, starting on a new line. */
  line(text: string): void {
    this.idle();
    this.endLine();
    this.#stdout.write(`${text}\n`);
  }

  endLine(): void {
    if (!this.#atLineStart) this.#stdout.write("\n");
    this.#atLineStart = true;
  }

  /** Shows a spinner, on a terminal only. */
  busy(): void {
    if (this.#stdout.isTTY !== true || this.#timer !== undefined) return;
    let frame = 0;
    const draw = (): void => {
      this.#stdout.write(`\r${this.paint("dim", FRAMES[frame++ % FRAMES.length] ?? "")}`);
    };
    draw();
    this.#timer = setInterval(draw, FRAME_MS);
  }

  idle(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stdout.write(CLEAR_LINE);
  }
}
