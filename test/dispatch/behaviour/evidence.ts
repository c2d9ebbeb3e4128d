/** What rows of behaviour tests have in common: a sentence, and how what they expect is known. */
import type { Evidence } from "../../../src/dispatch/behaviours.ts";

/** A row of a table of behaviours. */
export interface Row {
  /** What the platform does, as the end of a sentence. */
  readonly about: string;
  /** How that is known. */
  readonly evidence: Evidence;
  /** The section of the collected facts about the platform that says so. */
  readonly section: `§${number}.${number}`;
}
