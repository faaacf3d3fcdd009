import { describe, expect, it } from "vitest";
import { entityDetector } from "../../../bench/detectors/entity-detector.ts";
import { RECOGNIZERS } from "../../../src/library/sensitive-data/recognizers.ts";

/** Random numbers that python-stdnum 2.2 accepts. */
const VALID: readonly (readonly [entity: string, values: string])[] = [
  ["BE_VAT", "0647140448 0761180576 0514209965"],
  ["EU_VAT", "EE179630592 CZ55917399 SE366751508801 HU21747155 ES97233853L BG503703215 SK3949195888"],
  ["EU_VAT", "NL786854856B01 IE0013083E LT973231110 ATU21697830 MT91315945 LU97299042 FRA0712646603"],
  ["AZ_VOEN", "7212728082 5248722922 9921500392"],
  ["CA_BN", "279805303 917399388 722921988"],
  ["GN_NIFP", "286241005 125656843 871237376"],
  ["NL_ONDERWIJSNUMMER", "109448243 100313778 107229219"],
  ["SN_NINEA", "1442889 1360693 273624348"],
  ["UK_UPN", "H801742122282 C801935128866 C801573936401"],
  ["BG_PNF", "4149581253 9898097260 1481749725"],
  ["CH_UID", "CHE065910060 CHE633236920 CHE198650593"],
  ["CN_CREDIT_CODE", "91110000X1MK7FBBFP 91110000XDF765FQRF 91310000Y598MJKAB4"],
  ["DK_CVR", "88128370 19862100 64753312"],
  ["DO_CEDULA", "68518509069 14686188781 90408889047"],
  ["ES_CIF", "W61284428 R44171171 C94877834"],
  ["FI_BUSINESS_ID", "0938486-4 4844047-8 3023458-8"],
  ["FR_SIREN", "656299583 410936066 026683805"],
  ["FR_SIRET", "47464806010891 49745249000293 35247744213501"],
  ["GT_NIT", "247481-6 58619641-2 2163005-4"],
  ["IN_VID", "5703996017356520 5616526142427590 7199652280877859"],
  ["NO_ORGANISASJONSNUMMER", "839012683 923925236 879203007"],
  ["PE_CUI", "02775934-C 938754743 85060544-6"],
  ["PE_RUC", "10874521570 17986768289 15784858186"],
  ["PL_REGON", "063542798 182817027 554170865"],
  ["PT_CC", "777639595YW2 792779274WT1 249092956ER6"],
  ["PY_RUC", "617580-5 32825368-5 23538927-7"],
  ["RO_CUI", "28667552 4310802 8429319"],
  ["RS_PIB", "181480336 296906737 598655339"],
  ["RU_OGRN", "1329250020110 395276015565124 353867608150550"],
  ["TR_VKN", "5314280649 6353126364 5727805801"],
  ["TW_UBN", "09189530 64935343 26058174"],
  ["UK_VAT", "850694660 602317529 621234834"],
  ["VE_RIF", "J105952561 E-925799427 E924203679"],
  ["VN_MST", "0644776289 0326742487 0227169402"],
  ["ZA_TIN", "2803976642 0744504994 1565492707"],
  ["CA_SIN", "786869222 422753160 169623246"],
  ["UK_NHS", "2504705999 6742643951 0754056031"],
  ["UK_UTR", "1996820813 6710494293 3672876084"],
  ["IE_PPS", "2149195R 7790795Q 0485208J"],
  ["FR_TAX_NUMBER", "1578794364077 1791823215182 0207264927261"],
  ["BE_NATIONAL_NUMBER", "51062275586 02070677212 35090588950"],
  ["NL_BSN", "294252095 218412393 303310261"],
  ["DE_TAX_ID", "61517409232 53524579807 66367854909"],
  ["AT_SVNR", "4307161288 6277020837 9424141107"],
  ["AT_TAX_NUMBER", "974891400 823719307 030133938"],
  ["CH_AHV", "7567138767326 7563139512071 7569017862252"],
  ["ES_NIF", "80215405F 95584389T 57503640Y"],
  ["ES_NIE", "Y5368331F X2526106Q Y2542947N"],
  ["PT_NIF", "228825261 678154805 545157587"],
  ["IT_VAT_CODE", "83404000594 59749460776 89541740240"],
  ["GR_AMKA", "24089266282 20054103070 01103102404"],
  ["GR_AFM", "395717450 876937390 831380052"],
  ["CY_TAX_NUMBER", "19335953F 39674434K 84025311R"],
  ["TR_NATIONAL_ID", "52378774700 54867544610 25774731400"],
  ["SE_PERSONNUMMER", "020321-6890 971013-4165 520618-2247"],
  ["NO_FODSELSNUMMER", "09090982467 15066123089 25027904761"],
  ["FI_PERSONAL_IDENTITY_CODE", "280931-165M 170734-495B 010744-534V"],
  ["IS_KENNITALA", "2012705969 2012569840 0104326180"],
  ["EE_ISIKUKOOD", "35705023728 34404141520 57509190670"],
  ["LT_ASMENS_KODAS", "54109279269 38204229578 35310166198"],
  ["PL_PESEL", "07012629838 39112335298 38090772899"],
  ["PL_NIP", "0972252249 9295535137 0769118996"],
  ["CZ_RODNE_CISLO", "7807081634 0001072412 7007115710"],
  ["RO_CNP", "2701023162449 2600815264203 1910322415720"],
  ["BG_EGN", "5108013352 4703206786 9011054134"],
  ["HR_OIB", "38980673001 46054480620 71038773618"],
  ["SI_TAX_NUMBER", "44901330 92476007 42655943 SI20283628"],
  ["JMBG", "3009966311060"],
  ["UA_RNOKPP", "7284312510 9951970618 7567068177"],
  ["RU_INN", "239811379180 086011435510 447736080149"],
  ["BR_CPF", "08893127377 04305531020 35653869830"],
  ["BR_CNPJ", "54714989728381 19362060465223 09980223805216"],
  ["AR_CUIT", "20778673925 20157720385 20842344434"],
  ["CL_RUT", "722219260 786250862 72591167K"],
  ["CO_NIT", "9457360276 5452040281 5792133469"],
  ["MX_CURP", "HENG780108HDFRXV54 BUAZ630928HDFMKT20 KIYQ890118HDFVHC98"],
  ["CN_RESIDENT_ID", "110101200403155853 110101197502034913 110101195811037123"],
  ["JP_MY_NUMBER", "404474828151 232717425691 916421960504"],
  ["KR_RRN", "840311-1304278 740918-1187614 560116-1471566"],
  ["TH_TNIN", "6948459270689 8536132779192 6037497234659"],
  ["IN_AADHAAR", "889233708995 751983941963 809531987771"],
  ["IN_GSTIN", "27SMTPM1029U1ZL 27KYPPJ1197Z1ZP 27WHFPV1013I1ZT"],
  ["IL_ID", "858799182 472038959 624646105"],
  ["AU_ABN", "67867509214 74880565694 98155442872"],
  ["AU_ACN", "516124306 492582108 321369671"],
  ["AU_TFN", "791390672 619093799 311751824 55567563"],
  ["NZ_IRD", "045530546 064839616 032337066"],
  ["ZA_ID", "3905139538083 5708231044085 3907073809082"],
  ["FR_NIR", "232011234205033 188052609101333 155073536836057"],
  ["AR_CBU", "2470822765444463478612 0035191703764764975545 3289772058351371158898"],
  ["BY_UNP", "MC4792009 MC1967762 255173971"],
  ["CA_BC_PHN", "9771414280 9532160569 9419877268"],
  ["DO_RNC", "891713587 332729411 401328501"],
  ["ES_CCC", "21005892906347522455 21007492853106468275 21007220022914941038"],
  ["GH_TIN", "C0096798750 C0039756092 C0031473849"],
  ["IMEI", "974027107428232 510256340431668 136119006606045"],
  ["JP_CORPORATE_NUMBER", "3108863367737 2528237831798 7993819591463"],
  ["MA_ICE", "003421162000077 005036254000010 005882375000086"],
  ["MD_IDNP", "2071828456799 2090470698832 2080330214870"],
  ["ME_PIB", "02518325 08485267 04765273"],
  ["MK_EDB", "4083118254128 4082864831223 4059909439816"],
  ["MU_NID", "D1204799625514 D1204850058151 E1204522002236"],
  ["MZ_NUIT", "798045717 546576272 407762101"],
  ["NO_KONTONUMMER", "29907859744 52608033106 05782991797"],
  ["SV_NIT", "06140507900585 06140507906387 06140507902195"],
  ["UA_EDRPOU", "16290477 54256859 00721567"],
  ["UY_RUT", "214997740011 214157670018 219915010015"],
  ["IBAN_CODE", "DE79634737140145193182 DE70693640966974147012 DE21776866978546732215"],
  ["IT_FISCAL_CODE", "BHLSDG85H18H501T DFJRBG75D28H501W BGJTCF50H01H501C"],
];

