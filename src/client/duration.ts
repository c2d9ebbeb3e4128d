/** Milliseconds as a google.protobuf.Duration. */
export function duration(milliseconds: number): { seconds: bigint; nanos: number } {
  const seconds = Math.floor(milliseconds / 1000);
  return {
    seconds: BigInt(seconds),
    nanos: Math.round((milliseconds - seconds * 1000) * 1_000_000),
  };
}
