/** The headers of a call: the platform's own, the webhook's, those that authorize, and the request's. */
import type { Behaviours } from "./behaviours.ts";
import { isCredentialHeader } from "./credentials/kinds.ts";
import { DispatchFailure } from "./failure.ts";
import { connectionHeaders, isHeaderName } from "./transport/header-names.ts";

/** Name and value, in the order in which they are sent. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** What the platform sends with every call, as captured. */
const own: HeaderList = [
  ["User-Agent", "Google-Dialogflow"],
  ["Accept", "*/*"],
  ["Accept-Encoding", "gzip, deflate, br"],
];

const ownWithBody: HeaderList = [...own, ["Content-Type", "application/json"]];

/** Lists that most calls send as they are, and that hold nothing to mask. */
const harmless: ReadonlySet<HeaderList> = new Set([own, ownWithBody]);

/** The headers before any of the webhook's. */
export function platformHeaders({ hasBody }: { readonly hasBody: boolean }): HeaderList {
  return hasBody ? ownWithBody : own;
}

/**
 * Puts headers together. One of the same name, in any case, takes the place of
 * one before it.
 */
export function mergeHeaders(lists: readonly HeaderList[]): HeaderList {
  const merged = new Map<string, readonly [string, string]>();
  for (const list of lists) for (const entry of list) merged.set(entry[0].toLowerCase(), entry);
  return [...merged.values()];
}

/**
 * Names that headers of a request can't have (`QueryParameters.webhook_headers`):
 * those that are documented, whose list ends in "etc.", and the rest of the
 * connection's, which are never sent.
 */
const reserved: ReadonlySet<string> = new Set([
  ...connectionHeaders,
  "from",
  "user-agent",
  "accept-encoding",
  "if-modified-since",
  "if-none-match",
  "x-forwarded-for",
]);

/**
 * The headers that came with the request for the webhook.
 *
 * @throws DispatchFailure `plan` for a reserved name, as the behaviour
 *   `reservedHeader` says, or for what is no header
 */
export function requestHeaders(
  given: Readonly<Record<string, string>>,
  { reservedHeader }: Pick<Behaviours, "reservedHeader">,
): HeaderList {
  return Object.entries(given).filter(([name, value]) => {
    if (!isHeaderName(name))
      throw new DispatchFailure("plan", `${JSON.stringify(name)} is no name of a header.`);
    if (/[\0\r\n]/.test(value))
      throw new DispatchFailure("plan", `The header ${name} has a line end in its value.`);
    if (!reserved.has(name.toLowerCase())) return true;
    if (reservedHeader === "ignore") return false;
    throw new DispatchFailure(
      "plan",
      `The header ${name} is reserved: a request can't set it for the webhook.`,
    );
  });
}

/** What stands for a value that nobody should see. */
const masked = "********";

/** Headers as they may be shown: masked are those whose name says that they are secret, and the named ones, in lower case. */
export function maskHeaders(headers: HeaderList, secret: ReadonlySet<string>): HeaderList {
  if (secret.size === 0 && harmless.has(headers)) return headers;
  return headers.map((header) => {
    const [name] = header;
    return isCredentialHeader(name) || secret.has(name.toLowerCase()) ? [name, masked] : header;
  });
}
