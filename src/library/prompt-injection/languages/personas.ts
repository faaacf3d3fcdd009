import type { PatternRule } from "../../../text/patterns/rule.ts";
import { CLAUSE, sign } from "../signs.ts";
import { word } from "./words.ts";

/** Words for having no limits. */
const LIMITS = word(
  "ohne (?:jegliche |jede |alle )?(?:einschränkung\\w*|beschränkung\\w*|filter|zensur)|uneingeschränkt|keine (?:regeln|richtlinien|einschränkungen) mehr|" +
    "sans (?:aucune )?(?:restrictions?|limites?|filtres?|censure)|sin (?:ning\\w+ )?(?:restricci[oó]n(?:es)?|límites|filtros?|censura)|" +
    "senza (?:alcuna? |nessuna? )?(?:restrizion[ei]|limiti|filtri|censura)|sem (?:nenhuma? )?(?:restriç(?:ão|ões)|limites|filtros|censura)|" +
    "zonder (?:enige )?(?:beperkingen|filters|censuur)|bez (?:żadnych )?(?:ograniczeń|filtrów|cenzury)|" +
    "без (?:каких-либо )?(?:ограничений|цензуры|фильтров)|tanpa (?:batasan|filter|sensor)|sınırsız|sansürsüz|kısıtlama(?:sız|lardan muaf| olmadan| uygulama)|(?:kural|kısıtlama)\\w*dan muaf|" +
    "没有(?:任何)?(?:限制|约束|过滤)|不受(?:任何)?限制|制限(?:なし|のない|なく)|제한 ?없이",
);

/** The beginning of an order to be somebody else. */
const SELF = word(
  "du bist (?:jetzt|nun|ab sofort)|ab (?:jetzt|sofort) bist du|tu es (?:maintenant|désormais)|vous êtes (?:maintenant|désormais)|à partir de maintenant|" +
    "ahora (?:eres|estás|estas)|a partir de ahora|adesso sei|ora sei|da ora in poi|agora você é|a partir de agora|je bent nu|vanaf nu|" +
    "jesteś teraz|teraz jesteś|od teraz|теперь ты|ты теперь|с этого момента|sekarang kamu|mulai sekarang|artık sen|bundan sonra|" +
    "从现在开始|从现在起|你现在是|今からあなたは|これからあなたは|지금부터|이제 당신은|من الآن فصاعدا|अब से",
);

/** Personas without limits in languages other than English, as in `persona-signs.ts`. */
export const FOREIGN_PERSONAS: readonly PatternRule[] = [
  sign("model-without-limits", LIMITS, { context: `${SELF}${CLAUSE}` }),
  sign("without-limits", LIMITS),
  sign(
    "unlimited-persona",
    word(
      "entwicklermodus|mode développeur|modo (?:de )?(?:desarrollador|desenvolvedor)|modalità sviluppatore|ontwikkelaarsmodus|" +
        "tryb\\w* (?:dewelopera|programisty)|режим\\w* разработчика|geliştirici modu|开发者模式|開發者模式|開発者モード|개발자 모드|越狱|脱獄",
    ),
  ),
  sign("new-self", SELF),
  sign(
    "stay-in-character",
    word(
      "(?:bleib\\w*|verlass\\w*) (?:in )?(?:deine[rn]?|der|die) rolle|rest(?:e|ez) dans (?:ton|votre|le) (?:personnage|rôle)|sors (?:pas|jamais) d[eu] (?:ton )?personnage|" +
        "(?:mantente|permanece) en (?:el |tu )?(?:personaje|papel)|(?:no|nunca) (?:te )?salgas? de(?:l| tu) personaje|(?:non|mai) uscire (?:mai )?dal personaggio|resta nel personaggio|" +
        "(?:não|nunca) saia do personagem|permaneça no personagem|blijf in (?:je )?(?:rol|karakter)|nie wychodź z roli|pozostań w roli|не выходи(?:те)? из (?:роли|образа|персонажа)|" +
        "оставайся в (?:роли|образе)|karakterden çıkma|rolden çıkma|保持角色|(?:不要|不得|别)(?:跳出|脱离|离开)角色|キャラクター?を(?:崩さ|保)|役になりきって|역할에서 벗어나지",
    ),
  ),
  sign(
    "no-refusals",
    word(
      "(?:weigere|verweigere) (?:dich |mir |die antwort )?(?:nicht|nie|niemals)|(?:lehne|lehn) (?:nie|niemals|nicht)\\w* ab|ohne (?:zu zögern|warnung(?:en)?|ablehnung)|" +
        "(?:ne|n') ?(?:refuse[sz]?|dis) (?:jamais|pas)|sans (?:refuser|avertissement|hésiter)|(?:no|nunca|jamás) (?:te )?(?:niegues|rechaces|puedes (?:negarte|rechazar))|sin (?:rechazar|advertencias|negarte)|" +
        "(?:non|mai) (?:puoi )?(?:rifiutare|rifiutarti|rifiuti)|senza (?:rifiutare|avvertenze)|(?:não|nunca) (?:se )?(?:recuse|recusa|pode recusar)|sem (?:recusar|avisos)|weiger (?:nooit|niet)|zonder te weigeren|" +
        "(?:nie|nigdy nie) odmawiaj|bez odmowy|не (?:отказывай(?:ся|те|тесь)?|можешь отказа\\w+)|без отказа|reddetme(?![\\s\\w])|reddetmeden|reddedemez\\w*|(?:不要|不能|不得|绝不|不可)拒绝|拒否(?:しない|せず|してはいけ)|거부하지 ?(?:마|않)",
    ),
  ),
];
