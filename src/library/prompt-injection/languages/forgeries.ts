import type { PatternRule } from "../../../text/patterns/rule.ts";
import { CLAUSE, sign } from "../signs.ts";
import { word } from "./words.ts";

const LABEL = String.raw`\W{0,4}\s*[:：]`;

/** Instructions, with what says that they are earlier ones or the model's. */
const THEIR_RULES = word(
  "(?:alle|vorherig\\w*|bisherig\\w*|deine) (?:anweisung\\w*|regeln|richtlinien)|(?:instructions|consignes|règles) (?:précédentes|antérieures|de sécurité)|" +
    "(?:instrucciones|reglas|directrices) (?:anteriores|previas|de seguridad)|(?:istruzioni|regole|linee guida) (?:precedenti|di sicurezza)|(?:instruções|regras|diretrizes) (?:anteriores|de segurança)|" +
    "(?:vorige|eerdere) (?:instructies|regels)|(?:poprzednie|wszystkie) (?:instrukcje|zasady)|(?:предыдущ|прежн)[а-я]+ (?:инструкци|правил|указани)[а-я]+|önceki (?:tüm )?(?:talimat|kural|komut)\\w*|" +
    "(?:之前|以前|以上|先前)的?(?:所有)?(?:指令|规则|指示|提示)|(?:以前|前|これまで)の(?:指示|命令|ルール)|이전의? ?(?:모든 )?(?:지시|규칙|명령)",
);

const ARE_VOID =
  "aufgehoben|ungültig|hinfällig|gelten nicht(?: mehr)?|annulées|nulles|ne s'appliquent (?:plus|pas)|anuladas|sin efecto|(?:ya )?no (?:aplican|valen|se aplican)|annullate|revocate|" +
  "non (?:valgono|si applicano)(?: più)?|canceladas|revogadas|não (?:valem|se aplicam)(?: mais)?|vervallen|gelden niet meer|anulowane|unieważnione|nie obowiązują|отмен[а-я]+|аннулирован[а-я]*|недействительн[а-я]+|" +
  "больше не действуют|iptal|geçersiz|作废|取消|失效|无效|無効|取り消|무효|취소";

/** Rules that replace those of the model, and notes of the system, in languages other than English. */
export const FORGERIES: readonly PatternRule[] = [
  sign("new-rules", `(?:${ARE_VOID})`, { context: `${THEIR_RULES}${CLAUSE}` }),
  sign(
    "new-rules",
    `${word(
      "neue (?:anweisung(?:en)?|regeln|aufgabe)|nouvelles? (?:instructions?|consignes?|règles?)|nuev[ao]s? (?:instrucci[oó]n(?:es)?|reglas?|tarea)|nuov[aei] (?:istruzion[ei]|regol[ae]|compito)|" +
        "nov[ao]s? (?:instruç(?:ão|ões)|regras?|tarefa)|nieuwe (?:instructies?|regels?|opdracht)|now[ae] (?:instrukcj[ae]|zasady|polecenie)|нов(?:ые|ая|ое) (?:инструкци[яи]|правила|указани[ея]|задача)|" +
        "yeni (?:talimat(?:lar|ın|ların)?|görev(?:in)?|kural(?:lar)?)|新的?(?:指令|指示|规则|任务)|新しい(?:指示|命令|ルール)|새로운 (?:지시|명령|규칙)",
    )}${LABEL}`,
  ),
  sign(
    "forged-system",
    `${word(
      "system(?:hinweis|nachricht|meldung|anweisung)|(?:nota|aviso|mensaje|mensagem|messaggio|instrucci[oó]n|instrução|istruzione) d(?:e|i|el|o) sistema|(?:note|message|instruction) (?:du )?système|systeembericht|" +
        "(?:komunikat|polecenie) systemow[ey]|системн[а-я]+ (?:сообщение|уведомление|инструкция|команда)|sistem (?:notu|mesajı|talimatı|komutu)|系统(?:消息|通知|指令|公告)|システム(?:メッセージ|通知|指示)|시스템 ?(?:메시지|공지|지시)|رسالة النظام",
    )}${LABEL}`,
  ),
];
