/**
 * Takes new certificates into use while the server runs.
 */
import type { Certificates } from "./certificates.ts";
import type { Listener } from "./listener.ts";
import type { Reporter } from "./log.ts";

/** What a reload needs. */
export interface ReloadOptions {
  /** Undefined for clear text: then there is nothing to reload. */
  readonly certificates: Certificates | undefined;
  readonly listener: Listener;
  readonly reporter: Reporter;
  /** How often the files are looked at. Default: 60; 0 for never. */
  readonly seconds: number | undefined;
}

/** A running reload. */
export interface Reload {
  /** Looks at the files now; true if new certificates are in use. Never rejects. */
  readonly now: () => Promise<boolean>;
  /** Looks at them no more. */
  readonly stop: () => void;
}

/**
 * Looks at the certificates' files now and then. By their content, not by file
 * events: those miss files that are swapped by links, as container platforms do.
 */
export function createReload(options: ReloadOptions): Reload {
  const { certificates, listener, reporter, seconds = 60 } = options;
  const now = async (): Promise<boolean> => {
    if (certificates === undefined) return false;
    try {
      if (!(await certificates.reload())) return false;
      listener.setSecureContext(certificates.context);
      reporter.notice("info", { message: "New TLS certificates are in use." });
      return true;
    } catch (cause) {
      reporter.notice("error", {
        message: "The TLS certificates could not be read again; the old ones stay in use.",
        cause,
      });
      return false;
    }
  };
  const timer =
    certificates && seconds > 0 ? setInterval(() => void now(), seconds * 1000).unref() : undefined;
  return { now, stop: () => clearInterval(timer) };
}
