/** Opens the sockets of one pool, to addresses that are allowed. */
import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP } from "node:net";
import type { LookupFunction, Socket, TcpNetConnectOpts } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { DispatchFailure } from "../failure.ts";
import type { AddressPolicy } from "./address-policy.ts";
import { classifyError } from "./classify-error.ts";
import type { Target } from "./target.ts";
import type { Endpoint } from "./transport.ts";

/** Finds the IP addresses of a host, best first. Rejects, or gives none, if it has none. */
export type ResolveAddresses = (host: string) => Promise<readonly string[]>;

/**
 * Asks once for all who want the addresses of a host at the same time, and anew
 * when that is answered. Few threads look names up, and a question can't be
 * taken back: a name whose servers are slow should not hold them all.
 */
export function askedOnce(resolve: ResolveAddresses): ResolveAddresses {
  const asked = new Map<string, Promise<readonly string[]>>();
  return async (host) => {
    const before = asked.get(host);
    if (before !== undefined) return before;
    const answer = resolve(host);
    asked.set(host, answer);
    try {
      return await answer;
    } finally {
      asked.delete(host);
    }
  };
}

/** What the machine's resolver says, its hosts file included. */
export const systemAddresses: ResolveAddresses = askedOnce(async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address),
);

/** Where a pool's connections go. */
export interface DialerOptions {
  readonly target: Pick<Target, "host" | "port" | "protocol">;
  /** Where to connect in place of the target's host. */
  readonly endpoints?: readonly Endpoint[];
  /** Absent: in clear text. */
  readonly tls?: ConnectionOptions;
  /** Absent: every address is called. */
  readonly policy?: AddressPolicy;
  readonly resolve: ResolveAddresses;
}

/** Whoever wants a socket. */
export interface Caller {
  /** Gets every socket at once, so that whoever gives up can destroy it. */
  hold(socket: Socket): void;
  /** Whether nobody wants a socket any more: none is opened then. */
  isGone(): boolean;
}

/** Opens sockets. */
export class Dialer {
  readonly #options: DialerOptions;
  /** The newest session, which spares the next connection half of a handshake (RFC 8446, section 2.2). */
  #session: Buffer | undefined;

  constructor(options: DialerOptions) {
    this.#options = options;
  }

  /**
   * Opens a socket and shakes hands. Of several endpoints, the next one is
   * tried where one has no address or takes no connection.
   *
   * @throws DispatchFailure `dns`, `address`, `connect` or `tls`; `cancelled` if the caller is gone
   */
  async dial(caller: Caller): Promise<Socket> {
    const { target, endpoints = [{ address: target.host, port: target.port }] } = this.#options;
    let failure = new DispatchFailure("dns", `The service of ${target.host} has no endpoints.`);
    for (const endpoint of endpoints) {
      try {
        // One after the other: the next is for when this one fails.
        return await this.#dialEndpoint(endpoint, caller);
      } catch (error) {
        failure = classifyError(error, { host: target.host, connecting: true });
        if (failure.kind !== "connect" && failure.kind !== "dns") break;
      }
    }
    throw failure;
  }

  async #dialEndpoint(endpoint: Endpoint, caller: Caller): Promise<Socket> {
    const { address: host, port } = endpoint;
    if (caller.isGone()) throw gone();
    const addresses = isIP(host) === 0 ? await this.#options.resolve(host) : [host];
    if (caller.isGone()) throw gone();
    const [first] = addresses;
    if (first === undefined) throw new DispatchFailure("dns", `The host ${host} has no address.`);
    // One address that is refused spoils them all: no public service has it beside public ones.
    for (const address of addresses) this.#check(host, address);
    return this.#open(
      addresses.length === 1
        ? { host: first, port }
        : { host, port, lookup: answering(addresses), autoSelectFamily: true },
      caller,
    );
  }

  #check(host: string, address: string): void {
    const problem = this.#options.policy?.problem(address, this.#options.target.protocol);
    if (problem === undefined) return;
    const subject = host === address ? address : `${address}, an address of ${host},`;
    throw new DispatchFailure("address", `${subject} ${problem}.`);
  }

  async #open(where: TcpNetConnectOpts, caller: Caller): Promise<Socket> {
    const { tls } = this.#options;
    const socket = tls === undefined ? connectTcp(where) : this.#openTls({ ...where, ...tls });
    socket.setNoDelay(true).setKeepAlive(true, 60_000);
    return new Promise((resolve, reject) => {
      socket
        .once(tls === undefined ? "connect" : "secureConnect", () => {
          resolve(socket);
        })
        // Stays, so that an error is never without a listener, whoever has the socket.
        .on("error", reject)
        .once("close", () => {
          reject(new DispatchFailure("connect", "The connection was given up."));
        });
      caller.hold(socket);
    });
  }

  #openTls(options: ConnectionOptions): TLSSocket {
    const session = this.#session;
    return connectTls({ ...options, ...(session !== undefined && { session }) }).on(
      "session",
      (next) => {
        this.#session = next;
      },
    );
  }
}

function gone(): DispatchFailure {
  return new DispatchFailure("cancelled", "The connection was given up.");
}

/** A lookup that answers with addresses that are known, and checked, already. */
function answering(addresses: readonly string[]): LookupFunction {
  const answer = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, _options, callback) => {
    callback(null, answer);
  };
}
