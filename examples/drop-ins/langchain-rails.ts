import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { ChatOpenAI } from "@langchain/openai";
import { RunnableRails } from "edgerails/langchain";
import { rails } from "./rails.ts";

const prompt = ChatPromptTemplate.fromTemplate("Write to {address}");
const guarded = new RunnableRails(rails).pipe(new ChatOpenAI({ model: "gpt-5" }));
const chain = prompt.pipe(guarded).pipe(new StringOutputParser());

for await (const text of await chain.stream({ address: "jane@example.com" })) process.stdout.write(text);
