/** Units of time in milliseconds, and the one clock type that is passed in wherever time is read. */

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Milliseconds since the Unix epoch. Passed in, so that tests choose the time. */
export type NowMs = () => number;
