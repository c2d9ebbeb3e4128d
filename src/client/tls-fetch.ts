/** A fetch that knows certificates, which Node's own has no option for. Loaded when it is needed. */
import { Agent, fetch as fetchBy, type RequestInit as RequestInitBy } from "undici";
import { pemOptions, type ClientTls } from "./tls.ts";

/** A fetch, and how to let go of its connections. */
export interface TlsFetch {
  readonly fetch: typeof fetch;
  readonly close: () => void;
}

/** Makes a fetch that trusts and shows these certificates. */
export function createTlsFetch(tls: ClientTls): TlsFetch {
  const dispatcher = new Agent({ connect: pemOptions(tls) });
  const byAgent = (url: string, init: RequestInitBy): ReturnType<typeof fetchBy> =>
    fetchBy(url, { ...init, dispatcher });
  return {
    // undici is the fetch of Node: the same at run time, and declared once more.
    fetch: byAgent as unknown as typeof fetch,
    close: () => void dispatcher.destroy(),
  };
}
