import { inject } from "vitest";
import { nvidiaExamples } from "../contracts/nvidia-examples.contract.ts";

nvidiaExamples(() => inject("nimUrl"));
