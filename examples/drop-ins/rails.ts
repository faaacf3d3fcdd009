import { LLMRails, RailsConfig } from "edgerails";

export const rails = new LLMRails(await RailsConfig.fromPath(`${import.meta.dirname}/config`));
