/** Secrets that a server hides. */
import type { DescMessage, Message } from "@bufbuild/protobuf";
import { mapSecrets, secretsOf } from "../../management/secret-fields.ts";
import { secretMask } from "../../management/stored-message.ts";

/**
 * Takes over, in place, the secrets that the server hides: whether they differ
 * can't be told, and the mask sent back keeps them.
 */
export function keepHidden(schema: DescMessage, wanted: Message, current: Message): void {
  const known = secretsOf(schema, current);
  mapSecrets(schema, wanted, (secret, { identity }) =>
    known.get(identity) === secretMask ? secretMask : secret,
  );
}
