/** Phone numbers through google-libphonenumber. */
import type { JsonValue } from "@bufbuild/protobuf";
import { optionalPackage } from "./optional-package.ts";
import { FunctionError } from "./system-function.ts";

type Library = typeof import("google-libphonenumber");
type Util = InstanceType<Library["PhoneNumberUtil"]>;

/** Where a number without a country code is from. Both functions take numbers of the US without a region (observed in agents' examples). */
export const defaultRegion = "US";

/** The longest number that the library reads. */
const longest = 250;

const load = optionalPackage("google-libphonenumber", () => import("google-libphonenumber"));
let util: Util | undefined;

/** Loads google-libphonenumber, which the others need. Throws FunctionError where it is not installed. */
export async function loadPhoneNumbers(): Promise<void> {
  util ??= (await load()).default.PhoneNumberUtil.getInstance();
}

/** Where a text is taken from, and for which function. */
export interface PhoneOptions {
  /** ISO 3166-1 code of the region of numbers that name none. */
  readonly region: string;
  readonly of: string;
}

/** Whether a text is a valid number. Throws FunctionError for a region that is none. */
export function isPhoneNumber(text: string, options: PhoneOptions): boolean {
  return parsed(text, options) !== undefined;
}

/** A number taken apart. Throws FunctionError for what is not a valid number. */
export function phoneNumberParts(text: string, options: PhoneOptions): JsonValue {
  const number = parsed(text, options);
  if (number === undefined) throw new FunctionError(`${options.of}: the text is no phone number.`);
  const library = loaded(options.of);
  const national = library.getNationalSignificantNumber(number);
  const areaLength = library.getLengthOfGeographicalAreaCode(number);
  return {
    "country-code": String(number.getCountryCodeOrDefault()),
    "area-code": national.slice(0, areaLength),
    number: national.slice(areaLength),
  };
}

function parsed(text: string, { region, of }: PhoneOptions): ReturnType<Util["parse"]> | undefined {
  const library = loaded(of);
  const code = region.toUpperCase();
  if (code.length !== 2 || library.getCountryCodeForRegion(code) === 0)
    throw new FunctionError(`${of}: the region is the code of a country, such as US.`);
  if (text.length > longest) return undefined;
  try {
    const number = library.parse(text, code);
    return library.isValidNumber(number) ? number : undefined;
  } catch {
    // Its exceptions all say that the text is no number.
    return undefined;
  }
}

function loaded(of: string): Util {
  if (util === undefined)
    throw new FunctionError(`${of}: google-libphonenumber is not loaded yet.`);
  return util;
}
