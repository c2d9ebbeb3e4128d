import { Fault } from "../../src/codec/index.ts";

/** The problem that a reader or writer finds, or undefined. */
export function problemOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.problem;
    throw thrown;
  }
  return undefined;
}
