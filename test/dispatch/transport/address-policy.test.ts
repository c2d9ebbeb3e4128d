import { describe, expect, it } from "vitest";
import { createAddressPolicy } from "../../../src/dispatch/transport/address-policy.ts";
import { parseTarget } from "../../../src/dispatch/transport/target.ts";

const strict = createAddressPolicy();

describe("createAddressPolicy", () => {
  it.each([
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["::1", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["::ffff:7f00:1", "loopback"],
    ["10.0.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.168.1.1", "private"],
    ["100.64.0.1", "private"],
    ["fd12::1", "private"],
    ["::ffff:10.0.0.1", "private"],
    ["169.254.1.1", "link-local"],
    ["fe80::1", "link-local"],
    ["169.254.169.254", "metadata"],
    ["::ffff:169.254.169.254", "metadata"],
    ["fd00:ec2::254", "metadata"],
    ["100.100.100.200", "metadata"],
    ["168.63.129.16", "metadata"],
    ["0.0.0.0", "unspecified"],
    ["0.1.2.3", "unspecified"],
    ["::", "unspecified"],
    ["224.0.0.1", "multicast"],
    ["ff02::1", "multicast"],
    ["255.255.255.255", "broadcast"],
    ["240.0.0.1", "reserved"],
    ["198.18.0.1", "reserved"],
    ["192.0.2.1", "documentation"],
    ["2001:db8::1", "documentation"],
    ["64:ff9b::7f00:1", "transition"],
    ["2002:7f00:1::", "transition"],
    ["2001::1", "transition"],
    ["::7f00:1", "transition"],
    ["::ffff:0:7f00:1", "transition"],
    ["1::1", "given to nobody"],
    ["64:ff9c::1", "given to nobody"],
    ["ff::1", "given to nobody"],
    ["100:0:0:1::1", "given to nobody"],
    ["200::1", "given to nobody"],
    ["1fff::1", "given to nobody"],
    ["4000::1", "given to nobody"],
    ["fe00::1", "given to nobody"],
    ["::1%lo", "loopback"],
    ["::ffff:127.0.0.1%1", "loopback"],
    ["localhost", "no IP address"],
  ])("refuses %s, which is %s", (address, kind) => {
    expect(strict.problem(address, "https:")).toContain(kind);
  });

  it.each([
    "8.8.8.8",
    "172.32.0.1",
    "100.128.0.1",
    "2003::1",
    "2606:4700::1",
    "3ffe::1",
    "::ffff:8.8.8.8",
  ])("takes %s, which is public", (address) => {
    expect(strict.problem(address, "https:")).toBeUndefined();
  });

  it("opens by name what the name says, and no metadata", () => {
    const policy = createAddressPolicy({ allow: ["private", "loopback"] });
    for (const address of ["10.0.0.1", "fd12::1", "100.64.0.1", "127.0.0.1", "::1"])
      expect(policy.problem(address, "https:")).toBeUndefined();
    for (const address of ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "169.254.1.1"])
      expect(policy.problem(address, "https:")).toBeDefined();
  });

  it("opens by CIDR or address whatever it is", () => {
    const policy = createAddressPolicy({ allow: ["169.254.169.254", "10.1.0.0/16", "fd00::/8"] });
    for (const address of ["169.254.169.254", "10.1.2.3", "fd00:ec2::254", "::ffff:10.1.2.3"])
      expect(policy.problem(address, "https:")).toBeUndefined();
    expect(policy.problem("10.2.0.1", "https:")).toBeDefined();
  });

  it.each(["10.0.0.0/33", "10.0.0.0/8/8", "10.0.0.0/", "::/129", "all", "__proto__", "10.0.0"])(
    "does not take %s for a range",
    (entry) => {
      expect(() => createAddressPolicy({ allow: [entry] })).toThrow(/is no address/);
    },
  );

  it("takes http nowhere, on this machine or everywhere, and opens no address by it", () => {
    const never = createAddressPolicy({ allow: ["loopback"] });
    const loopback = createAddressPolicy({ allow: ["loopback"], http: "loopback" });
    const always = createAddressPolicy({ http: "always" });
    expect(never.problem("127.0.0.1", "http:")).toContain("by http");
    expect(loopback.problem("127.0.0.1", "http:")).toBeUndefined();
    expect(loopback.problem("8.8.8.8", "http:")).toContain("of this machine");
    expect(always.problem("8.8.8.8", "http:")).toBeUndefined();
    expect(always.problem("127.0.0.1", "http:")).toContain("loopback");
  });

  it.each([
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://0x7f.1./",
    "http://[::ffff:127.0.0.1]/",
    "http://[0:0:0:0:0:ffff:7f00:0001]/",
    "http://[::1]/",
    "http://①②⑦.0.0.1/",
  ])("knows loopback as it is spelled in %s", (url) => {
    expect(strict.problem(parseTarget(url).host, "https:")).toContain("loopback");
  });
});
