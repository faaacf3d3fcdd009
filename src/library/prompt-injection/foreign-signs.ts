import type { PatternRule } from "../../text/patterns/rules.ts";
import { CLAUSE, sign } from "./signs.ts";

/** Alternatives by which a language tells a model to drop what it was told, or to show it. */
interface Words {
  /** Ignore, forget. */
  readonly ignore: string;
  /** What is said of the instructions: that they are the earlier ones, all of them, or the model's own. */
  readonly which: string;
  readonly instructions: string;
  /** Show, repeat, reveal. */
  readonly show: string;
  readonly systemPrompt: string;
}

/** Languages whose orders begin with the verb. What is said of a noun stands on either side of it. */
const VERB_FIRST: Readonly<Record<string, Words>> = {
  German: {
    ignore: "ignorier(?:e|en sie)|vergiss|vergesst|vergessen sie|missachten?",
    which: "alle|vorherig\\w*|bisherig\\w*|vorangegangen\\w*|vorangehend\\w*|obig\\w*|früher\\w*|deine\\w*",
    instructions: "anweisung\\w*|instruktion\\w*|richtlinien|vorgaben",
    show: "zeige?|zeigen sie|verrate?|nenne?|gib|wiederhole?|enthülle?|schreibe?",
    systemPrompt: "system-?\\s?prompts?|system-?anweisung\\w*|systemnachricht\\w*",
  },
  French: {
    ignore: "ignore[sz]?|oublie[sz]?|(?:tiens|tenez) pas compte",
    which: "précédentes?|antérieures?|ci-dessus|toutes|tes|vos",
    instructions: "instructions|consignes|directives",
    show: "montre[sz]?|révél(?:er|ez)|révèle|affiche[sz]?|répét(?:er|ez)|répète|donne[sz]?|écris|écrivez",
    systemPrompt: "prompt (?:du )?système|(?:instructions|consignes|message) (?:du )?système",
  },
  Spanish: {
    ignore: "ignor(?:a|e|ad|en)|olvid(?:a|e|ad|en)|descart(?:a|e|ad|en)|caso omiso",
    which: "anterior(?:es)?|previas?|todas|tus|sus",
    instructions: "instrucciones|directrices|indicaciones|órdenes",
    show: "muestra\\w*|muéstra\\w*|muestre|revel(?:a|e)\\w*|imprim(?:e|a)|repit(?:e|a)|dime|dame|escrib(?:e|a)",
    systemPrompt: "prompt del? sistema|(?:instrucciones|mensaje) del? sistema",
  },
  Italian: {
    ignore: "ignora(?:te)?|dimentica(?:te)?|trascura(?:te)?",
    which: "precedenti|tutte|tue|vostre",
    instructions: "istruzioni|direttive|indicazioni",
    show: "mostra\\w*|rivela\\w*|stampa|ripeti|dimmi|scrivi",
    systemPrompt: "prompt di sistema|(?:istruzioni|messaggio) di sistema",
  },
  Portuguese: {
    ignore: "ignor(?:e|a|em)|esqueç(?:a|am)|esquece|desconsider(?:e|a|em)",
    which: "anteriores|prévias|todas|tuas|suas",
    instructions: "instruções|diretrizes|orientações",
    show: "mostr(?:e|a)|revel(?:e|a)|exib(?:a|e)|imprim(?:a|e)|repit(?:a|e)|diga|escrev(?:a|e)",
    systemPrompt: "prompt d[eo] sistema|(?:instruções|mensagem) d[eo] sistema",
  },
  Dutch: {
    ignore: "negeer|vergeet|sla",
    which: "alle|vorige|eerdere|voorgaande|bovenstaande|je|jouw",
    instructions: "instructies|aanwijzingen|richtlijnen",
    show: "toon|onthul|herhaal|geef|laat|schrijf",
    systemPrompt: "systeem-?\\s?prompt|systeeminstructies|systeembericht",
  },
  Polish: {
    ignore: "zignoruj(?:cie)?|ignoruj(?:cie)?|zapomnij|pomiń",
    which: "wszystki\\w+|poprzedni\\w+|wcześniejsz\\w+|powyższ\\w+|swoj\\w+",
    instructions: "instrukcj\\w+|polece\\w+|wytyczn\\w+",
    show: "pokaż|ujawnij|wyświetl|powtórz|podaj|napisz",
    systemPrompt: "prompt\\w* systemow\\w+|instrukcj\\w+ systemow\\w+|komunikat\\w* systemow\\w+",
  },
  Russian: {
    ignore: "игнорируй(?:те)?|проигнорируй(?:те)?|забудь(?:те)?|пренебреги(?:те)?",
    which: "все|предыдущ[а-я]+|прежн[а-я]+|прошл[а-я]+|сво[а-я]+",
    instructions: "инструкци[а-я]+|указани[а-я]+|команд[а-я]*|правил[а-я]*",
    show: "покажи(?:те)?|раскрой(?:те)?|выведи(?:те)?|повтори(?:те)?|напиши(?:те)?|скажи(?:те)?",
    systemPrompt: "системн[а-я]+ (?:промпт|инструкци|подсказк|сообщени)[а-я]*",
  },
  Indonesian: {
    ignore: "abaikan|lupakan",
    which: "semua|sebelumnya|di atas|anda",
    instructions: "instruksi|perintah|petunjuk",
    show: "tampilkan|tunjukkan|ungkapkan|ulangi|tuliskan",
    systemPrompt: "prompt sistem|instruksi sistem|pesan sistem",
  },
  Vietnamese: {
    ignore: "bỏ qua|quên|phớt lờ",
    which: "trước(?: đó)?|tất cả|ở trên|của bạn",
    instructions: "hướng dẫn|chỉ dẫn|chỉ thị|lệnh",
    show: "hiển thị|tiết lộ|in ra|lặp lại|cho tôi xem",
    systemPrompt: "lời nhắc hệ thống|prompt hệ thống|hướng dẫn hệ thống",
  },
  Arabic: {
    ignore: "تجاهل|انس|تجاوز",
    which: "السابقة|جميع|كل|أعلاه|كافة",
    instructions: "التعليمات|تعليمات|الأوامر|التوجيهات",
    show: "اعرض|أظهر|اكشف|اطبع|كرر|أخبرني",
    systemPrompt: "تعليمات النظام|موجه النظام|رسالة النظام",
  },
  Chinese: {
    ignore: "忽略|无视|忘记|忘掉|不要理会|忽視|無視|忘記",
    which: "之前|以上|前面|先前|上述|所有|全部|你的",
    instructions: "指令|指示|提示|规则|規則|命令|要求",
    show: "显示|告诉我|输出|重复|泄露|打印|透露|顯示|告訴我|輸出",
    systemPrompt: "系统提示|系统指令|系统消息|系統提示|系統指令",
  },
};

