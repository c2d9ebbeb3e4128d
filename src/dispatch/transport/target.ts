/** What a URL says about where a request goes. */
import { DispatchFailure } from "../failure.ts";

/** A URL taken apart. */
export interface Target {
  readonly protocol: "https:" | "http:";
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Scheme, host and port, as undici takes it. */
  readonly origin: string;
  /** Path and query, as they are sent. */
  readonly path: string;
}

/**
 * Takes a URL apart by the URL standard (https://url.spec.whatwg.org), in which
 * every spelling of an address comes to the same.
 *
 * @throws DispatchFailure `plan` for what is no URL of a web service, or holds a
 *   user name or password; `address` for port 0. The message does not quote the URL,
 *   which may hold a credential.
 */
export function parseTarget(text: string): Target {
  const url = URL.parse(text);
  if (url === null) throw new DispatchFailure("plan", "The webhook's URL is none.");
  const { protocol, hostname } = url;
  if (protocol !== "https:" && protocol !== "http:")
    throw new DispatchFailure("plan", `The webhook's URL begins with ${protocol}, not https://.`);
  if (url.username !== "" || url.password !== "")
    throw new DispatchFailure(
      "plan",
      "The webhook's URL holds a user name or password; they belong into the credentials.",
    );
  const port = url.port === "" ? (protocol === "https:" ? 443 : 80) : Number(url.port);
  if (port === 0) throw new DispatchFailure("address", "Port 0 is no port to call.");
  return {
    protocol,
    host: hostname.startsWith("[") ? hostname.slice(1, -1) : hostname,
    port,
    origin: url.origin,
    path: url.pathname + url.search,
  };
}

/** URLs that are remembered at most. */
const maxTargets = 1000;

/** The longest that is: those with long values in them seldom come again, and take memory. */
const maxRemembered = 2048;

/** Targets of URLs, remembered: most webhooks are called at one, and taking it apart costs as much as rendering a body. */
export class Targets {
  readonly #known = new Map<string, Target>();

  /** As `parseTarget`. */
  of(url: string): Target {
    const known = this.#known.get(url);
    if (known !== undefined) return known;
    const target = parseTarget(url);
    if (url.length > maxRemembered) return target;
    if (this.#known.size >= maxTargets) this.#known.clear();
    this.#known.set(url, target);
    return target;
  }
}
