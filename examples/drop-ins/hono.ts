import { guard } from "edgerails/hono";
import { Hono } from "hono";
import { proxy } from "hono/proxy";
import { rails } from "./rails.ts";

export const app = new Hono();
app.post("/v1/:path{.+}", guard(rails), (c) =>
  proxy(`${process.env["OPENAI_BASE_URL"]}/${c.req.param("path")}`, c.req),
);
