/**
 * Messages as bodies of stored resources: proto3 JSON, with every secret sealed.
 */
import {
  clone,
  fromJson,
  toJson,
  type DescMessage,
  type JsonObject,
  type MessageShape,
} from "@bufbuild/protobuf";
import type { FieldViolation } from "../errors.ts";
import { refuseViolations } from "./failures.ts";
import type { SecretBox } from "./secret-box.ts";
import { mapSecrets, secretsOf } from "./secret-fields.ts";

/** What stands in place of a secret that is not shown. */
export const secretMask = "********";

/** A message and the name of the resource that holds it. */
export interface NamedMessage<Desc extends DescMessage> {
  readonly name: string;
  readonly message: MessageShape<Desc>;
}

/** A message as a body: its secrets are sealed for the resource of that name and can be read in no other. */
export function toBody<Desc extends DescMessage>(
  secrets: SecretBox,
  schema: Desc,
  { name, message }: NamedMessage<Desc>,
): JsonObject {
  const sealed = clone(schema, message);
  mapSecrets(schema, sealed, (secret) => secrets.seal(secret, name));
  return toJson(schema, sealed) as JsonObject;
}

/**
 * The message of a stored resource, with its secrets in clear text.
 *
 * @throws WebhookError INTERNAL, reason SECRET_UNREADABLE, if the key is missing
 */
export function fromBody<Desc extends DescMessage>(
  secrets: SecretBox,
  schema: Desc,
  stored: { readonly name: string; readonly body: JsonObject },
): MessageShape<Desc> {
  const message = fromJson(schema, stored.body, { ignoreUnknownFields: true });
  mapSecrets(schema, message, (sealed) => secrets.open(sealed, stored.name));
  return message;
}

/** Puts the mask in place of every secret, in place. */
export function hideSecrets(schema: DescMessage, message: MessageShape<DescMessage>): void {
  mapSecrets(schema, message, () => secretMask);
}

/** What a caller sends, and what is stored. */
export interface Masked<Desc extends DescMessage> {
  /** Changed in place: masks become the stored secrets. */
  readonly wanted: MessageShape<Desc>;
  /** Absent: there is nothing yet that a mask could stand for. */
  readonly current?: MessageShape<Desc>;
  /** Path of the resource in the request, for errors: `webhook`. */
  readonly field: string;
}

/**
 * Puts the stored secrets in place of masks that a caller sends back.
 *
 * @throws WebhookError INVALID_ARGUMENT, reason INVALID_RESOURCE, where a mask stands for nothing stored
 */
export function restoreSecrets<Desc extends DescMessage>(
  schema: Desc,
  { wanted, current, field }: Masked<Desc>,
): void {
  const stored = current ? secretsOf(schema, current) : new Map<string, string>();
  const violations: FieldViolation[] = [];
  mapSecrets(schema, wanted, (secret, { path, identity }) => {
    if (secret !== secretMask) return secret;
    const known = stored.get(identity);
    if (known !== undefined) return known;
    violations.push({
      field: `${field}.${path}`,
      description: "Holds the mask of a secret, but none is stored here. Send the secret itself.",
    });
    return secret;
  });
  refuseViolations(violations);
}
