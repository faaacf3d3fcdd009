import { compileTemplate, type Template } from "../../prompts/template/template.ts";

/** `$name`, `$a.b`, `$list[0]`, `$dict["key"]`; not the dollar of a price. */
const VARIABLE = /\$([A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[(?:\d+|"[^"\]]*"|'[^'\]]*')\])*)/g;

/**
 * The text of a bot message as a template. As in NeMo Guardrails it is one for prompts, in which variables may also be
 * written with a `$`; what a variable holds is never read as a template.
 *
 * @throws ConfigError with line and column, for a template that cannot be read
 */
export const messageTemplate = (text: string): Template => compileTemplate(text.replaceAll(VARIABLE, "{{ $1 }}"));
