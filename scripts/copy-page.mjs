import { cpSync } from "node:fs";

// Copies the files of the playground that the compiler does not copy.
for (const name of ["index.html", "play.css"]) {
  cpSync(new URL(`../src/play/${name}`, import.meta.url), new URL(`../dist/play/${name}`, import.meta.url));
}
