/** What every row of the fault table that is not broken in its text says. */
export const TEXT = "Hello, wörld 🌍";