/** Languages whose orders end with the verb. */
const VERB_LAST: Readonly<Record<string, Words>> = {
  Japanese: {
    ignore: "無視|忘れ|破棄",
    which: "これまで|以前|前|上記|すべて|全て|今まで",
    instructions: "指示|命令|ルール|プロンプト|制約",
    show: "表示|教え|出力|開示|公開|見せ",
    systemPrompt: "システム(?:プロンプト|指示|メッセージ)",
  },
  Korean: {
    ignore: "무시|잊어|잊고",
    which: "이전|위의|위에|모든|지금까지|앞의",
    instructions: "지시|명령|규칙|지침|프롬프트",
    show: "보여|알려|출력|공개|표시|말해",
    systemPrompt: "시스템 ?(?:프롬프트|지시|메시지)",
  },
  Turkish: {
    ignore: "yok say|görmezden gel|unut|dikkate alma",
    which: "önceki|tüm|bütün|yukarıdaki",
    instructions: "talimat\\w*|komut\\w*|yönerge\\w*",
    show: "göster|açıkla|yazdır|tekrarla|söyle",
    systemPrompt: "sistem (?:prompt|istem|talimat|mesaj)\\w*",
  },
  Hindi: {
    ignore: "अनदेखा|नज़रअंदाज़|नजरअंदाज|भूल",
    which: "पिछले|सभी|पहले|ऊपर",
    instructions: "निर्देश|निर्देशों|आदेश",
    show: "दिखाओ|दिखाएं|दिखाइए|बताओ|बताएं",
    systemPrompt: "सिस्टम प्रॉम्प्ट|सिस्टम निर्देश",
  },
};

