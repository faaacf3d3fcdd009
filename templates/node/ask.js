import { LLMRails, RailsConfig } from "edgerails";

const rails = new LLMRails(await RailsConfig.fromPath("./config"));
const stream = rails.streamAsync({ messages: [{ role: "user", content: process.argv[2] ?? "Hello!" }] });
for await (const chunk of stream) process.stdout.write(chunk);
console.log("\n", await stream.outcome);
