export declare const CONFIG: object;
/** Gives the text where the key in it is masked, else throws. */
export declare const assertMasked: (text: string) => string;
