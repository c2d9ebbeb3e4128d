/**
 * Who calls: headers that prove it.
 */
import { WebhookError } from "../errors.ts";

/** Headers by name. */
export type HeaderRecord = Readonly<Record<string, string>>;

/**
 * What the client needs of google-auth-library: a `GoogleAuth` or any of its
 * `AuthClient`s will do, of version 9 and above, and so will anything of this shape.
 */
export interface HeaderSource {
  /** The headers for a request to a URL, from a cache while they are good. */
  getRequestHeaders(url?: string): Promise<Headers | HeaderRecord>;
}

/**
 * Who calls.
 *
 * - `"google"`: Application Default Credentials, by google-auth-library, which is
 *   loaded with the first call and has to be installed.
 * - a GoogleAuth or an AuthClient of google-auth-library.
 * - `{ token }`: a bearer token, or a function that gives one for each call.
 * - `{ headers }`: any headers, or a function that gives them for each call.
 * - `"none"`: nobody in particular, as for a local server.
 */
export type Credentials =
  | "google"
  | "none"
  | HeaderSource
  | { readonly token: string | (() => string | Promise<string>) }
  | { readonly headers: HeaderRecord | (() => HeaderRecord | Promise<HeaderRecord>) };

/** The headers for one call to an endpoint. */
export type HeaderSupplier = (origin: string) => Promise<Headers>;

const scopes = [
  "https://www.googleapis.com/auth/cloud-platform",
  "https://www.googleapis.com/auth/dialogflow",
];

/**
 * The headers of credentials, asked for anew with every call.
 *
 * The supplier rejects with a WebhookError: UNAUTHENTICATED if there are none to
 * be had, FAILED_PRECONDITION if they cannot be asked for.
 */
export function headerSupplier(credentials: Credentials): HeaderSupplier {
  const supply = supplier(credentials);
  return async (origin) => {
    try {
      return await supply(origin);
    } catch (cause) {
      if (WebhookError.is(cause)) throw cause;
      const problem = cause instanceof Error ? cause.message : "the source of them failed.";
      const message = `There are no credentials to call with: ${problem}`;
      throw new WebhookError("UNAUTHENTICATED", { message, cause });
    }
  };
}

function supplier(credentials: Credentials): HeaderSupplier {
  if (credentials === "none") return async () => new Headers();
  if (credentials === "google") return googleHeaders();
  if ("getRequestHeaders" in credentials)
    return async (origin) => new Headers(await credentials.getRequestHeaders(origin));
  if ("token" in credentials) {
    const { token } = credentials;
    return async () => {
      const value = typeof token === "function" ? await token() : token;
      return new Headers({ authorization: `Bearer ${value}` });
    };
  }
  const { headers } = credentials;
  return async () => new Headers(typeof headers === "function" ? await headers() : headers);
}

function googleHeaders(): HeaderSupplier {
  let loading: Promise<HeaderSource> | undefined;
  return async (origin) => {
    if (!origin.startsWith("https:"))
      throw new WebhookError("FAILED_PRECONDITION", {
        message: `Google credentials do not go to ${origin}, where anybody could read them.`,
      });
    loading ??= loadGoogleAuth();
    return new Headers(await (await loading).getRequestHeaders(origin));
  };
}

async function loadGoogleAuth(): Promise<HeaderSource> {
  try {
    const { GoogleAuth } = await import("google-auth-library");
    return new GoogleAuth({ scopes });
  } catch (cause) {
    throw new WebhookError("FAILED_PRECONDITION", {
      reason: "MISSING_DRIVER",
      message: "Google credentials need the package google-auth-library: npm install it.",
      cause,
    });
  }
}
