/** Of one round: start, compile, measure. Measured, 2-core AMD EPYC; all of these are for plans and never for results. */
export const CALIBRATION_MS = 2_100;
/** The short form, with the start of its processes. */
export const SELF_TEST_MS = 5_500;
/** Of one target: start, warm up, press. */
export const CAPACITY_MS = 6_000;
