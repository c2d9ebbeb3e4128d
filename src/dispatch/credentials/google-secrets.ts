/** Secrets in Google Secret Manager, by its REST API. */
import { systemClock, type Clock } from "../../clock.ts";
import type { Transport } from "../transport/transport.ts";
import type { SecretResolver } from "./authorizer.ts";
import { credentialFailure } from "./credential-failure.ts";
import { callGoogle } from "./google-call.ts";
import { cloudScope, type GoogleTokens } from "./google-tokens.ts";
import { parseSecretName } from "./secret-name.ts";
import { secretText } from "./secrets.ts";
import { createSharedCache } from "./shared-cache.ts";
import { keptToken, type Token } from "./token.ts";

/** What reading secrets needs. */
export interface GoogleSecretsOptions {
  readonly transport: Transport;
  /** Whose access token is sent: it needs roles/secretmanager.secretAccessor. */
  readonly tokens: GoogleTokens;
  /** Default: `https://secretmanager.googleapis.com`. */
  readonly endpoint?: string;
  readonly clock?: Clock;
}

/**
 * Reads secret versions from Secret Manager, each time anew: put `rememberedSecrets`
 * around it where calls are many.
 */
export function googleSecrets(options: GoogleSecretsOptions): SecretResolver {
  const { transport, tokens, clock = systemClock } = options;
  const { endpoint = "https://secretmanager.googleapis.com" } = options;
  const cache = createSharedCache<Token>({ clock, maxEntries: 1 });
  const accessToken = (signal: AbortSignal | undefined): Promise<Token> =>
    cache.get("", {
      async fetch(shared) {
        const askedAt = clock.now();
        const token = await tokens.accessToken([cloudScope], { signal: shared });
        return keptToken(token, { askedAt, unknownLifetimeMs: 0 });
      },
      wait: {
        what: "An access token for Secret Manager",
        timeoutMs: 30_000,
        ...(signal && { signal }),
      },
    });
  return {
    async resolve(name, signal) {
      if (parseSecretName(name) === undefined) return undefined;
      const token = await accessToken(signal);
      try {
        const answer = await callGoogle(transport, {
          url: `${endpoint}/v1/${name}:access`,
          token: token.value,
          failure: `The secret ${name} can't be read`,
          ifForbidden: "The caller needs roles/secretmanager.secretAccessor.",
          ...(signal && { signal }),
        });
        return answer && secretText(payloadOf(answer, name), name);
      } catch (thrown) {
        // It may be the token that was refused: the next try gets another.
        cache.drop("", (kept) => kept === token);
        throw thrown;
      }
    },
  };
}

function payloadOf(answer: Readonly<Record<string, unknown>>, name: string): Uint8Array {
  const payload = answer["payload"];
  if (typeof payload === "object" && payload !== null && "data" in payload) {
    const { data } = payload;
    if (typeof data === "string") return Buffer.from(data, "base64");
  }
  throw credentialFailure(`The secret ${name} can't be read: Google answered without its data.`);
}
