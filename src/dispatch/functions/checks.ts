/** Whether a text is a date, a phone number, the number of a credit card; and a phone number's parts. */
import type { JsonValue } from "@bufbuild/protobuf";
import { patternArgument, textArgument } from "./arguments.ts";
import { matchesDatePattern } from "./date-parse.ts";
import { parseDatePattern } from "./date-pattern.ts";
import { defaultRegion, isPhoneNumber, loadPhoneNumbers, phoneNumberParts } from "./phone.ts";
import { defineFunction, type SystemFunction } from "./system-function.ts";

/** IS_CREDIT_CARD_NUMBER, IS_DATE, IS_PHONE_NUMBER, TO_PHONE_NUMBER. What is no text is none of these (assumed). */
export const checkFunctions: readonly SystemFunction[] = [
  defineFunction({
    name: "IS_CREDIT_CARD_NUMBER",
    signature: "IS_CREDIT_CARD_NUMBER(text)",
    summary: "Whether the text is a number of a credit card by its length and check digit.",
    min: 1,
    max: 1,
    call: ([value]) => isCardNumber(typeof value === "number" ? String(value) : value),
  }),
  defineFunction({
    name: "IS_DATE",
    signature: "IS_DATE(text, pattern[, language])",
    summary:
      "Whether the text is a date by a Java pattern, with names in a language; en by default.",
    min: 2,
    max: 3,
    call: ([text, pattern, language = "en"]) => {
      const of = "IS_DATE";
      const parts = parseDatePattern(patternArgument(pattern, { of, what: "the pattern" }), of);
      const tag = patternArgument(language, { of, what: "the language" });
      return typeof text === "string" && matchesDatePattern(text, parts, { language: tag, of });
    },
  }),
  defineFunction({
    name: "IS_PHONE_NUMBER",
    signature: "IS_PHONE_NUMBER(text[, region])",
    summary:
      "Whether the text is a valid phone number; of the US by default, if it names no country.",
    min: 1,
    max: 2,
    prepare: loadPhoneNumbers,
    call: ([text, region]) =>
      typeof text === "string" &&
      isPhoneNumber(text, { region: regionOf("IS_PHONE_NUMBER", region), of: "IS_PHONE_NUMBER" }),
  }),
  defineFunction({
    name: "TO_PHONE_NUMBER",
    signature: "TO_PHONE_NUMBER(text[, region])",
    summary: "A phone number's country-code, area-code and number; of the US by default.",
    min: 1,
    max: 2,
    prepare: loadPhoneNumbers,
    call: ([text, region]) =>
      phoneNumberParts(textArgument(text, { of: "TO_PHONE_NUMBER", what: "the first argument" }), {
        region: regionOf("TO_PHONE_NUMBER", region),
        of: "TO_PHONE_NUMBER",
      }),
  }),
];

function regionOf(of: string, region: JsonValue = defaultRegion): string {
  return patternArgument(region, { of, what: "the region" });
}

/** 12 to 19 digits, with spaces or hyphens between them, whose last one is Luhn's check digit (ISO/IEC 7812-1). */
function isCardNumber(text: JsonValue | undefined): boolean {
  if (typeof text !== "string" || text.length > 100 || !/^\d+(?:[ -]\d+)*$/.test(text))
    return false;
  const digits = Array.from(text.replaceAll(/[ -]/g, ""), Number);
  if (digits.length < 12 || digits.length > 19) return false;
  const sum = digits.toReversed().reduce((total, digit, place) => {
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
