import { type Language, languageOf } from "./language.ts";

/** The built-in refusals. */
const DEFAULTS: Readonly<Record<Language, string>> = {
  en: "I'm sorry, I can't respond to that.",
  es: "Lo siento, no puedo responder a eso.",
  zh: "抱歉，我不能回答这个问题。",
  de: "Es tut mir leid, darauf kann ich nicht antworten.",
  fr: "Je suis désolé, je ne peux pas répondre à cela.",
  hi: "क्षमा करें, मैं इसका उत्तर नहीं दे सकता।",
  ja: "申し訳ありませんが、それにはお答えできません。",
  ar: "عذرًا، لا يمكنني الرد على ذلك.",
  th: "ขออภัย ฉันตอบเรื่องนี้ไม่ได้",
};

/** The refusal in the language of the user's text: the config's, else the built-in one. */
export const refusalFor = (userText: string, own: Readonly<Record<string, string>>): string => {
  const language = languageOf(userText);
  return own[language] ?? DEFAULTS[language];
};
