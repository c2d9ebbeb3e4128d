/**
 * The header by which Google's services know their clients.
 */
import type { Protocol } from "./options.ts";

/** The release of this library, as in package.json, which a bundle does not hold. */
export const libraryVersion = "0.1.0";

/** The value of `x-goog-api-client`: run-time, library and protocol. */
export function clientHeader(protocol: Protocol): string {
  const node = globalThis.process?.versions.node;
  const runtime = node === undefined ? "gl-js/0" : `gl-node/${node}`;
  return `${runtime} fulfillkit/${libraryVersion} ${protocol}/${libraryVersion}`;
}
