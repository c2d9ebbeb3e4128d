/**
 * Addresses that are no public service's, by what they are. From the registries
 * of special-purpose addresses (https://www.iana.org/assignments/iana-ipv4-special-registry,
 * https://www.iana.org/assignments/iana-ipv6-special-registry) and from the
 * manuals of clouds.
 */

/** What an address is when it is not public; it completes "is …". */
export interface AddressRange {
  readonly kind: string;
  /** In CIDR notation; an address alone is a range of one. */
  readonly ranges: readonly string[];
}

/** Ranges that `"loopback"` opens. */
export const loopback: AddressRange = {
  kind: "a loopback address",
  ranges: ["127.0.0.0/8", "::1"],
};

/** Ranges that `"private"` opens. */
export const privateUse: AddressRange = {
  kind: "a private address",
  ranges: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "100.64.0.0/10"],
};

/**
 * Where clouds hand out credentials to the machines that ask. Some lie in
 * private ranges, one (168.63.129.16) in a public one; `"private"` opens none of
 * them.
 */
export const metadata: AddressRange = {
  kind: "an address of a cloud's metadata",
  ranges: [
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "fd00:ec2::254",
    "fd00:ec2::23",
    "fd20:ce::254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
  ],
};

/** Ranges that only a CIDR of their own opens. */
export const special: readonly AddressRange[] = [
  { kind: "a link-local address", ranges: ["169.254.0.0/16", "fe80::/10"] },
  { kind: "a site-local address", ranges: ["fec0::/10"] },
  { kind: "an unspecified address", ranges: ["0.0.0.0/8", "::"] },
  { kind: "a multicast address", ranges: ["224.0.0.0/4", "ff00::/8"] },
  { kind: "a broadcast address", ranges: ["255.255.255.255"] },
  {
    kind: "a reserved address",
    ranges: ["192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "100::/64", "5f00::/16"],
  },
  {
    kind: "an address for documentation",
    ranges: ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"],
  },
  {
    // What these lead to is decided by a relay or a translator, out of sight of the checks.
    kind: "an address of a transition mechanism",
    ranges: [
      "192.88.99.0/24",
      "2002::/16",
      "2001::/23",
      "64:ff9b::/96",
      "64:ff9b:1::/48",
      "::/96",
      "::ffff:0:0:0/96",
    ],
  },
  {
    // All beyond 2000::/3 but for ::/16, whose parts stand above. Overlay networks use what nobody
    // has been given, 200::/7 for one, as if it were private.
    kind: "an address that IANA has given to nobody",
    ranges: [
      "1::/16",
      "2::/15",
      "4::/14",
      "8::/13",
      "10::/12",
      "20::/11",
      "40::/10",
      "80::/9",
      "100::/8",
      "200::/7",
      "400::/6",
      "800::/5",
      "1000::/4",
      "4000::/2",
      "8000::/1",
    ],
  },
];
