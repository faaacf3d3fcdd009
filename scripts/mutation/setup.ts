import * as fc from "fast-check";

/** Limits property tests, which would otherwise take hours over all mutants. */
fc.configureGlobal({ interruptAfterTimeLimit: 150 });
