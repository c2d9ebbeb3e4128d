/** Where stored resources hold sealed texts, kind by kind. */
import { fromJson, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import { EnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { StoredResource } from "../storage/store.ts";
import { environmentChildren } from "./environments-state.ts";
import {
  operationBody,
  operationKey,
  operationWork,
  storedMessages,
  workKey,
  type StoredMessage,
} from "./operations-record.ts";
import { findMethod } from "./operations-run.ts";
import { operationMethodTable } from "./operations-table.ts";
import { mapSecrets } from "./secret-fields.ts";
import { sealedSecret, secretVersionKind } from "./stored-secrets.ts";

type TextsOf = (stored: StoredResource) => readonly string[];

/** The texts in the secret fields of the messages that a resource holds. */
function inMessages(messagesOf: (stored: StoredResource) => readonly StoredMessage[]): TextsOf {
  return (stored) => {
    const texts: string[] = [];
    for (const { schema, json } of messagesOf(stored)) {
      const message = fromJson(schema, json, { ignoreUnknownFields: true });
      mapSecrets(schema, message, (sealed) => {
        texts.push(sealed);
        return sealed;
      });
    }
    return texts;
  };
}

const environment = inMessages(({ body }) => [{ schema: EnvironmentSchema, json: body }]);

const holders = new Map<string, TextsOf>([
  ["webhook", inMessages(({ body }) => [{ schema: WebhookSchema, json: body }])],
  ["environment", environment],
  [environmentChildren.snapshot, environment],
  [operationKey("").kind, inMessages((stored) => storedMessages(operationBody(stored)))],
  [
    workKey("").kind,
    inMessages(({ body }) => {
      const { method, request } = operationWork(body);
      return [{ schema: findMethod(operationMethodTable, method).request, json: request }];
    }),
  ],
  [secretVersionKind, ({ body }) => [sealedSecret(body)]],
]);

/** The kinds of stored resources that may hold secrets. Messages of the others have no field for any. */
export const sealedKinds: readonly string[] = [...holders.keys()];

/**
 * The sealed texts in a stored resource of one of these kinds.
 *
 * @throws Error if it does not hold what this program stores
 */
export function sealedTexts(stored: StoredResource): readonly string[] {
  return holders.get(stored.kind)?.(stored) ?? [];
}

/**
 * A body with other texts in place of sealed ones. Everything else stays to the
 * letter, also what this program does not know. Sealed texts are random, so
 * that no other text of the body is equal to one.
 */
export function replaceTexts(
  body: JsonObject,
  replacements: ReadonlyMap<string, string>,
): JsonObject {
  const replaced = (value: JsonValue): JsonValue => {
    if (typeof value === "string") return replacements.get(value) ?? value;
    if (Array.isArray(value)) return value.map(replaced);
    return typeof value === "object" && value !== null ? replaceTexts(value, replacements) : value;
  };
  // Entries become own properties, whatever their names.
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, replaced(value)]));
}
