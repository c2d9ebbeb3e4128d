/** Values of headers from passwords and secrets. */
import type { Clock } from "../../clock.ts";
import { asCredentialFailure, credentialFailure } from "./credential-failure.ts";
import type { AuthorizerContext } from "./authorizer-context.ts";
import { parseSecretName, secretNameForm } from "./secret-name.ts";
import { within } from "./within.ts";

/** How long a caller waits. */
export interface Patience {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What looking up a secret needs of an authorizer. */
export type SecretContext = Pick<AuthorizerContext, "secrets" | "behaviours"> & {
  readonly clock: Clock;
};

/**
 * A secret's text, its newline treated as `secretNewline` says; never empty.
 *
 * @throws DispatchFailure `credentials`, `timeout` or `cancelled`
 */
export async function secretFor(
  name: string,
  patience: Patience,
  context: SecretContext,
): Promise<string> {
  const { secrets, behaviours } = context;
  // What is no name is not shown: it may be the secret itself, put into the wrong field.
  if (parseSecretName(name) === undefined)
    throw credentialFailure(
      `A secret version that the webhook names is not of the form ${secretNameForm}.`,
    );
  if (secrets === undefined)
    throw credentialFailure(
      `The webhook needs the secret ${name}, and there is nothing to look it up in: say where secrets are.`,
    );
  const { timeoutMs, signal } = patience;
  const { clock } = context;
  let secret: string | undefined;
  try {
    const looking = Promise.resolve(name).then((wanted) => secrets.resolve(wanted, signal));
    const wait = { what: `The secret ${name}`, clock, timeoutMs, ...(signal && { signal }) };
    secret = await within(looking, wait);
  } catch (thrown) {
    throw asCredentialFailure(thrown, `The secret ${name} can't be read`);
  }
  if (secret === undefined) throw credentialFailure(`There is no secret ${name}.`);
  const text = behaviours.secretNewline === "trim" ? secret.replace(/\r?\n$/, "") : secret;
  if (text === "") throw credentialFailure(`The secret ${name} is empty.`);
  return text;
}

/** Basic authentication, in UTF-8 (https://www.rfc-editor.org/rfc/rfc7617). */
export function basicValue(pair: string): string {
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

/**
 * Basic authentication by a secret of the form `user:password`.
 *
 * @throws DispatchFailure `credentials` if it has no colon
 */
export function basicOfSecret(pair: string, name: string): string {
  if (pair.includes(":")) return basicValue(pair);
  throw credentialFailure(`The secret ${name} is no user:password: it has no colon.`);
}

/**
 * A secret as the value of a header.
 *
 * @throws DispatchFailure `credentials` if no header can have it (RFC 9110, section 5.5)
 */
export function headerOfSecret(
  value: string,
  place: { readonly name: string; readonly header: string },
): string {
  if (/^[\t -~\u0080-\u00FF]*$/.test(value)) return value;
  throw credentialFailure(
    `The secret ${place.name} can't be sent in the header ${place.header}: it has line ends, control characters, or characters beyond Latin-1.`,
  );
}
