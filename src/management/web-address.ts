/** Which addresses a webhook may have. */
import { problemOf } from "../dispatch/template/template-error.ts";
import { sampleUrl } from "../dispatch/template/url-template.ts";

/** How an address is checked. */
export interface AddressOptions {
  /** Accept http for hosts of this machine. */
  readonly allowLoopbackHttp: boolean;
  /** The address may hold references, as that of a flexible webhook. Default: false. */
  readonly template?: boolean;
}

/** What is wrong with an address, as a sentence; undefined if it is right. */
export function addressProblem(address: string, options: AddressOptions): string | undefined {
  const { allowLoopbackHttp, template = false } = options;
  const problem = template ? problemOf(() => sampleUrl(address)) : undefined;
  if (problem !== undefined) return problem;
  const sample = template ? sampleUrl(address) : address;
  if (/[\s\p{Cc}]/u.test(sample) || !URL.canParse(sample)) return "Is no URL.";
  const { protocol, hostname } = new URL(sample);
  if (protocol === "https:") return undefined;
  if (protocol !== "http:") return "Should begin with https://.";
  if (!allowLoopbackHttp) return "Should begin with https://: http is not secure.";
  return isLoopback(hostname)
    ? undefined
    : "Should begin with https://: http is accepted for hosts of this machine alone.";
}

/** Whether a host, as URL has it, is this machine (RFC 6761, section 6.3; RFC 1122; RFC 4291). */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
