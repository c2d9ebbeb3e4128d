/**
 * A resolved webhook as a message for people: its values with their sources, and
 * every secret masked.
 */
import {
  clone,
  create,
  fromJson,
  ScalarType,
  toJson,
  type DescField,
  type JsonValue,
} from "@bufbuild/protobuf";
import {
  DurationSchema,
  timestampFromDate,
  ValueSchema,
  type Duration,
} from "@bufbuild/protobuf/wkt";
import {
  EffectiveCertificateSchema,
  EffectiveCredential_Kind as Kind,
  EffectiveCredentialSchema,
  EffectiveFieldSchema,
  EffectiveWebhookSchema,
  ValueSource,
  type EffectiveCertificate,
  type EffectiveCredential,
  type EffectiveField,
  type EffectiveWebhook,
} from "../../gen/es/fulfillkit/v1/effective_webhook_pb.ts";
import {
  Webhook_GenericWebService_WebhookType as WebhookType,
  WebhookSchema,
  type Webhook,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { readCertificate } from "./certificates.ts";
import { credentialsOf, type CredentialKind } from "../dispatch/credentials/kinds.ts";
import type { ResolvedValue, ResolvedWebhook } from "../dispatch/resolve.ts";
import { secretsOf } from "./secret-fields.ts";
import { hideSecrets, secretMask } from "./stored-message.ts";
import { webServiceOf } from "./webhook-rules.ts";

/** What a view is made for. */
export interface ViewOptions {
  /** Resource name of the view. */
  readonly name: string;
  /** Milliseconds since the epoch, to tell what has expired. */
  readonly now: number;
}

const sources = {
  webhook: ValueSource.WEBHOOK,
  environment: ValueSource.ENVIRONMENT,
} as const;

/** Describes a resolved webhook. */
export function viewOf(resolved: ResolvedWebhook, { name, now }: ViewOptions): EffectiveWebhook {
  const { webhook, overridden } = resolved;
  const settings = clone(WebhookSchema, webhook);
  hideSecrets(WebhookSchema, settings);
  const service = webServiceOf(settings);
  if (service) {
    service.uri = hideUserInfo(service.uri);
    if (service.oauthConfig)
      service.oauthConfig.tokenEndpoint = hideUserInfo(service.oauthConfig.tokenEndpoint);
  }
  return create(EffectiveWebhookSchema, {
    name,
    webhook: webhook.name,
    uri: service?.uri ?? "",
    overridden,
    settings,
    fields: fieldsOf(resolved),
    credentials: credentialsFor(resolved),
    certificates: certificatesOf(resolved, now),
  });
}

/** The path of the web service in a webhook. */
function servicePath({ webhook }: Webhook): string {
  return webhook.case === "serviceDirectory"
    ? "service_directory.generic_web_service"
    : "generic_web_service";
}

/** Who decided on what stands at a path, or within it. */
function sourceAt(values: readonly ResolvedValue[], path: string): ValueSource {
  const within = values.filter(
    (value) =>
      value.path === path || value.path.startsWith(`${path}.`) || value.path.startsWith(`${path}[`),
  );
  if (within.length === 0) return ValueSource.DEFAULT;
  return within.some(({ source }) => source === "environment")
    ? ValueSource.ENVIRONMENT
    : ValueSource.WEBHOOK;
}

function fieldsOf({ webhook, values }: ResolvedWebhook): EffectiveField[] {
  const secrets = secretsOf(WebhookSchema, webhook);
  const set = values.map(({ path, field, value, source }) =>
    create(EffectiveFieldSchema, {
      path,
      value: fromJson(ValueSchema, secrets.has(path) ? secretMask : jsonOf(field, value)),
      source: sources[source],
    }),
  );
  const known = new Set(values.map(({ path }) => path));
  const defaults = defaultsOf(webhook).filter(({ path }) => !known.has(path));
  return [
    ...set,
    ...defaults.map(({ path, value }) =>
      create(EffectiveFieldSchema, {
        path,
        value: fromJson(ValueSchema, value),
        source: ValueSource.DEFAULT,
      }),
    ),
  ];
}

/** What the platform takes where nothing is set. */
function defaultsOf(
  webhook: Webhook,
): readonly { readonly path: string; readonly value: JsonValue }[] {
  const service = servicePath(webhook);
  const flexible = webServiceOf(webhook)?.webhookType === WebhookType.FLEXIBLE;
  return [
    { path: `${service}.service_agent_auth`, value: "ID_TOKEN" },
    { path: `${service}.webhook_type`, value: "STANDARD" },
    ...(flexible ? [{ path: `${service}.http_method`, value: "POST" }] : []),
    { path: "timeout", value: "5s" },
    { path: "disabled", value: false },
  ];
}

/** A value of a webhook's field as proto3 JSON. */
function jsonOf(field: DescField, value: unknown): JsonValue {
  if (field.fieldKind === "message") return toJson(DurationSchema, value as Duration);
  if (field.fieldKind === "enum") return field.enum.value[value as number]?.name ?? Number(value);
  if (field.fieldKind === "list")
    return field.listKind === "scalar" && field.scalar === ScalarType.BYTES
      ? (value as Uint8Array[]).map((bytes) => Buffer.from(bytes).toString("base64"))
      : (value as string[]);
  return typeof value === "string" ? hideUserInfo(value) : (value as JsonValue);
}

const kinds = {
  basic: Kind.BASIC,
  "basic-secret": Kind.BASIC_SECRET,
  "oauth-client-credentials": Kind.OAUTH_CLIENT_CREDENTIALS,
  "service-account": Kind.SERVICE_ACCOUNT,
  "service-agent-id-token": Kind.SERVICE_AGENT_ID_TOKEN,
  "service-agent-access-token": Kind.SERVICE_AGENT_ACCESS_TOKEN,
  header: Kind.HEADER,
  "header-secret": Kind.HEADER_SECRET,
} as const satisfies Record<CredentialKind, Kind>;

function credentialsFor({ webhook, values }: ResolvedWebhook): EffectiveCredential[] {
  const service = webServiceOf(webhook);
  if (service === undefined) return [];
  return credentialsOf(service).map(({ kind, header, path, principal, secretVersion }) => {
    const at = path === "" ? "" : `${servicePath(webhook)}.${path}`;
    return create(EffectiveCredentialSchema, {
      kind: kinds[kind],
      header,
      path: at,
      principal: principal ?? "",
      secretVersion: secretVersion ?? "",
      source: at === "" ? ValueSource.DEFAULT : sourceAt(values, at),
    });
  });
}

function certificatesOf({ webhook, values }: ResolvedWebhook, now: number): EffectiveCertificate[] {
  const source = sourceAt(values, `${servicePath(webhook)}.allowed_ca_certs`);
  const certificates = (webServiceOf(webhook)?.allowedCaCerts ?? []).map(readCertificate);
  return certificates
    .filter((certificate) => certificate !== undefined)
    .map(({ subject, issuer, fingerprint, validFrom, validTo }) =>
      create(EffectiveCertificateSchema, {
        subject: subject.replaceAll("\n", ", "),
        issuer: issuer.replaceAll("\n", ", "),
        fingerprintSha256: fingerprint,
        notBeforeTime: timestampFromDate(validFrom),
        notAfterTime: timestampFromDate(validTo),
        expired: validTo.getTime() <= now,
        source,
      }),
    );
}

/** An address with the mask in place of a password in it (RFC 3986, section 3.2.1). */
function hideUserInfo(text: string): string {
  return text.replace(/^(https?:\/\/[^/?#@:]*):[^/?#@]*@/i, `$1:${secretMask}@`);
}
