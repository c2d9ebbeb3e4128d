/** Ends a test run with one line that people and programs can read: `N passed, N failed, N skipped`. */
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** How a run ended, in test cases; a module or a hook that broke counts as one failure. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts the cases of a finished run, and every error outside them as a failure of its own. */
export function tally(
  modules: readonly TestModule[],
  unhandledErrors: readonly SerializedError[],
): Tally {
  let [passed, failed, skipped] = [0, unhandledErrors.length, 0];
  for (const module of modules) {
    const casesBefore = failed;
    for (const testCase of module.children.allTests()) {
      const { state } = testCase.result();
      if (state === "passed") passed += 1;
      else if (state === "failed") failed += 1;
      else skipped += 1;
    }
    // A module that failed without a failed case: it did not load, or a hook threw.
    if (module.state() === "failed" && failed === casesBefore) failed += 1;
  }
  return { passed, failed, skipped };
}

/** The closing line of a run. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The reporter: quiet until the end. Goes last in the list, after the one that tells the failures. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    process.stdout.write(`${closingLine(tally(modules, errors))}\n`);
  }
}
