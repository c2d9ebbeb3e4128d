/**
 * Which webhook an environment calls: the agent's, with what the environment
 * overrides in it. Pure, for whoever shows it and whoever calls it.
 *
 * Only what is inside `generic_web_service` and `service_directory` can differ;
 * display name, timeout and `disabled` of an override do not count.
 */
import { clone, type DescField } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { Environment } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  WebhookSchema,
  type Webhook,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";

/** Who decided on a value of a webhook. */
export type ValueSource = "webhook" | "environment";

/** How an override takes effect. */
export interface ResolveOptions {
  /**
   * `replace`: what the override has takes the place of all that the agent's
   * webhook has. `merge`: fields that the override sets win, one by one, and maps
   * one key at a time. The platform does not say which it does. Default: `replace`.
   */
  readonly overrideMerge?: "replace" | "merge";
}

/** A value that is set in a resolved webhook. */
export interface ResolvedValue {
  /** As in an update mask; entries of maps as `request_headers["x-team"]`. */
  readonly path: string;
  /** A scalar, an enum's number, bytes, a list, or a message without fields of its own such as a Duration. */
  readonly value: unknown;
  readonly field: DescField;
  readonly source: ValueSource;
}

/** A webhook as an environment calls it. */
export interface ResolvedWebhook {
  /** The settings in force. A copy: nothing of it is shared with what it was made from. */
  readonly webhook: Webhook;
  /** Whether the environment has an override for it. */
  readonly overridden: boolean;
  /** Every value that is set, in the order of the fields. */
  readonly values: readonly ResolvedValue[];
}

/**
 * Resolves a webhook for an environment.
 *
 * @param webhook the agent's webhook
 * @param environment absent for the draft, which has the agent's own settings
 */
export function resolveWebhook(
  webhook: Webhook,
  environment?: Environment,
  options: ResolveOptions = {},
): ResolvedWebhook {
  const override = environment?.webhookConfig?.webhookOverrides.find(
    ({ name }) => name === webhook.name,
  );
  if (override === undefined) {
    const copy = clone(WebhookSchema, webhook);
    return { webhook: copy, overridden: false, values: valuesOf(copy, () => "webhook") };
  }
  const merge = options.overrideMerge === "merge";
  const resolved = clone(WebhookSchema, webhook);
  const decided = apply(resolved, clone(WebhookSchema, override), merge);
  return {
    webhook: resolved,
    overridden: true,
    values: valuesOf(resolved, (path) =>
      decided.some((one) => isWithin(path, one)) ? "environment" : "webhook",
    ),
  };
}

/** Puts an override's way to reach the service in place. Returns the paths that it decided on. */
function apply(target: Webhook, override: Webhook, merge: boolean): string[] {
  const { webhook: wanted } = override;
  if (wanted.case === undefined) return [];
  const known = target.webhook;
  if (!merge || known.case !== wanted.case) {
    target.webhook = wanted;
    return ["generic_web_service", "service_directory"];
  }
  const decided: string[] = [];
  const field = wanted.case === "genericWebService" ? "generic_web_service" : "service_directory";
  const [into, from] = [target, override].map(
    (message) => reflect(WebhookSchema, message).get(fieldOf(field)) as ReflectMessage,
  );
  if (into && from) mergeInto({ into, from, path: field }, decided);
  return decided;
}

function fieldOf(name: string): DescField {
  const field = WebhookSchema.fields.find((one) => one.name === name);
  if (field === undefined) throw new TypeError(`A webhook has no field ${name}.`);
  return field;
}

interface Merge {
  readonly into: ReflectMessage;
  readonly from: ReflectMessage;
  readonly path: string;
}

/** Merges what is set in one message into another: maps by key, lists and scalars as a whole. */
function mergeInto({ into, from, path }: Merge, decided: string[]): void {
  for (const field of from.fields) {
    if (!from.isSet(field)) continue;
    const at = `${path}.${field.name}`;
    if (field.fieldKind === "map") {
      const entries = into.get(field);
      for (const [key, value] of from.get(field)) {
        entries.set(key, value);
        decided.push(entryPath(at, key));
      }
    } else if (field.fieldKind === "message" && into.isSet(field)) {
      mergeInto({ into: into.get(field), from: from.get(field), path: at }, decided);
    } else {
      into.set(field, from.get(field));
      decided.push(at);
    }
  }
}

function entryPath(path: string, key: unknown): string {
  return `${path}[${JSON.stringify(key)}]`;
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

/** What identifies a webhook is no setting of it. */
const identity = new Set(["name", "display_name"]);

function valuesOf(webhook: Webhook, sourceOf: (path: string) => ValueSource): ResolvedValue[] {
  const values: ResolvedValue[] = [];
  const add = (path: string, field: DescField, value: unknown): void => {
    values.push({ path, field, value, source: sourceOf(path) });
  };
  const collect = (message: ReflectMessage, prefix: string): void => {
    for (const field of message.fields) {
      if (!message.isSet(field) || (prefix === "" && identity.has(field.name))) continue;
      const path = `${prefix}${field.name}`;
      if (field.fieldKind === "message" && field.message.typeName !== durationType)
        collect(message.get(field), `${path}.`);
      else if (field.fieldKind === "map")
        for (const [key, value] of message.get(field)) {
          const at = entryPath(path, key);
          if (field.mapKind === "message") collect(value as ReflectMessage, `${at}.`);
          else add(at, field, value);
        }
      else if (field.fieldKind === "list") add(path, field, [...message.get(field)]);
      else if (field.fieldKind === "message") add(path, field, message.get(field).message);
      else add(path, field, message.get(field));
    }
  };
  collect(reflect(WebhookSchema, webhook), "");
  return values;
}

const durationType = "google.protobuf.Duration";
