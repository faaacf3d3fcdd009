export { guardClient, type GuardClientOptions, type McpClient } from "./guard-client.ts";
