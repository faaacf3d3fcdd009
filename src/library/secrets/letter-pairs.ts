/**
 * The information of a letter after another in English words and identifiers, in thirds of a bit as base-36 digits: a
 * row for each first letter, a column for each second one. Counted in 50,000 distinct words of documentation and type
 * declarations.
 */
const THIRDS_OF_BITS: readonly string[] = [
  "jdcckjfofrjadanet9c8himkhp",
  "9fef9flmahn8jkbjocdicmnqfp",
  "aifgaimaetcdil7jsdgaenqskt",
  "affd6ejl8nmfijchqeehflmpks",
  "dicbgfhnirnceajgk8aamhkejq",
  "bgeeball7tpcijaircfdemopis",
  "cjik5khdbrmdidehracgdnnqkn",
  "7kki7lml9sjhhi9kpehcfplqhv",
  "egcefgeopqmcd6cgqfabogsksg",
  "9ihg8hjmbkijjg9joi8kamhnlo",
  "bhgg6hghamjfhhdgogbfejiqhq",
  "akhf7klo8rlajk9hskeeekoqeu",
  "7fji7jloarmffjaaskeifnoolr",
  "bkcaag9mdpiikhcjskb9gfnrlp",
  "hgddmhgnhojcc7fdv9ddcgfkoq",
  "9mgg9klfdsmbkkaer8ecfkmshv",
  "feigkglmeoobjjmijdcf3jlyll",
  "9kef6jhq9tihfhaisecchkovhw",
  "eldj8ilcbtjfikddkjb7dlkphs",
  "akfi7imd8tnhikbhoadegnmqfq",
  "ddfgdhiqdtnbc8jdt9aaposnqp",
  "7kgi4ijm9uqhiieiriegookpjq",
  "8ihh9ije8rigicaipabhmonlps",
  "eichagkiarpfcjh9nhg6hlmhgm",
  "bgegchgldrlccce8nfacekjlkk",
  "9kji4jkcaqliindiokjfjnnphg",
];

const LETTERS = 26;
const THIRD = 1 / 3;

const table = Float64Array.from(THIRDS_OF_BITS.join(""), (digit) => Number.parseInt(digit, 36) * THIRD);

/** The information of `second` after `first` in bits. Letters are numbers from 0 ("a") to 25 ("z"). */
export const letterPairBits = (first: number, second: number): number => table[first * LETTERS + second] ?? 0;
