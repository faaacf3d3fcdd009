/** The parts of an answer in which a client can read what a model wrote. All of them are guarded. */
export type Channel = "text" | "reasoning" | "refusal" | "tool-call";
