import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { call, rowsOf } from "./fixture.ts";

const long = "x".repeat(262_144);

describe("CONCATENATE", () => {
  rowsOf("CONCATENATE", [
    { args: ["a", "b", "c"], is: "abc", why: "documented" },
    {
      args: ["a", 3, true],
      is: "a3true",
      why: "values stand in texts as they do in messages (§2.3)",
    },
    { args: ["a", null], is: "a", why: "assumed: what is not set adds nothing" },
    {
      args: [[1, "x"], { k: 1.0 }],
      is: '[1,"x"]{"k":1}',
      why: "lists and composites are compact JSON (§2.3)",
    },
    { args: ["é", "😀"], is: "é😀", why: "any characters" },
    { args: [long, "x"], fails: "longer than 262144", why: "a limit" },
  ]);
});

describe("JOIN", () => {
  rowsOf("JOIN", [
    { args: [", ", ["a", "b", "c"]], is: "a, b, c", why: "documented" },
    {
      args: [", ", ["a", "b", "c"], ", and "],
      is: "a, b, and c",
      why: "the final delimiter (documented)",
    },
    {
      args: [", ", ["a", "b"], " and "],
      is: "a and b",
      why: "between two it is the final one alone",
    },
    { args: [", ", ["a"], " and "], is: "a", why: "one item has no delimiter" },
    { args: [", ", []], is: "", why: "an empty list" },
    { args: [", ", [1, null, [2]]], is: "1, , [2]", why: "items as they stand in texts" },
    { args: [", ", null], fails: "the second argument is a list", why: "a list that is not set" },
    { args: [null, ["a"]], fails: "the delimiter is a text", why: "a delimiter that is not set" },
    {
      args: [long, Array.from({ length: 65_536 }, () => "")],
      fails: "longer than 262144",
      why: "stops before 16 GiB are made",
    },
  ]);
});

describe("LEN", () => {
  rowsOf("LEN", [
    { args: ["Dialogflow"], is: 10, why: "documented" },
    { args: [""], is: 0, why: "the empty text" },
    { args: ["😀"], is: 2, why: "assumed: Java counts UTF-16 code units" },
    { args: [null], fails: "not null", why: "what is not set has no length" },
    { args: [12], fails: "not a number", why: "assumed: TO_TEXT makes texts" },
    { args: [["a"]], fails: "not a list", why: "COUNT counts lists" },
  ]);
});

describe("LOWER and UPPER", () => {
  rowsOf("LOWER", [
    { args: ["HELLO"], is: "hello", why: "documented" },
    { args: ["İI"], is: "i̇i", why: "assumed: by no language" },
    { args: [null], fails: "not null", why: "not set" },
  ]);
  rowsOf("UPPER", [
    { args: ["hello"], is: "HELLO", why: "documented" },
    { args: ["straße"], is: "STRASSE", why: "as Unicode has it" },
    {
      args: ["ß".repeat(200_000)],
      fails: "longer than",
      why: "a text that grows beyond the limit",
    },
  ]);
});

describe("MID", () => {
  rowsOf("MID", [
    { args: ["google", 4, 2], is: "gl", why: "the start counts from 1 (documented)" },
    { args: ["Dialogflow", 2, 4], is: "ialo", why: "documented" },
    { args: ["google", 5, 99], is: "le", why: "assumed: ends where the text ends" },
    { args: ["google", 9, 1], is: "", why: "assumed: nothing beyond the end" },
    { args: ["google", 1, 0], is: "", why: "no characters" },
    { args: ["a😀b", 2, 2], is: "😀", why: "a pair of code units" },
    { args: ["a😀b", 2, 1], is: "a\u{FFFD}".slice(1), why: "half a pair can't be sent" },
    {
      args: ["google", 0, 1],
      fails: "the start is a whole number from 1",
      why: "assumed: there is no place 0",
    },
    { args: ["google", -1, 1], fails: "from 1", why: "a negative place" },
    { args: ["google", 1, -1], fails: "the length", why: "a negative length" },
    { args: ["google", 1.5, 1], fails: "whole", why: "no whole place" },
    { args: ["google", "1", 1], fails: "the start is a number", why: "a text is no place" },
  ]);
});

