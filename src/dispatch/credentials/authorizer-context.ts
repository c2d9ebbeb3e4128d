/** What lives as long as an authorizer. */
import { hash, randomBytes } from "node:crypto";
import type { Behaviours } from "../behaviours.ts";
import type { Clock } from "../../clock.ts";
import type { Transport } from "../transport/transport.ts";
import type { SecretResolver } from "./authorizer.ts";
import type { GoogleTokens } from "./google-tokens.ts";
import type { SharedCache } from "./shared-cache.ts";
import type { Token } from "./token.ts";

/** The options of an authorizer with their defaults, and what it keeps. */
export interface AuthorizerContext {
  readonly transport: Transport;
  readonly secrets: SecretResolver | undefined;
  readonly google: GoogleTokens | undefined;
  readonly clock: Clock;
  readonly behaviours: Behaviours;
  readonly tokens: SharedCache<Token>;
  readonly fingerprint: Fingerprint;
}

/** Values as one text that tells them apart from all others, and reveals none. */
export type Fingerprint = (values: readonly unknown[]) => string;

/**
 * Fingerprints under a key that ends with the process, so that guesses can't be
 * tried against them. One hash, since each call makes two: it needs no more, as
 * nobody is to be convinced by them.
 */
export function createFingerprint(): Fingerprint {
  const key = randomBytes(32).toString("base64url");
  return (values) => hash("sha256", key + JSON.stringify(values), "base64url");
}
