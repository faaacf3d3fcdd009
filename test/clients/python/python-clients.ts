import { type CalledTool, type Client, JSON_QUESTION, type Reading, WEATHER } from "../client.ts";
import { PYTHON, startScript } from "./interpreter.ts";

type Told = { readonly raised?: string };

let interpreter: ReturnType<typeof startScript<Told>> | undefined;

const ask =
  <T>(call: string) =>
  async (origin: string, question: string): Promise<T> => {
    interpreter ??= startScript<Told>("ask.py");
    const told = await interpreter({ origin, call, question });
    if (told.raised !== undefined) throw new Error(told.raised);
    return told as T;
  };

const ofPython = (call: string, path: string): readonly Client[] => [
  {
    package: "openai (Python)",
    call,
    path,
    ask: ask<Reading>(call),
    useTool: (origin) => ask<CalledTool>(`${call} tools`)(origin, WEATHER),
    structure: (origin) => ask<unknown>(`${call} structured`)(origin, JSON_QUESTION),
  },
  { package: "openai (Python)", call: `${call}, streamed`, path, ask: ask<Reading>(`${call}, streamed`) },
];

/** The clients of the Python package, with only the base URL changed. Empty if it cannot be installed. */
export const PYTHON_CLIENTS: readonly Client[] = PYTHON.available
  ? [...ofPython("chat.completions.create", "/v1/chat/completions"), ...ofPython("responses.create", "/v1/responses")]
  : [];
