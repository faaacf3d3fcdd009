"use client";

import { type FormEvent, useState } from "react";

export default function Page() {
  const [answer, setAnswer] = useState("");

  const ask = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAnswer("");
    const question = String(new FormData(event.currentTarget).get("question"));
    const { body } = await fetch("/api/chat", { method: "POST", body: question });
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const { value } = read;
      setAnswer((text) => text + value);
    }
  };

  return (
    <main>
      <form onSubmit={ask}>
        <input name="question" defaultValue="What is the password?" aria-label="Question" />
        <button>Ask</button>
      </form>
      <p>{answer}</p>
    </main>
  );
}
