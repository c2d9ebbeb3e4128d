import { beforeAll, describe, expect, it } from "vitest";
import {
  defaultRegion,
  isPhoneNumber,
  loadPhoneNumbers,
  phoneNumberParts,
} from "../../../src/dispatch/functions/phone.ts";

const options = { region: defaultRegion, of: "F" };

describe("before the package is loaded", () => {
  it("says so", () => {
    expect(() => isPhoneNumber("6502065555", options)).toThrow(
      "F: google-libphonenumber is not loaded yet.",
    );
  });
});

describe("once it is loaded", () => {
  beforeAll(loadPhoneNumbers);

  it.each([
    ["6502065555", "US", true],
    ["+44 20 7031 3000", "US", true],
    ["020 7031 3000", "GB", true],
    ["020 7031 3000", "US", false],
    ["1-800-FLOWERS", "US", true],
    ["6502065555; drop", "US", false],
  ])("%s in %s is one: %s", (text, region, expected) => {
    expect(isPhoneNumber(text, { region, of: "F" })).toBe(expected);
  });

  it("takes mobile numbers apart, which have no area where a country says so", () => {
    expect(phoneNumberParts("+4915123456789", options)).toEqual({
      "country-code": "49",
      "area-code": "",
      number: "15123456789",
    });
  });

  it.each(["", "us1", "__", "XX"])("%j is no region", (region) => {
    expect(() => phoneNumberParts("6502065555", { region, of: "F" })).toThrow("F: the region");
  });
});
