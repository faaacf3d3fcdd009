declare module "cloudflare:workers" {
  export const env: unknown;
  export const waitUntil: (work: Promise<unknown>) => void;
  export const exports: { readonly default: { fetch(input: string | Request, init?: RequestInit): Promise<Response> } };
}