/** Ids that python-stdnum does not support: documented examples, and manually computed numbers. */
const WORKED_OUT: readonly (readonly [entity: string, values: string])[] = [
  ["KW_CIVIL_ID", "285010112358 285010112366"],
  ["SA_NATIONAL_ID", "1087654321 2345678904"],
  ["KZ_IIN", "900101350013 900101350023 850615400125 880229300802"],
  ["UZ_PINFL", "31501901234566"],
  ["ES_SOCIAL_SECURITY", "281234567840"],
  ["PT_NISS", "12345678902"],
  ["HU_TAJ", "123456788"],
  ["MX_CLABE", "032180000118359719 002010077777777771"],
  ["DE_LANR", "123456601"],
  ["VIN", "1M8GDM9AXKP042788 5GZCZ43D13S812715"],
];

/** The share of single wrong digits that may be accepted: in some schemes, two of eleven sums have the same digit. */
const MAX_ACCEPTED = 0.2;

const detectorOf = (entity: string, threshold: number) =>
  entityDetector(
    RECOGNIZERS.filter((recognizer) => recognizer.entity === entity),
    threshold,
  );

const withOneDigitChanged = (value: string): readonly string[] =>
  Array.from(value, (char, index) =>
    /\d/.test(char) ? value.slice(0, index) + String((Number(char) + 1) % 10) + value.slice(index + 1) : value,
  ).filter((changed) => changed !== value);

