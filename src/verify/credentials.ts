/** The headers by which a caller proves who it is, right and wrong. */
import type { CredentialVariant } from "./case.ts";

/** What the user gives. */
export interface GivenCredentials {
  readonly basic?: { readonly user: string; readonly password: string };
  readonly bearer?: string;
  /** Headers with a secret in them, by name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whether there are any. */
export function hasCredentials({ basic, bearer, headers = {} }: GivenCredentials): boolean {
  return basic !== undefined || bearer !== undefined || Object.keys(headers).length > 0;
}

/**
 * The headers of a variant.
 *
 * @returns undefined where the variant can't be made of what is given
 */
export function credentialHeaders(
  given: GivenCredentials,
  variant: CredentialVariant,
): Readonly<Record<string, string>> | undefined {
  if (variant === "right") return headersOf(given);
  if (!hasCredentials(given)) return undefined;
  if (variant === "none") return {};
  const { basic, bearer, headers = {} } = given;
  if (variant === "wrong-user")
    return basic && headersOf({ ...given, basic: { ...basic, user: changed(basic.user) } });
  if (variant === "garbled")
    return Object.fromEntries([
      ...Object.keys(headers).map((name) => [name, garbage] as const),
      ...(bearer === undefined ? [] : [["Authorization", `Bearer ${garbage}`] as const]),
      ...(basic === undefined ? [] : [["Authorization", `Basic ${garbage}`] as const]),
    ]);
  const spoil = variant === "wrong" ? changed : truncated;
  return headersOf({
    ...(basic && { basic: { ...basic, password: spoil(basic.password) } }),
    ...(bearer !== undefined && { bearer: spoil(bearer) }),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, spoil(value)]),
    ),
  });
}

const garbage = "%%%";

function headersOf({ basic, bearer, headers }: GivenCredentials): Record<string, string> {
  return {
    ...headers,
    ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
    ...(basic && {
      Authorization: `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString("base64")}`,
    }),
  };
}

/**
 * Another text of the same length, but for an empty one. The character in the
 * middle differs: the last one of Base64 may hold bits that nobody reads.
 */
function changed(secret: string): string {
  const at = Math.floor(secret.length / 2);
  const other = secret[at] === "x" ? "y" : "x";
  return `${secret.slice(0, at)}${other}${secret.slice(at + 1)}`;
}

function truncated(secret: string): string {
  return secret.slice(0, Math.floor(secret.length / 2));
}
