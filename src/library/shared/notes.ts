/** Notes that settings of several rails share. */
export const SECONDS: string = "Seconds the service has.";
export const KEY_VARIABLE: string = "The environment variable that holds the key.";
export const SERVER: string = "The address of the server.";
export const FAIL_OPEN: string = "Lets a text pass when the service fails, instead of blocking it.";
export const ENTITIES: string = "The kinds of values to find. None: all the service knows.";
export const UNREAD: string = "Accepted as in NeMo Guardrails, without effect.";
export const ONE_GROUP: string = "What is done with this group of texts.";