describe("ids in groups", () => {
  it.each([
    ["ES_CCC", "2100 5892 90 63475 22455"],
    ["MX_RFC", "GODE 561231 GR8"],
    ["MX_RFC", "GODE-561231-GR8"],
  ])("%s is found as %s", (entity, value) => {
    expect(detectorOf(entity, 0.4)(`es ${value}, gracias`)).toMatchObject([{ start: 3, end: 3 + value.length }]);
  });
});

describe("ids", () => {
  it.each([...VALID, ...WORKED_OUT])("%s is found if it is valid", (entity, values) => {
    const detect = detectorOf(entity, 0.35);
    for (const value of values.split(" ")) {
      const text = `The number is ${value}.`;
      expect(detect(text).map(({ start, end }) => text.slice(start, end))).toEqual([value]);
    }
  });

  it.each(VALID)("%s is rejected with a wrong digit", (entity, values) => {
    const detect = detectorOf(entity, 0.35);
    const changed = values.split(" ").flatMap(withOneDigitChanged);
    const accepted = changed.filter((value) => detect(`The number is ${value}.`).length > 0);
    expect(accepted.length / changed.length).toBeLessThanOrEqual(MAX_ACCEPTED);
  });

  it("are found between letters of scripts without spaces", () => {
    const detect = detectorOf("KR_PASSPORT", 0.05);
    expect(detect("여권번호는 M789C1234입니다")).toHaveLength(1);
  });

  it("are not part of a longer number", () => {
    const detect = detectorOf("NL_BSN", 0);
    const [value = ""] = (VALID.find(([entity]) => entity === "NL_BSN")?.[1] ?? "").split(" ");
    expect(detect(value)).toHaveLength(1);
    expect(detect(`1${value}`)).toHaveLength(0);
    expect(detect(`${value}-1`)).toHaveLength(0);
  });
});

