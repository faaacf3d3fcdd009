import { spawnSync } from "node:child_process";
import { RECOGNIZERS } from "../../src/library/sensitive-data/recognizers.ts";
import { drawn } from "./draw.ts";
import { entityDetector } from "./entity-detector.ts";
import { percent, type Row } from "./table.ts";

/** An entity, its module in python-stdnum, and a pattern for numbers that are often valid. */
type Oracle = readonly [entity: string, module: string, pattern: string];

const DAY = "(?:0[1-9]|[12]\\d|3[01])";
const MONTH = "(?:0[1-9]|1[0-2])";

/** Ids with check digits or unused ranges. python-stdnum does not check those of Korean businesses. */
const ORACLES: readonly Oracle[] = [
  ["BE_VAT", "be.vat", "0[2-9]\\d{8}"],
  ["BG_PNF", "bg.pnf", "\\d{10}"],
  ["CH_UID", "ch.uid", "CHE\\d{9}"],
  ["CN_CREDIT_CODE", "cn.uscc", "91(?:110000|310000)[0-9A-HJ-NPQRTUWXY]{10}"],
  ["DK_CVR", "dk.cvr", "[1-9]\\d{7}"],
  ["DO_CEDULA", "do.cedula", "\\d{11}"],
  ["ES_CIF", "es.cif", "[ABCDEFGHJNPQRSUVW]\\d{7}[0-9A-J]"],
  ["FI_BUSINESS_ID", "fi.ytunnus", "\\d{7}-\\d"],
  ["FR_SIREN", "fr.siren", "\\d{9}"],
  ["FR_SIRET", "fr.siret", "\\d{14}"],
  ["GT_NIT", "gt.nit", "\\d{6,8}-[0-9K]"],
  ["ID_NPWP", "id.npwp", "\\d{2}\\.\\d{3}\\.\\d{3}\\.\\d-\\d{3}\\.\\d{3}"],
  ["IN_VID", "in_.vid", "[2-9]\\d{15}"],
  ["KE_PIN", "ke.pin", "[AP]\\d{9}[A-Z]"],
  ["NO_ORGANISASJONSNUMMER", "no.orgnr", "[89]\\d{8}"],
  ["PE_CUI", "pe.cui", "\\d{8}-?[0-9A-K]"],
  ["PE_RUC", "pe.ruc", "(?:10|15|17|20)\\d{9}"],
  ["PL_REGON", "pl.regon", "\\d{9}"],
  ["PT_CC", "pt.cc", "\\d{9}[A-Z]{2}\\d"],
  ["PY_RUC", "py.ruc", "\\d{6,8}-\\d"],
  ["RO_CUI", "ro.cui", "[1-9]\\d{5,8}"],
  ["RS_PIB", "rs.pib", "[1-9]\\d{8}"],
  ["RU_OGRN", "ru.ogrn", "1\\d{12}|3\\d{14}"],
  ["TR_VKN", "tr.vkn", "\\d{10}"],
  ["TW_UBN", "tw.ubn", "\\d{8}"],
  ["UK_VAT", "gb.vat", "\\d{9}"],
  ["US_ATIN", "us.atin", "9\\d{2}-93-\\d{4}"],
  ["US_PTIN", "us.ptin", "P\\d{8}"],
  ["VE_RIF", "ve.rif", "[VEJPG]-?\\d{8}-?\\d"],
  ["VN_MST", "vn.mst", "0[1-9]\\d{8}"],
  ["ZA_TIN", "za.tin", "[01239]\\d{9}"],
  ["AR_CUIT", "ar.cuit", "(?:20|23|24|27|30|33|34)\\d{9}"],
  ["AT_SVNR", "at.vnr", `[1-9]\\d{3}${DAY}${MONTH}\\d{2}`],
  ["AT_TAX_NUMBER", "at.tin", "\\d{9}"],
  ["AU_ABN", "au.abn", "[1-9]\\d{10}"],
  ["AU_ACN", "au.acn", "\\d{9}"],
  ["AU_TFN", "au.tfn", "\\d{8,9}"],
  ["BE_NATIONAL_NUMBER", "be.nn", `\\d{2}${MONTH}${DAY}\\d{5}`],
  ["BG_EGN", "bg.egn", `\\d{2}(?:${MONTH}|4[1-9])${DAY}\\d{4}`],
  ["BR_CNPJ", "br.cnpj", "\\d{8}0001\\d{2}"],
  ["BR_CPF", "br.cpf", "\\d{11}"],
  ["CA_SIN", "ca.sin", "\\d{9}"],
  ["CH_AHV", "ch.ssn", "756\\d{10}"],
  ["CL_RUT", "cl.rut", "[1-9]\\d{6,7}[0-9K]"],
  ["CN_RESIDENT_ID", "cn.ric", `(?:110101|310101|440301|510104|330106)(?:19[5-9]|200)\\d${MONTH}${DAY}\\d{3}[0-9X]`],
  ["CO_NIT", "co.nit", "\\d{10}"],
  ["CY_TAX_NUMBER", "cy.vat", "[013459]\\d{7}[A-Z]"],
  ["CZ_RODNE_CISLO", "cz.rc", `\\d{2}(?:${MONTH}|5[1-9]|6[0-2])${DAY}\\d{4}`],
  ["DE_TAX_ID", "de.idnr", "[1-9]\\d{10}"],
  ["DE_VAT_ID", "de.vat", "DE[1-9]\\d{8}"],
  ["DK_CPR", "dk.cpr", `${DAY}${MONTH}\\d{6}`],
  ["EC_CEDULA", "ec.ci", "(?:0[1-9]|1\\d|2[0-4])[0-5]\\d{7}"],
  ["EE_ISIKUKOOD", "ee.ik", `[1-6]\\d{2}${MONTH}${DAY}\\d{4}`],
  ["ES_NIE", "es.nie", "[XYZ]\\d{7}[A-Z]"],
  ["ES_NIF", "es.dni", "\\d{8}[A-Z]"],
  ["FI_PERSONAL_IDENTITY_CODE", "fi.hetu", `${DAY}${MONTH}\\d{2}[-+A]\\d{3}[0-9A-Y]`],
  ["FR_NIR", "fr.nir", `[12]\\d{2}${MONTH}(?:\\d{2}|2A|2B)\\d{8}`],
  ["FR_TAX_NUMBER", "fr.nif", "[0-3]\\d{9}[0-5]\\d{2}"],
  ["GR_AFM", "gr.vat", "\\d{9}"],
  ["GR_AMKA", "gr.amka", `${DAY}${MONTH}\\d{7}`],
  ["HR_OIB", "hr.oib", "\\d{11}"],
  ["IBAN_CODE", "iban", "DE\\d{20}|NL\\d{2}ABNA\\d{10}|AT\\d{18}"],
  ["IE_PPS", "ie.pps", "\\d{7}[A-W](?:|[ABH])"],
  ["IL_ID", "il.idnr", "\\d{8,9}"],
  ["IN_AADHAAR", "in_.aadhaar", "[2-9]\\d{11}"],
  ["IN_GSTIN", "in_.gstin", "(?:0[1-9]|[12]\\d)[A-Z]{3}P[A-Z]\\d{4}[A-Z][1-9]Z[0-9A-Z]"],
  ["IS_KENNITALA", "is_.kennitala", `${DAY}${MONTH}\\d{5}[09]`],
  [
    "IT_FISCAL_CODE",
    "it.codicefiscale",
    `(?:RSS|BNC|VRD|FRR)(?:MRA|LCU|GPP|NNA)\\d{2}[ABCDEHLMPRST]${DAY}[A-M]\\d{3}[A-Z]`,
  ],
  ["IT_VAT_CODE", "it.iva", "\\d{7}0[0-9]{2}\\d"],
  ["JMBG", "si.emso", `${DAY}${MONTH}9[4-9]\\d{7}`],
  ["JP_MY_NUMBER", "jp.in_", "\\d{12}"],
  ["KR_RRN", "kr.rrn", `\\d{2}${MONTH}${DAY}[1-4]\\d{6}`],
  ["LT_ASMENS_KODAS", "lt.asmens", `[3-6]\\d{2}${MONTH}${DAY}\\d{4}`],
  ["LV_PERSONAS_KODS", "lv.pvn", `${DAY}${MONTH}\\d{2}[0-2]\\d{4}`],
  ["MX_CURP", "mx.curp", `[B-Z][AEIOU][B-Z]{2}\\d{2}${MONTH}${DAY}[HM](?:DF|JC|NL)[BCDFG]{3}[0-9A]\\d`],
  ["MX_RFC", "mx.rfc", `[B-Z][AEIOU][B-Z]{2}\\d{2}${MONTH}${DAY}[0-9A-Z]{2}[0-9A]`],
  ["MY_NRIC", "my.nric", `\\d{2}${MONTH}${DAY}\\d{6}`],
  ["NL_BSN", "nl.bsn", "\\d{9}"],
  ["NO_FODSELSNUMMER", "no.fodselsnummer", `${DAY}${MONTH}\\d{7}`],
  ["NZ_IRD", "nz.ird", "(?:[1-9]\\d{7}|1[0-4]\\d{7})"],
  ["PL_NIP", "pl.nip", "\\d{10}"],
  ["PL_PESEL", "pl.pesel", `\\d{2}(?:${MONTH}|2[1-9]|3[0-2])${DAY}\\d{5}`],
  ["PT_NIF", "pt.nif", "[1235689]\\d{8}"],
  ["RO_CNP", "ro.cnp", `[1256]\\d{2}${MONTH}${DAY}(?:0[1-9]|[1-4]\\d|5[12])\\d{4}`],
  ["RU_INN", "ru.inn", "\\d{12}"],
  ["SE_ORGANISATIONSNUMMER", "se.orgnr", "[25]\\d[2-9]\\d{7}"],
  ["SE_PERSONNUMMER", "se.personnummer", `\\d{2}${MONTH}${DAY}-\\d{4}`],
  ["SG_UEN", "sg.uen", "\\d{8}[A-Z]|(?:19[6-9]|20[01])\\d{6}[A-Z]|[ST]\\d{2}(?:LL|LP|FC|PF)\\d{4}[A-Z]"],
  ["SI_TAX_NUMBER", "si.ddv", "SI[1-9]\\d{7}|[1-9]\\d{7}"],
  ["SK_RODNE_CISLO", "sk.rc", `\\d{2}(?:${MONTH}|5[1-9]|6[0-2])${DAY}\\d{4}`],
  ["TH_TNIN", "th.pin", "[1-8]\\d{12}"],
  ["TR_NATIONAL_ID", "tr.tckimlik", "[1-9]\\d{10}"],
  ["UA_RNOKPP", "ua.rntrc", "\\d{10}"],
  ["UK_NHS", "gb.nhs", "\\d{10}"],
  ["UK_UTR", "gb.utr", "\\d{10}"],
  ["US_EIN", "us.ein", "\\d{2}-\\d{7}"],
  ["US_ITIN", "us.itin", "9\\d{2}-\\d{2}-\\d{4}"],
  ["US_SSN", "us.ssn", "\\d{3}-\\d{2}-\\d{4}"],
  ["ABA_ROUTING_NUMBER", "us.rtn", "[0123]\\d{8}"],
  ["AR_CBU", "ar.cbu", "\\d{22}"],
  ["BY_UNP", "by.unp", "[1-7]\\d{8}|[ABCEHKM][ABCEHKMOPT]\\d{7}"],
  ["CA_BC_PHN", "ca.bc_phn", "9\\d{9}"],
  ["DO_RNC", "do.rnc", "\\d{9}"],
  ["EC_RUC", "ec.ruc", "(?:0[1-9]|1\\d|2[0-4])[0-69]\\d{7}00[1-4]"],
  ["ES_CCC", "es.ccc", "(?:2100|0049)\\d{16}"],
  ["GH_TIN", "gh.tin", "[CGPQV]00\\d{7}[0-9X]"],
  ["IMEI", "imei", "\\d{15}"],
  ["JP_CORPORATE_NUMBER", "jp.cn", "[1-9]\\d{12}"],
  ["MA_ICE", "ma.ice", "00\\d{7}0{3}\\d{3}"],
  ["MD_IDNP", "md.idno", "[0-2]\\d{12}"],
  ["ME_PIB", "me.pib", "\\d{8}"],
  ["MK_EDB", "mk.edb", "40\\d{11}"],
  ["MU_NID", "mu.nid", `[A-Z]${DAY}${MONTH}\\d{8}[0-9A-G]`],
  ["MZ_NUIT", "mz.nuit", "\\d{9}"],
  ["NO_KONTONUMMER", "no.kontonr", "\\d{11}"],
  ["SV_NIT", "sv.nit", `[01]\\d{3}${DAY}${MONTH}\\d{2}\\d{3}\\d`],
  ["UA_EDRPOU", "ua.edrpou", "\\d{8}"],
  ["UY_RUT", "uy.rut", "(?:0[1-9]|1\\d|2[0-2])\\d{6}001\\d"],
  [
    "EU_VAT",
    "eu.vat",
    "(?:ATU|CZ|FI|DK|HU|LU|MT|SI)\\d{8}|(?:BG|DE|EE|EL|LT|PT)\\d{9}|(?:BE0|BG|PL|SK)\\d{9}|(?:FR|HR|IT|LV)\\d{11}|SE[25]\\d{9}01|ES[A-J]\\d{8}|IE\\d{7}[A-W]|NL\\d{9}B01|RO\\d{8}",
  ],
  ["AZ_VOEN", "az.voen", "\\d{9}[12]"],
  ["CA_BN", "ca.bn", "\\d{9}(?:|RC0001)"],
  ["CU_NI", "cu.ni", "\\d{2}[0-3]\\d[0-4]\\d{6}"],
  ["GN_NIFP", "gn.nifp", "\\d{9}"],
  ["NL_ONDERWIJSNUMMER", "nl.onderwijsnummer", "10\\d{7}"],
  ["SN_NINEA", "sn.ninea", "\\d{7}(?:|2[GLS]3)|\\d{9}"],
  ["UK_UPN", "gb.upn", "[A-HJ-NP-RT-Z](?:201|305|801|931)\\d{9}"],
  ["ZA_ID", "za.idnr", `\\d{2}${MONTH}${DAY}\\d{4}[01]\\d{2}`],
];

