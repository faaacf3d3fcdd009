#!/usr/bin/env node
import process from "node:process";
import { main } from "./main.ts";

const { argv, stdin, stdout, stderr, env } = process;

// A reader that closes the pipe early (`| head`) is not an error.
stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

process.exitCode = await main({
  argv: argv.slice(2),
  stdin,
  stdout,
  stderr,
  env,
  onSignal(signal, listener) {
    process.on(signal, listener);
    return () => process.off(signal, listener);
  },
});
