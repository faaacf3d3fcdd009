import { digitsOf, isOneDigit } from "./checks/digits.ts";
import { type EntityRecognizer, isProvable } from "./entity-recognizer.ts";

/** Shorter runs of zeros stand at the end of numbers that are given out. */
const MIN_ZEROS = 4;
/** Shorter runs of one digit are numbers like others: `HRB 111111`, a postal code, a plate. */
const MIN_REPEATED = 7;

/** Whether a value is what forms and manuals put where a number goes: no number is zero, and few are one digit throughout. */
const isFiller = (value: string, isChecked: boolean): boolean => {
  const digits = digitsOf(value);
  if (!isOneDigit(digits)) return false;
  return digits[0] === 0 ? digits.length >= MIN_ZEROS : !isChecked && digits.length >= MIN_REPEATED;
};

/** A recognizer that refuses `000000000`, and `111111111` where it has no check of its own that could tell. */
export const withoutFillers = (recognizer: EntityRecognizer): EntityRecognizer => {
  const { check } = recognizer;
  return {
    ...recognizer,
    isProvable: isProvable(recognizer),
    check: (value, before) => (isFiller(value, check !== undefined) ? false : check?.(value, before)),
  };
};
