"use client";

import { useChat } from "@ai-sdk/react";
import { DefaultChatTransport, isTextUIPart, isToolUIPart, type UIMessage } from "ai";
import { verdictOf } from "edgerails/ai";
import type { FormEvent } from "react";

type Part = UIMessage["parts"][number];

/** A verdict stands where it was reached: whatever a rail cut or masked is told there, and in no words of the model. */
const Shown = ({ part }: { readonly part: Part }) => {
  const verdict = verdictOf(part);
  if (verdict !== undefined) return <mark title={verdict.rail}>{verdict.status}</mark>;
  if (isTextUIPart(part)) return <span>{part.text}</span>;
  return isToolUIPart(part) ? <code>{JSON.stringify([part.input, part.output])}</code> : null;
};

/** A chat with a route that is guarded. */
export const Chat = ({ api }: { readonly api: string }) => {
  const { messages, sendMessage, regenerate, stop, status, error } = useChat({
    transport: new DefaultChatTransport({ api }),
  });

  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const question = new FormData(event.currentTarget).get("question");
    event.currentTarget.reset();
    if (typeof question === "string") void sendMessage({ text: question });
  };

  return (
    <main>
      <ol aria-live="polite">
        {messages.map(({ id, role, parts }) => (
          <li key={id} data-role={role}>
            {parts.map((part, index) => (
              <Shown key={index} part={part} />
            ))}
          </li>
        ))}
      </ol>
      {error === undefined ? null : <p role="alert">{error.message}</p>}
      <form onSubmit={send}>
        <input name="question" aria-label="Question" autoComplete="off" />
        <button>Ask</button>
        <button type="button" onClick={() => void stop()} disabled={status !== "submitted" && status !== "streaming"}>
          Stop
        </button>
        <button type="button" onClick={() => void regenerate()} disabled={status !== "ready" && status !== "error"}>
          Again
        </button>
      </form>
      <output>{status}</output>
    </main>
  );
};
