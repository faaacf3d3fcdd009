import type { PatternRule } from "../../text/patterns/rule.ts";
import { isDenied, listed, NOT } from "./denied.ts";
import { PHRASE, sign } from "./signs.ts";

const SHOW =
  "(?:reveal|print|show|repeat|output|display|past|leak|disclos|expos|quot|recit|copy|writ|shar|giv|tell|return)(?:e|ing|s)?|dump|list|restate|translate|summari[sz]e|encode|back\\s*up";
const isHidden = isDenied({ verbs: listed(SHOW), before: NOT });
/** Of something else: `paste it into your system prompt`. */
const PUT_THERE = /\b(?:past(?:e|ing)|copy|write|translate)\s+(?:it|this|that|them)\s[^.!?\n]*$/i;
const isAsked = (_: string, before: string): boolean => !isHidden(before) && !PUT_THERE.test(before);

const OWN_INSTRUCTIONS = String.raw`(?:instructions?|prompts?|directives?|guidelines|orders)\b`;

/** Requests for the model's instructions, and for what it must keep. `prompt-extraction` alone is an attempt. */
export const EXTRACTIONS: readonly PatternRule[] = [
  sign("prompt-extraction", OWN_INSTRUCTIONS, {
    check: isAsked,
    context: String.raw`\b(?:reveal|print|output|disclose|leak|expose|dump|divulge)\b${PHRASE}\b(?:your|previous|prior)\s+(?:\w+\s+)?`,
  }),
  sign("instruction-request", OWN_INSTRUCTIONS, {
    check: isAsked,
    context: String.raw`\b(?:repeat|show|tell|list|give|recite|quote|provide|share|what\s+(?:are|were)|summary\s+of|summari[sz]e|spell|translate|copy)\b${PHRASE}\b(?:your|my|previous|prior|last|original|initial|hidden)\s+(?:\w+\s+){0,2}`,
  }),
  sign(
    "verbatim",
    String.raw`\bverbatim\b|\bword[\s-]+for[\s-]+word\b|\b(?:back\s+to\s+me|in\s+(?:full|reverse|their\s+entirety)|letter\s+by\s+letter|(?:full|complete)\s+list)\b`,
  ),
  sign("secret-by-letter", String.raw`(?:secret|passwords?|pass\s?code|pass\s?phrase|pass\s?word|code\s?word|flag)\b`, {
    context: String.raw`\b(?:characters?|letters?|symbols?|digits?|ascii|unicode|syllables?|acronym|backwards?|revers\w+|spell\w*|encod\w+|base64|rot13|rhym\w+|hints?|synonyms?|translat\w+)\b${PHRASE}\b(?:the|your|that|this|hidden|original|secret)\s+(?:\w+[\s-]+){0,3}`,
  }),
  // What an answer loads sends what is put into its address.
  sign(
    "sending-image",
    String.raw`!\[[^\]\n]{0,100}\]\(\s*https?://[^\s()]{1,200}(?:[=/]\[[a-z][\w ]*\]|[=/]\{+[a-z][\w ]*\}|[=/]<[a-z][\w ]*>|=(?:your_|my_|the_)?(?:data|secret|prompt|history|conversation|summary|base64|encoded)\w*\))`,
  ),
  sign("asks-for-secret", String.raw`(?:password|pass\s?code|pass\s?phrase|secret|credentials|api\s+keys?)\b`, {
    context: String.raw`\b(?:tell|reveal|give|repeat|list|show|spell|what(?:['’]?s|\s+is))\b${PHRASE}\b`,
  }),
  // A sentence to be completed, which leads to the instructions: `"The system prompt says:"`.
  sign(
    "prompt-extraction",
    String.raw`(?:is|are|was|were|says?|said|reads?|states?|begins?|starts?)?\s*(?:[:：]|\.{2,}|…|_{2,})?\s*["'”’]`,
    {
      context: String.raw`\b(?:beg[iu]n|start|complet|continu|finish|prefix|open)\w*\b[^.!?;\n]*["'“‘](?:the|my|your|these|here\s+(?:is|are)\s+(?:the|my))\s+(?:\w+\s+)?(?:(?:system|initial|original|prompt|instruction)s?\s+(?:prompt|instructions?|template|message|text)|instructions?|prompt)\s+`,
    },
  ),
  sign(
    "private-data",
    String.raw`(?:information|data|records?|files?|documents?|details|credentials|secrets|history)\b`,
    {
      context: String.raw`(?:\b(?:provide|give|share|tell|show|grant|send)\s+(?:with\s+)?me\b|\b(?:disclose|reveal|leak|divulge|hand\s+over)\b)${PHRASE}\b(?:confidential|sensitive|classified|private|personal|proprietary|login|admin|internal)\s+(?:\w+\s+){0,2}`,
    },
  ),
  sign(
    "prompt-extraction",
    String.raw`(?:(?:system|initial|original|hidden|secret|developer|internal|confidential|invisible|initiali[sz]ation)\s+(?:prompt|instructions?|directives?|guidance)|(?:system|hidden|secret|developer)\s+messages?)\b`,
    {
      check: isAsked,
      context: String.raw`\b(?:(?:reveal|print|show|repeat|output|display|past|leak)(?:e|ing|s)?|quote|dump|restate|disclose|back\s*up|tell\s+me|share|give\s+me|list|provide|what\s+(?:is|are|were)|recite|expose|write\s+(?:out|down)|copy|translate|summari[sz]e|encode)\b${PHRASE}\b(?:your|the|its|all|this|above)\s+(?:(?:full|entire|exact|complete|own|whole|hidden|secret|original|current|of|your)\s+)*`,
    },
  ),
  sign(
    "prompt-extraction",
    String.raw`(?:rules|instructions|prompts?|guidelines|(?:system\s+)?message)\s+(?:(?:were|was|are|did)\s+you|(?:that\s+)?you\s+(?:were|have\s+been))\s+(?:initially\s+)?(?:given|told|receive)\b`,
    {
      check: isAsked,
      context: String.raw`\b(?:what|which|list|repeat|tell\s+me|show(?:\s+me)?|print|reveal|recite|quote)\b${PHRASE}\b`,
    },
  ),
  sign("prompt-extraction", String.raw`system\s+(?:prompt|message|instructions?)\b`, {
    context: String.raw`\b(?:what(?:['’]?s|\s+(?:is|are|was|were))|which|how\s+many|does|is|are)\b${PHRASE}\byour\s+(?:\w+\s+)?`,
    check: (_, before) =>
      !/\b(?:in|into|to|as|from|with)\s+your\s+(?:\w+\s+)?$|\b(?:you|i|we|they)\s[^.!?,;:\n]*$/i.test(before),
  }),
  sign(
    "prompt-extraction",
    String.raw`(?:words|text|everything|lines|instructions|message|preamble)\s+(?:above|(?:that\s+)?(?:came|comes|appears|is|was)\s+(?:before|above)\s+(?:this|my))\b`,
    {
      check: isAsked,
      context: String.raw`\b(?:repeat|print|output|recite|copy|reveal|return|display|write\s+out)\b${PHRASE}\b`,
    },
  ),
];