/** For each line with a module and a number, prints whether the module accepts the number. */
const SCRIPT = `
import importlib, sys
modules = {}
for line in sys.stdin:
    name, number = line.rstrip("\\n").split("\\t")
    if name not in modules:
        modules[name] = importlib.import_module("stdnum." + name)
    print(1 if modules[name].is_valid(number) else 0)
`;

const DRAWN = 20_000;
/** The number of valid and of invalid values for each id. */
const ASKED = 150;

const verdictsOf = (python: string, module: string, numbers: readonly string[]): readonly boolean[] => {
  const input = numbers.map((number) => `${module}\t${number}\n`).join("");
  const { stdout, status, stderr } = spawnSync(python, ["-c", SCRIPT], { input, encoding: "utf8", maxBuffer: 2 ** 24 });
  if (status !== 0) throw new Error(`python-stdnum, ${module}: ${stderr}`);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => line === "1");
};

interface Scored {
  readonly entity: string;
  readonly valid: readonly string[];
  readonly invalid: readonly string[];
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
}

const scoredBy = (python: string): readonly Scored[] =>
  ORACLES.map(([entity, module, pattern], seed) => {
    const numbers = [...new Set(drawn(pattern, DRAWN, seed))];
    const verdicts = verdictsOf(python, module, numbers);
    const of = (isValid: boolean): readonly string[] =>
      numbers.filter((_, at) => verdicts[at] === isValid).slice(0, ASKED);
    const detect = entityDetector(
      RECOGNIZERS.filter((recognizer) => recognizer.entity === entity),
      0,
    );
    const isFound = (number: string): boolean => detect(number).length > 0;
    const [valid, invalid] = [of(true), of(false)];
    return { entity, valid, invalid, missed: valid.filter((one) => !isFound(one)), wrong: invalid.filter(isFound) };
  });

