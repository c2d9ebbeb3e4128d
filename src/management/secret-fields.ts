/**
 * Which fields hold secrets, and how to go through them in any message.
 */
import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import { reflect, type ReflectMap, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { childrenOf } from "./field-behavior.ts";

/**
 * Text fields that hold secrets, by their message and name. Of headers only the
 * values are secret: `Authorization: Bearer …` stands among them.
 */
const secretFields = new Set([
  "GenericWebService.password",
  "GenericWebService.request_headers",
  "OAuthConfig.client_secret",
]);

/** Whether a field holds secrets. */
export function isSecret(field: DescField): boolean {
  return secretFields.has(`${field.parent.name}.${field.name}`);
}

/** Where a secret stands. */
export interface SecretPlace {
  /** Its path, `webhook_config.webhook_overrides[0].…`. */
  readonly path: string;
  /** The same, but items of lists go by their names, so that it survives another order. */
  readonly identity: string;
}

/** What becomes of a secret. */
export type SecretMapping = (secret: string, place: SecretPlace) => string;

/** Replaces every secret of a message, in place. Empty texts are no secrets. */
export function mapSecrets(schema: DescMessage, message: Message, mapping: SecretMapping): void {
  mapWithin(reflect(schema, message), { path: "", identity: "" }, mapping);
}

function mapWithin(message: ReflectMessage, prefix: SecretPlace, mapping: SecretMapping): void {
  const at = (path: string, identity = path): SecretPlace => ({
    path: `${prefix.path}${path}`,
    identity: `${prefix.identity}${identity}`,
  });
  for (const field of message.fields) {
    if (!isSecret(field) || !message.isSet(field)) continue;
    if (field.fieldKind === "map") {
      const entries: ReflectMap = message.get(field);
      for (const [key, value] of [...entries] as [string, string][])
        if (value !== "")
          entries.set(key, mapping(value, at(`${field.name}[${JSON.stringify(key)}]`)));
    } else message.set(field, mapping(message.get(field) as string, at(field.name)));
  }
  for (const child of childrenOf(message))
    mapWithin(child.message, at(`${child.path}.`, `${child.identity}.`), mapping);
}

/** The secrets of a message, by the identity of their places. */
export function secretsOf(schema: DescMessage, message: Message): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  mapSecrets(schema, message, (secret, { identity }) => {
    found.set(identity, secret);
    return secret;
  });
  return found;
}