describe("ids with a partial check", () => {
  const found = (entity: string, text: string): number =>
    entityDetector(
      RECOGNIZERS.filter((recognizer) => recognizer.entity === entity),
      0.4,
    )(text).length;

  it.each([
    ["ID_NPWP", "25.701.341.7-113.296", "25.701.341.8-113.296"],
    ["IR_NATIONAL_ID", "0499370899", "0499370898"],
    ["ID_NIK", "NIK: 3171015708450001", "NIK: 3171017208450001"],
    ["LK_NIC", "nic 853400937V", "nic 859990937V"],
    ["PK_CNIC", "34201-0891231-8", "34201-0891231-0"],
    ["US_ATIN", "ATIN 912-93-4567", "ATIN 912-92-4567"],
    ["EC_RUC", "1792060346001", "1763154690001"],
    ["EG_NATIONAL_ID", "National ID: 29501012101234", "National ID: 29513012101234"],
    ["VN_CCCD", "CCCD 001095012345", "CCCD 099095012345"],
    ["PH_TIN", "TIN 123-456-782-000", "TIN 123-456-783-000"],
    ["PH_UMID", "CRN: 0111-2345678-9", "CRN: 0111-234567-89"],
    ["PH_PASSPORT", "passport P1234567A", "passport P123456A"],
    ["UUID", "018f4d3c-7b1a-7c2e-9f00-3a5b6c7d8e9f", "018f4d3c-7b1a-0c2e-9f00-3a5b6c7d8e9f"],
    ["AR_DNI", "DNI 20.123.456", "pagina 20.123.456"],
    ["CR_CPF", "cédula 1-0913-0259", "cédula 1-913-0259"],
    ["CR_CPJ", "cédula jurídica 3-101-999999", "cédula jurídica 3-534-123559"],
    ["CR_DIMEX", "DIMEX 155812994816", "n. 155812994816"],
    ["CU_NI", "carné de identidad 91021027775", "carné de identidad 91023027775"],
    ["DZ_NIF", "NIF 416001000000007", "No. 416001000000007"],
    ["EG_TN", "الرقم الضريبي 100-531-385", "صفحة 100-531-385"],
    ["TN_MF", "1182431M/A/M/000", "1182431M/A/M/001"],
    ["TN_MF", "matricule fiscal 1234567L", "numéro 1234567L"],
    ["AL_NIPT", "NIPT J91402501L", "NIPT Z91402501L"],
    ["AD_NRT", "NRT U-132950-X", "NRT B-132950-X"],
    ["FI_VERONUMERO", "veronumero 123456789123", "numero 123456789123"],
    ["NL_ID_CARD", "paspoort EM0000365", "paspoort EMO000365"],
    ["GH_CARD", "GHA-123456789-0", "GHA-12345678-0"],
    ["DE_TAX_NUMBER", "Steuernummer 181/815/08155", "Rechnung 181/815/08155"],
    ["DE_BSNR", "BSNR 123456789", "Nr. 123456789"],
    ["DE_FUEHRERSCHEIN", "Führerschein BO12345678A", "Führerschein BO1234567A"],
    ["DE_HANDELSREGISTER", "HRB 123456", "HRC 123456"],
    ["DE_KFZ", "Kennzeichen HH-AB 1234", "Kennzeichen HHHH-AB 1234"],
    ["DE_KFZ", "Kennzeichen HH AB 1234", "Das Auto holt er um 12 ab"],
    ["DE_KFZ", "Kennzeichen hh-ab 1234", "Kennzeichen hh_ab 1234"],
    ["DE_PLZ", "Anschrift: 10115 Berlin", "Es waren 10115 Leute"],
    ["CA_POSTAL_CODE", "postal code K1A 0B1", "postal code D1A 0B1"],
    ["US_CLAIM_NUMBER", "claim 123456789", "item 123456789"],
    ["US_PRESCRIPTION_NUMBER", "Rx 1234567", "Lot 1234567"],
    ["US_PRIOR_AUTHORIZATION_NUMBER", "prior authorization PA-987654", "plan PA-987654"],
    ["US_REFERRAL_NUMBER", "referral 1234567", "report 1234567"],
    ["US_HEALTH_INSURANCE_MEMBER_ID", "Member ID: XYZ123456789", "Member of parliament"],
    ["US_PROVIDER_TAX_ID", "provider tax ID 12-3456789", "order 12-3456789"],
    ["ZA_ID_NUMBER", "3905139538083", "3905139538084"],
    ["ZA_INCOME_TAX_NUMBER", "income tax 0123456789", "income tax 5123456789"],
    ["ZA_VAT_NUMBER", "VAT 4123456789", "VAT 3123456789"],
    ["ZA_PASSPORT", "passport A12345678", "passport B12345678"],
    ["ZA_COMPANY_REGISTRATION", "2016/123456/07", "1716/123456/07"],
    ["ZA_TRAFFIC_REGISTER_NUMBER", "TRN 1234567890123", "TRN 3905139538083"],
    ["ZA_DRIVER_LICENSE", "licence 12345678AB", "licence 1234567890"],
    ["ZA_LICENSE_PLATE", "plate KD93GKGP", "plate KD93GKXX"],
    ["ZA_MOBILE_NUMBER", "+27 82 123 4567", "+27 11 123 4567"],
    ["ZA_TELEPHONE_NUMBER", "011 123 4567", "082 123 4567"],
  ])("%s", (entity, valid, invalid) => {
    expect(found(entity, valid)).toBe(1);
    expect(found(entity, invalid)).toBe(0);
  });
});

