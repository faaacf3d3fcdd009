/** The text of every row of the fault table whose fault is not in the text. */
export const TEXT = "Hello, wörld 🌍";
