import { weightedSum } from "./checks/digits.ts";
import { isLuhn } from "./checks/luhn.ts";
import { type EntityRecognizer, idRecognizer } from "./entity-recognizer.ts";

const HEX = "[0-9A-Fa-f]";

/** A version and variant of RFC 9562. */
const isUuid = (value: string): boolean | undefined => (/^.{14}[1-8].{4}[89ab]/i.test(value) ? undefined : false);

/** The letters of ISO 3779 in alphabetical order: I, O and Q are not used. */
const VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";
const VIN_VALUES = "12345678123457923456789";
const VIN_WEIGHTS: readonly number[] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** In America and China, the ninth character is a check digit modulo 11; elsewhere it may be anything. */
const isVehicle = (value: string): boolean | undefined => {
  const id = value.toUpperCase();
  if (!/\d{4}$/.test(id) || !/[A-Z]/.test(id)) return false;
  const values = Array.from(id, (sign) => Number(/\d/.test(sign) ? sign : VIN_VALUES[VIN_LETTERS.indexOf(sign)]));
  const rest = weightedSum(values, VIN_WEIGHTS) % 11;
  return (rest === 10 ? "X" : String(rest)) === id[8] ? true : undefined;
};

/** Numbers of devices and vehicles. */
export const DEVICES: readonly EntityRecognizer[] = [
  idRecognizer(
    "UUID",
    `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`,
    0.5,
    "uuid guid unique_identifier",
    isUuid,
  ),
  idRecognizer("IMEI", "\\d{2}-?\\d{6}-?\\d{6}-?\\d", 0.1, "imei", (value) => isLuhn(value)),
  idRecognizer("VIN", "[0-9A-HJ-NPR-Za-hj-npr-z]{17}", 0.1, "vin chassis fahrgestellnummer vehicle", isVehicle),
];
