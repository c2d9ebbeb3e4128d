/** Tells the measuring process where a target listens. */
import { writeSync } from "node:fs";

/** Writes `listening <port>`, and the name of a resource if there is one, as one line of standard output, at once. */
export function announce(port: number, name = ""): void {
  writeSync(1, `listening ${port} ${name}`.trimEnd() + "\n");
}
