import { type EntityRecognizer, standalone, words } from "./entity-recognizer.ts";

/** Names of months as used in dates: in full, abbreviated, or inflected. */
const MONTHS: readonly string[] = [
  // English, German, Dutch, Nordic languages.
  "jan(?:uary|uar|uari)?|feb(?:ruary|ruar|ruari)?|mar(?:ch|ts|s)?|mär(?:z)?|maart|apr(?:il)?|ma[jiy]|june?|juni|july?|juli|aug(?:ust|ustus|usti)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|jänner|februari|desember",
  // French, Spanish, Portuguese, Italian, Catalan, Romanian.
  "janvier|févr(?:ier)?|avr(?:il)?|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|gener|febrer|març|maig|juny|juliol|setembre|desembre|ianuarie|februarie|martie|aprilie|iunie|iulie|septembrie|octombrie|noiembrie|decembrie",
  // Polish, Czech, Slovak, Croatian, Hungarian, Finnish, Turkish.
  "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince|januára|februára|apríla|mája|júna|júla|augusta|septembra|októbra|novembra|decembra|siječnja|veljače|ožujka|travnja|svibnja|lipnja|srpnja|kolovoza|rujna|studenoga?|prosinca|január|február|március|április|május|június|július|augusztus|szeptember|október|tammikuuta|helmikuuta|maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|lokakuuta|marraskuuta|joulukuuta|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık",
  // Russian, Ukrainian, Bulgarian, Greek, Arabic, Hebrew, Hindi, Thai, Indonesian.
  "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември",
  "ιανουαρίου|φεβρουαρίου|μαρτίου|απριλίου|μαΐου|ιουνίου|ιουλίου|αυγούστου|σεπτεμβρίου|οκτωβρίου|νοεμβρίου|δεκεμβρίου|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|ב?(?:ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר)",
  "जनवरी|फ़रवरी|फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|अक्टूबर|नवंबर|दिसंबर|มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม|januari|februari|maret|mei|agustus|desember|tháng \\d{1,2}(?: năm)?",
];
const MONTH = `(?i:${MONTHS.join("|")})\\.?`;
const DAY = "\\d{1,2}(?:st|nd|rd|th|er|º|\\.)?";

const BIRTH: readonly string[] = [
  "birthday birthdate birth born dob d.o.b. geboren geburtsdatum geburtstag geb geb. naissance né née nacimiento nacido nacida nació nací nac naixement",
  "nascimento nasci nasceu nascido nascida nascita nato_il nata_il geboortedatum geboortedag född födelsedatum født fødselsdato fødselsdag syntymäaika syntynyt",
  "urodzenia urodzony urodzona urodziłem urodziłam narodil narodila nar szül születtem narození narozen narozena narodenia narodený rođenja rođen rođena született születési naşterii nașterii născut născută doğum doğumlu",
  "рождения родился родилась народження народився народилася роден родена раждане рођења γέννησης γεννήθηκε γεννήθηκα ولدت ولد ميلاد الميلاد مواليد לידה נולד נולדה נולדתי",
  "تولد متولد जन्म जन्मतिथि জন্ম பிறந்த tanggal_lahir lahir ngày_sinh sinh_ngày kuzaliwa kapanganakan เกิด วันเกิด 出生 生日 生まれ 生年月日 誕生日 생년월일 생일 출생",
];

/** What follows a date of birth where the verb comes last. */
const BORN_BEHIND: readonly string[] = [
  " geboren",
  " tarihinde doğdum",
  " doğumluyum",
  " napján születtem",
  "에 태어났습니다",
  "に生まれました",
];

const DIGITS = standalone("(?:\\d{1,2}[/.-] ?){2}(?:\\d{4}|\\d{2})|\\d{4}[/.-] ?\\d{1,2}[/.-] ?\\d{1,2}");
const IDEOGRAPHS =
  "(?<![0-9])(?:\\d{4}|(?:明治|大正|昭和|平成|令和)\\d{1,2}) ?[年년] ?\\d{1,2} ?[月월] ?\\d{1,2} ?[日일]";

/** Dates of birth. Other dates are not detected, since they are not personal. */
const BIRTHDAYS: Omit<EntityRecognizer, "entity"> = {
  patterns: [
    [DIGITS, 0.05],
    [DIGITS, 0.4, BORN_BEHIND],
    [standalone(`${DAY}(?: of| de| d['’])? ?${MONTH}(?: de| del)?,? \\d{4}`), 0.05],
    [standalone(`${MONTH} ${DAY},? \\d{4}|\\d{4}\\. ${MONTH} ${DAY}`), 0.05],
    [IDEOGRAPHS, 0.05],
    [IDEOGRAPHS, 0.4, BORN_BEHIND],
  ],
  context: BIRTH.flatMap(words),
};

/** For both entities: the specific one, which wins, and Presidio's name. */
export const DATES_OF_BIRTH: readonly EntityRecognizer[] = ["DATE_OF_BIRTH", "DATE_TIME"].map((entity) => ({
  entity,
  ...BIRTHDAYS,
}));
