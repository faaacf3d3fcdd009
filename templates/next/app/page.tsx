"use client";

import { type FormEvent, useState } from "react";

export default function Page() {
  const [answer, setAnswer] = useState("");

  const ask = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAnswer("");
    const question = String(new FormData(event.currentTarget).get("question"));
    try {
      const response = await fetch("/api/chat", { method: "POST", body: question });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        const { value } = read;
        setAnswer((text) => text + value);
      }
    } catch {
      setAnswer((text) => `${text} [No answer: the log of the server says why.]`);
    }
  };

  return (
    <main>
      <form onSubmit={ask}>
        <input name="question" defaultValue="What is the password?" aria-label="Question" />
        <button>Ask</button>
      </form>
      <p aria-live="polite">{answer}</p>
    </main>
  );
}