/** Letters of Latin words have borders; a word of Chinese or Arabic is found wherever it stands. */
const word = (alternatives: string): string => String.raw`(?<![a-zà-ÿ])(?:${alternatives})(?![a-zà-ÿ])`;

const verbFirst = ({ ignore, which, instructions, show, systemPrompt }: Words): readonly PatternRule[] => [
  sign("instruction-override", word(instructions), {
    context: `${word(ignore)}${CLAUSE}${word(which)}${CLAUSE}`,
  }),
  sign("instruction-override", word(which), {
    context: `${word(ignore)}${CLAUSE}${word(instructions)}\\s*`,
  }),
  sign("prompt-extraction", word(systemPrompt), { context: `${word(show)}${CLAUSE}` }),
];

const verbLast = ({ ignore, which, instructions, show, systemPrompt }: Words): readonly PatternRule[] => [
  sign("instruction-override", `(?:${ignore})`, { context: `(?:${which})${CLAUSE}(?:${instructions})${CLAUSE}` }),
  sign("prompt-extraction", `(?:${show})`, { context: `(?:${systemPrompt})${CLAUSE}` }),
];

/** The same self without limits as in English. */
const PERSONAS: readonly PatternRule[] = [
  sign(
    "without-limits",
    word(
      "ohne (?:jegliche |jede |alle )?(?:einschränkung\\w*|beschränkung\\w*|filter|zensur)|uneingeschränkt|keine (?:regeln|richtlinien|einschränkungen) mehr|" +
        "sans (?:aucune )?(?:restrictions?|limites?|filtres?|censure)|sin (?:ning\\w+ )?(?:restricci[oó]n(?:es)?|límites|filtros?|censura)|" +
        "senza (?:alcuna? |nessuna? )?(?:restrizion[ei]|limiti|filtri|censura)|sem (?:nenhuma? )?(?:restriç(?:ão|ões)|limites|filtros|censura)|" +
        "zonder (?:enige )?(?:beperkingen|filters|censuur)|bez (?:żadnych )?(?:ograniczeń|filtrów|cenzury)|" +
        "без (?:каких-либо )?(?:ограничений|цензуры|фильтров)|tanpa (?:batasan|filter|sensor)|sınırsız|kısıtlama olmadan|" +
        "没有(?:任何)?(?:限制|约束|过滤)|不受(?:任何)?限制|制限(?:なし|のない|なく)|제한 ?없이",
    ),
  ),
  sign(
    "unlimited-persona",
    word(
      "entwicklermodus|mode développeur|modo (?:de )?(?:desarrollador|desenvolvedor)|modalità sviluppatore|ontwikkelaarsmodus|" +
        "tryb\\w* (?:dewelopera|programisty)|режим\\w* разработчика|geliştirici modu|开发者模式|開發者模式|開発者モード|개발자 모드|越狱|脱獄",
    ),
  ),
  sign(
    "new-self",
    word(
      "du bist (?:jetzt|nun|ab sofort)|ab (?:jetzt|sofort) bist du|tu es (?:maintenant|désormais)|vous êtes (?:maintenant|désormais)|à partir de maintenant|" +
        "ahora (?:eres|estás|estas)|a partir de ahora|adesso sei|ora sei|da ora in poi|agora você é|a partir de agora|je bent nu|vanaf nu|" +
        "jesteś teraz|teraz jesteś|od teraz|теперь ты|ты теперь|с этого момента|sekarang kamu|mulai sekarang|artık sen|bundan sonra|" +
        "从现在开始|从现在起|你现在是|今からあなたは|これからあなたは|지금부터|이제 당신은|من الآن فصاعدا|अब से",
    ),
  ),
];

/** What attacks say in other languages than English. */
export const FOREIGN: readonly PatternRule[] = [
  ...Object.values(VERB_FIRST).flatMap(verbFirst),
  ...Object.values(VERB_LAST).flatMap(verbLast),
  ...PERSONAS,
];
