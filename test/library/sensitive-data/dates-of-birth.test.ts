import { describe, expect, it } from "vitest";
import { entityDetector } from "../../../bench/detectors/entity-detector.ts";
import { DATES_OF_BIRTH } from "../../../src/library/sensitive-data/dates-of-birth.ts";

const detect = entityDetector(
  DATES_OF_BIRTH.filter(({ entity }) => entity === "DATE_OF_BIRTH"),
  0.4,
);
const found = (text: string): readonly string[] => detect(text).map(({ start, end }) => text.slice(start, end));

const TOLD: readonly string[] = [
  "Date of birth: 12 March 1985",
  "Geboren am 12. März 1985 in Wien",
  "geb. 3. Jänner 1990",
  "Né le 1er janvier 1990",
  "Nacido el 12 de marzo de 1985",
  "Data de nascimento: 3 de março de 1985",
  "Data di nascita: 3 luglio 1980",
  "Nato il 3 luglio 1980",
  "geboortedatum 3 maart 1990",
  "Född den 3 mars 1990",
  "Født 3. mars 1990",
  "Fødselsdato: 3. marts 1990",
  "Nació el 3 de marzo de 1990",
  "Syntymäaika: 3. maaliskuuta 1990",
  "Data urodzenia: 3 marca 1990",
  "Datum narození: 3. března 1990",
  "Datum rođenja: 3. ožujka 1990",
  "Született: 1990. március 3.",
  "Data nașterii: 3 martie 1990",
  "Doğum tarihi: 3 Mart 1990",
  "Дата рождения: 3 марта 1990",
  "Дата народження: 3 березня 1990",
  "Роден на 3 март 1990",
  "Ημερομηνία γέννησης: 3 Μαρτίου 1990",
  "تاريخ الميلاد: 3 مارس 1990",
  "תאריך לידה: 3 במרץ 1990",
  "जन्म तिथि: 3 मार्च 1990",
  "Tanggal lahir: 3 Maret 1990",
  "Ngày sinh: 3 tháng 3 năm 1990",
  "วันเกิด: 3 มีนาคม 2533",
  "出生日期：1990年3月3日",
  "생년월일: 1990년 3월 3일",
  "F. nac.: 03.03.1990",
  "Urodziłem się 3.03.1990",
  "Nasci em 03.03.1990",
  "Ich bin am 03.03.1990 geboren.",
  "03.03.1990 tarihinde doğdum.",
  "저는 1990년 3월 3일에 태어났습니다.",
];

describe("dates of birth", () => {
  it.each(TOLD)("are found: %s", (text) => {
    const [day = ""] = found(text);
    // From the first digit or month name up to the year, or the day after it.
    expect(day).toMatch(/^\d.*\d{4}$|^\d{4}.*\d\S?$/);
  });

  it("are found by the era of Japan", () => {
    expect(found("生年月日：昭和60年3月4日")).toEqual(["昭和60年3月4日"]);
  });

  it.each([
    "Die Version vom 12. März 1985 ist neu",
    "NATO was founded on 4 April 1949",
    "Le 3 mai 1990 fut un jeudi",
    "会议于1990年3月3日举行",
    "born in 1990, moved in March",
  ])("are not found in: %s", (text) => expect(found(text)).toEqual([]));
});
