import { compileTemplate, type Template } from "../../prompts/template/template.ts";

/** `$name`, `$a.b`, `$list[0]`, `$dict["key"]`; not the dollar of a price. */
const VARIABLE = /\$([A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[(?:\d+|"[^"\]]*"|'[^'\]]*')\])*)/g;

/**
 * Compiles the text of a bot message to a template. As in NeMo Guardrails, it has the syntax of prompts, in which
 * variables may also be written with `$`. Values of variables are never parsed as templates.
 *
 * @throws ConfigError with line and column for an invalid template
 */
export const messageTemplate = (text: string): Template => compileTemplate(text.replaceAll(VARIABLE, "{{ $1 }}"));
