/** Bearer tokens, whoever made them. */
import type { Fetched } from "./shared-cache.ts";

/** A token. */
export interface Token {
  /** What stands after `Bearer`. */
  readonly value: string;
  /** When it ends, in milliseconds since the epoch. Absent: its maker does not say. */
  readonly expiresAt?: number;
}

/** How long tokens are kept. */
export interface TokenLife {
  /** When the token was asked for, in milliseconds since the epoch. */
  readonly askedAt: number;
  /** The life of a token whose maker does not say, in milliseconds. */
  readonly unknownLifetimeMs: number;
}

/** The longest time before a token's end at which it is replaced. */
const aheadMs = 60_000;

/**
 * A token as it is kept: until a minute before its end, or a tenth of its life
 * if that is less, so that it does not end on the way.
 */
export function keptToken(token: Token, life: TokenLife): Fetched<Token> {
  const { askedAt, unknownLifetimeMs } = life;
  const lifetime = token.expiresAt === undefined ? unknownLifetimeMs : token.expiresAt - askedAt;
  const ahead = Math.min(aheadMs, lifetime / 10);
  return { value: token, freshUntil: askedAt + lifetime - ahead };
}

/** Whether a text can be a token: RFC 6749 has visible characters and spaces (appendix A.12), a header none at its ends. */
export function isTokenText(text: unknown): text is string {
  return typeof text === "string" && /^[!-~](?:[ -~]*[!-~])?$/.test(text);
}