describe("SPLIT", () => {
  rowsOf("SPLIT", [
    {
      args: ["a.b.c", String.raw`\.`],
      is: ["a", "b", "c"],
      why: "a regular expression (documented)",
    },
    { args: ["apple,banana", ","], is: ["apple", "banana"], why: "documented" },
    { args: ["a,b,,", ","], is: ["a", "b"], why: "Java leaves empty parts at the end out" },
    { args: [",a", ","], is: ["", "a"], why: "but keeps those at the start" },
    { args: [",,", ","], is: [], why: "all parts are empty ones at the end" },
    { args: ["", ","], is: [""], why: "Java: without a match, the text itself" },
    { args: ["abc", ""], is: ["a", "b", "c"], why: "matches of nothing part all characters" },
    { args: ["a1b22c", String.raw`\d+`], is: ["a", "b", "c"], why: "a class" },
    { args: ["a|b", "|"], is: ["a", "|", "b"], why: "a choice of nothing, not a bar" },
    { args: ["a", "("], fails: "not closed", why: "no expression" },
    { args: [null, ","], fails: "not null", why: "not set" },
    { args: ["x".repeat(70_000), ""], fails: "65536 items", why: "a limit" },
    { args: ["a", "a".repeat(1001)], fails: "longer than 1000", why: "a limit" },
  ]);
});

describe("SUBSTITUTE", () => {
  rowsOf("SUBSTITUTE", [
    { args: ["good", "d", "gle"], is: "google", why: "observed" },
    {
      args: ["2023-04-01", String.raw`(\d+)-(\d+)-(\d+)`, "$3.$2.$1"],
      is: "01.04.2023",
      why: "groups (documented)",
    },
    { args: ["aaa", "a", ""], is: "", why: "every match" },
    { args: ["abc", "x", "y"], is: "abc", why: "no match" },
    { args: ["a.b", "[.]", String.raw`\$`], is: "a$b", why: "Java's backslash in replacements" },
    { args: ["ab", "(?<one>a)", "<${one}>"], is: "<a>b", why: "Java's named groups" },
    { args: ["ab", "(a)", "$12"], is: "a2b", why: "Java: digits count as far as there are groups" },
    {
      args: ["ab", "(a)|(b)", "[$2]"],
      is: "[][b]",
      why: "assumed: a group that took no part is empty",
    },
    { args: ["ab", "a", "$"], fails: "begins nothing", why: "Java refuses it, too" },
    { args: ["ab", "a", "$1"], fails: "no group 1", why: "Java refuses it, too" },
    {
      args: ["a".repeat(40), "(a+)+b", "x"],
      fails: "too many steps",
      why: "exponential backtracking is bounded",
    },
    { args: [long, "x", "yy"], fails: "longer than", why: "a text that grows beyond the limit" },
    { args: ["a", "a", null], fails: "the replacement is a text", why: "not set" },
  ]);
});

describe("URL_ENCODE", () => {
  rowsOf("URL_ENCODE", [
    { args: ["a+b=c"], is: "a%2Bb%3Dc", why: "documented" },
    { args: ["a b"], is: "a+b", why: "assumed: java.net.URLEncoder" },
    { args: ["é😀"], is: "%C3%A9%F0%9F%98%80", why: "UTF-8" },
    { args: ["*-._~!'()"], is: "*-._%7E%21%27%28%29", why: "assumed: java.net.URLEncoder" },
    { args: ["\uD800"], is: "%EF%BF%BD", why: "half a pair can't be sent" },
    { args: [1], fails: "not a number", why: "TO_TEXT makes texts" },
    { args: ["é".repeat(100_000)], fails: "longer than", why: "a limit" },
  ]);

  it("is read back by every parser of forms", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const query = `v=${call("URL_ENCODE", [text]) as string}`;
        expect(new URLSearchParams(query).get("v")).toBe(text.toWellFormed());
      }),
    );
  });
});
