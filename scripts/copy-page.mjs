import { cpSync } from "node:fs";

// What the compiler leaves behind of the page to play with.
for (const name of ["index.html", "play.css"]) {
  cpSync(new URL(`../src/play/${name}`, import.meta.url), new URL(`../dist/play/${name}`, import.meta.url));
}
