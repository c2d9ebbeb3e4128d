import { beforeAll, describe, expect, it } from "vitest";
import { loadPhoneNumbers } from "../../../src/dispatch/functions/phone.ts";
import { call, rowsOf } from "./fixture.ts";

beforeAll(loadPhoneNumbers);

describe("IS_CREDIT_CARD_NUMBER", () => {
  rowsOf("IS_CREDIT_CARD_NUMBER", [
    { args: ["4111111111111111"], is: true, why: "documented: Luhn's check digit" },
    { args: ["4111 1111 1111 1111"], is: true, why: "assumed: as people write it" },
    { args: ["3782-822463-10005"], is: true, why: "15 digits, with hyphens" },
    { args: ["4111111111111112"], is: false, why: "the check digit is wrong" },
    { args: ["0000000000"], is: false, why: "assumed: ISO/IEC 7812 has from 12 digits" },
    { args: ["0".repeat(20)], is: false, why: "and up to 19" },
    { args: ["4111a11111111111"], is: false, why: "letters" },
    { args: ["４１１１１１１１１１１１１１１１"], is: false, why: "other digits" },
    { args: [4_111_111_111_111_111], is: true, why: "a number that @sys.number made of it" },
    { args: [""], is: false, why: "nothing" },
    { args: [null], is: false, why: "assumed: what is not set is no number of a card" },
    { args: [["4111111111111111"]], is: false, why: "a list" },
    { args: ["4 ".repeat(100_000)], is: false, why: "far too long" },
  ]);
});

describe("IS_DATE", () => {
  rowsOf("IS_DATE", [
    { args: ["2021-04-29", "uuuu-MM-dd"], is: true, why: "documented" },
    { args: ["21 Apr 29", "uu MMM dd", "en"], is: true, why: "observed" },
    { args: ["29 avril 2021", "dd MMMM uuuu", "fr"], is: true, why: "names of a language" },
    {
      args: ["2021-02-30", "uuuu-MM-dd"],
      is: false,
      why: "assumed: strict, as the letter u is for",
    },
    { args: ["tomorrow", "uuuu-MM-dd"], is: false, why: "no date" },
    { args: [null, "uuuu-MM-dd"], is: false, why: "assumed: what is not set is no date" },
    { args: [20_210_429, "uuuuMMdd"], is: false, why: "assumed: a number is no text" },
    { args: ["2021", "YYYY"], fails: "the letter Y", why: "not supported" },
    { args: ["2021", null], fails: "the pattern is a text", why: "not set" },
    { args: ["x".repeat(262_144), "uuuu"], is: false, why: "however long" },
  ]);
});

describe("IS_PHONE_NUMBER", () => {
  rowsOf("IS_PHONE_NUMBER", [
    { args: ["650-206-5555"], is: true, why: "observed: of the US without a region" },
    { args: ["650-206-5555", "US"], is: true, why: "documented" },
    { args: ["030 123456", "de"], is: true, why: "a region in either case" },
    { args: ["+49 30 123456"], is: true, why: "its own country" },
    { args: ["030 123456"], is: false, why: "not of the US" },
    { args: ["555-5555"], is: false, why: "too short" },
    { args: ["hello"], is: false, why: "no number" },
    { args: [""], is: false, why: "nothing" },
    { args: [null], is: false, why: "assumed: what is not set is none" },
    { args: [6_502_065_555], is: false, why: "assumed: a number is no text" },
    { args: ["6502065555", "USA"], fails: "the code of a country", why: "three letters" },
    { args: ["6502065555", "XX"], fails: "the code of a country", why: "no country" },
    { args: ["6502065555", null], fails: "the region is a text", why: "not set" },
    { args: ["1".repeat(262_144)], is: false, why: "however long" },
  ]);
});

describe("TO_PHONE_NUMBER", () => {
  rowsOf("TO_PHONE_NUMBER", [
    {
      args: ["+16502065555"],
      is: { "country-code": "1", "area-code": "650", number: "2065555" },
      why: "documented",
    },
    {
      args: ["650-206-5555", "US"],
      is: { "country-code": "1", "area-code": "650", number: "2065555" },
      why: "observed",
    },
    {
      args: ["+39 06 698 83456"],
      is: { "country-code": "39", "area-code": "06", number: "69883456" },
      why: "texts keep a leading zero",
    },
    {
      args: ["+6565211234"],
      is: { "country-code": "65", "area-code": "", number: "65211234" },
      why: "assumed: empty where a country has no areas",
    },
    { args: ["12"], fails: "no phone number", why: "nothing to take apart" },
    { args: [null], fails: "not null", why: "not set" },
  ]);

  it("takes one or two arguments", () => {
    expect(() => call("TO_PHONE_NUMBER", [])).toThrow("takes 1 to 2 arguments, not 0");
  });
});
