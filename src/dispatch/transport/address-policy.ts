/**
 * Which addresses may be called. Held against an address after its name is
 * resolved, and the connection goes to the very address that was checked, so
 * that no answer of DNS, however timed, leads elsewhere.
 */
import { BlockList, isIPv4, isIPv6 } from "node:net";
import { loopback, metadata, privateUse, special } from "./address-ranges.ts";
import type { AddressRange } from "./address-ranges.ts";

/** What is allowed beyond public addresses and https. */
export interface AddressPolicyOptions {
  /**
   * Addresses that are called though they are not public: CIDRs, single
   * addresses, `"loopback"` (127.0.0.0/8, ::1) or `"private"` (RFC 1918, RFC 4193
   * and RFC 6598). The two names don't open the addresses where clouds serve
   * metadata; a CIDR does. Default: none.
   */
  readonly allow?: readonly string[];
  /**
   * Where `http:` is called: nowhere, on loopback addresses, or everywhere. It
   * opens no address by itself. Default: `"never"`.
   */
  readonly http?: "never" | "loopback" | "always";
}

/** Decides on addresses. */
export interface AddressPolicy {
  /**
   * Why an address is not to be called; undefined if it is.
   *
   * @param address an IP address, without brackets
   * @param protocol `https:` or `http:`
   * @returns the rest of a sentence that begins with the address: "is a private address, which is not to be called"
   */
  problem(address: string, protocol: string): string | undefined;
}

/**
 * Makes a policy.
 *
 * @throws TypeError naming an entry of `allow` that is none
 */
export function createAddressPolicy(options: AddressPolicyOptions = {}): AddressPolicy {
  const { allow = [], http = "never" } = options;
  const explicit = listOf(allow.filter((entry) => !names.has(entry)));
  const opened = listOf(allow.flatMap((entry) => names.get(entry)?.ranges ?? []));
  return {
    problem(address, protocol) {
      if (protocol !== "https:") {
        if (http === "never") return "is not called by http, which is not secure";
        if (http === "loopback" && !contains(loopbackList, address))
          return "is not called by http, which is for addresses of this machine alone";
      }
      return addressProblem(address, { explicit, opened });
    },
  };
}

const names: ReadonlyMap<string, AddressRange> = new Map([
  ["loopback", loopback],
  ["private", privateUse],
]);

interface Allowed {
  /** Addresses that are allowed by CIDR: whatever they are. */
  readonly explicit: BlockList;
  /** Addresses that are allowed by name: not those of metadata. */
  readonly opened: BlockList;
}

function addressProblem(address: string, { explicit, opened }: Allowed): string | undefined {
  if (!isIPv4(address) && !isIPv6(address)) return "is no IP address";
  if (contains(explicit, address)) return undefined;
  if (contains(metadataList, address)) return refusal(metadata);
  if (contains(opened, address)) return undefined;
  return refused.find(({ list }) => contains(list, address))?.problem;
}

/**
 * An IPv6 address that maps an IPv4 address (::ffff:0:0/96) is judged as the
 * IPv4 address that a connection to it reaches; BlockList does so by itself.
 */
function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? "ipv4" : "ipv6");
}

/** @throws TypeError if an entry is neither an address nor a CIDR */
function listOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) add(list, entry);
  return list;
}

function add(list: BlockList, entry: string): void {
  const [address = "", prefix, ...rest] = entry.split("/");
  const version = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined;
  const bits = version === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity;
  if (version === undefined || length > bits || rest.length > 0)
    throw new TypeError(
      `${JSON.stringify(entry)} is no address: write a CIDR, "private" or "loopback".`,
    );
  list.addSubnet(address, length, version === 4 ? "ipv4" : "ipv6");
}

const loopbackList = listOf(loopback.ranges);
const metadataList = listOf(metadata.ranges);

/** In the order in which they are named: the narrower before the wider. */
const refused = [loopback, privateUse, ...special].map((range) => ({
  list: listOf(range.ranges),
  problem: refusal(range),
}));

function refusal({ kind }: AddressRange): string {
  return `is ${kind}, which is not to be called`;
}