const total = (scored: readonly Scored[], key: Exclude<keyof Scored, "entity">): number =>
  scored.reduce((sum, one) => sum + one[key].length, 0);

/** Compares the recognizers with python-stdnum on generated numbers. */
export const stdnumRows = (python: string | undefined): readonly Row[] => {
  if (python === undefined) return [];
  const scored = scoredBy(python);
  const [valid, invalid] = [total(scored, "valid"), total(scored, "invalid")];
  const goal = { atLeast: 98 };
  const each = scored.flatMap(({ entity, ...one }): readonly Row[] =>
    one.missed.length + one.wrong.length === 0
      ? []
      : [
          {
            what: `${entity}: valid found, % (e.g. missed ${one.missed[0] ?? "none"})`,
            figure: percent(one.valid.length - one.missed.length, one.valid.length),
            of: one.valid.length,
          },
          {
            what: `${entity}: invalid refused, % (e.g. found ${one.wrong[0] ?? "none"})`,
            figure: percent(one.invalid.length - one.wrong.length, one.invalid.length),
            of: one.invalid.length,
          },
        ],
  );
  return [
    {
      what: `${ORACLES.length} ids: valid found, %`,
      figure: percent(valid - total(scored, "missed"), valid),
      of: valid,
      goal,
    },
    {
      what: `${ORACLES.length} ids: invalid refused, %`,
      figure: percent(invalid - total(scored, "wrong"), invalid),
      of: invalid,
      goal,
    },
    ...each,
  ];
};
