/** What ProtoJSON allows of a Timestamp and a Duration (https://protobuf.dev/programming-guides/json/). */

/** 0001-01-01T00:00:00Z, in milliseconds since 1970. */
export const earliestMs = -62_135_596_800_000;

/** 9999-12-31T23:59:59Z, in milliseconds since 1970. */
export const latestMs = 253_402_300_799_000;

/** The most seconds of a Duration, either way: about ten thousand years. */
export const longestSeconds = 315_576_000_000;
