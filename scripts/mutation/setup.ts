import * as fc from "fast-check";

/** Thousands of runs of every property for every mutant would take hours. */
fc.configureGlobal({ interruptAfterTimeLimit: 150 });
