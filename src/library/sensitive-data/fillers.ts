import { digitsOf, isOneDigit } from "./checks/digits.ts";
import { type EntityRecognizer, isProvable } from "./entity-recognizer.ts";

/** Digits. Shorter runs of zeros may be real. */
const MIN_ZEROS = 4;
/** Digits. Shorter runs of one digit may be real: `HRB 111111`, a postal code, a license plate. */
const MIN_REPEATED = 7;

/** Whether a value is a placeholder: only zeros, or one digit repeated. */
const isFiller = (value: string, isChecked: boolean): boolean => {
  const digits = digitsOf(value);
  if (!isOneDigit(digits)) return false;
  return digits[0] === 0 ? digits.length >= MIN_ZEROS : !isChecked && digits.length >= MIN_REPEATED;
};

/** Makes a recognizer reject `000000000`, and `111111111` if it has no check digits of its own. */
export const withoutFillers = (recognizer: EntityRecognizer): EntityRecognizer => {
  const { check } = recognizer;
  return {
    ...recognizer,
    isProvable: isProvable(recognizer),
    check: (value, before) => (isFiller(value, check !== undefined) ? false : check?.(value, before)),
  };
};
