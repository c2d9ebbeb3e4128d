/** Tells the measuring process where a target listens. */
import { writeSync } from "node:fs";

/** Writes `listening <port>` as one line of standard output, at once. */
export function announce(port: number): void {
  writeSync(1, `listening ${port}\n`);
}