describe("placeholders", () => {
  const ids = RECOGNIZERS.filter(({ entity }) => new Set(VALID.map(([id]) => id)).has(entity));
  const named = (entity: string): readonly string[] =>
    RECOGNIZERS.filter((recognizer) => recognizer.entity === entity).flatMap(({ context }) => context.slice(0, 1));

  it.each(VALID)("%s does not match zeros", (entity, values) => {
    const detect = entityDetector(ids, 0.2);
    for (const value of values.split(" ")) {
      for (const word of named(entity)) expect(detect(`${word}: ${value.replaceAll(/\d/g, "0")}`)).toEqual([]);
    }
  });

  it.each([
    ["DE_BSNR", "BSNR 000000000"],
    ["DE_BSNR", "BSNR 111111111"],
    ["US_BANK_NUMBER", "bank account 99999999"],
    ["UK_PASSPORT", "passport 000000000"],
    ["IMEI", "IMEI 000000000000000"],
    ["MAC_ADDRESS", "11:11:11:11:11:11"],
  ])("%s: does not match %s", (entity, text) => expect(detectorOf(entity, 0.2)(text)).toEqual([]));

  it.each([
    ["DE_HANDELSREGISTER", "Amtsgericht HRB 111111"],
    ["DE_PLZ", "PLZ 22222"],
    ["CA_POSTAL_CODE", "postal code K0A 0B0"],
    ["LV_PERSONAS_KODS", "personas kods 111111-11111"],
  ])("%s: matches %s", (entity, text) => expect(detectorOf(entity, 0.2)(text)).toHaveLength(1));
});
