/**
 * Failures of management calls.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { codeName, WebhookError, type Code, type WebhookErrorOptions } from "../errors.ts";

/**
 * What a management call or an operation failed with. On every protocol it has
 * the same code, message, reason, domain, metadata, wrong fields (`violations`)
 * and `resource`, as far as the server gave them.
 */
export class ManagementError extends WebhookError {
  /**
   * Every detail of the google.rpc.Status, those with fields of their own above
   * included, each as a google.protobuf.Any in JSON:
   * `{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "30s"}`.
   */
  readonly details: readonly JsonObject[];
  /**
   * The method that was called, `google.cloud.dialogflow.cx.v3.Webhooks.GetWebhook`;
   * for what an operation ended with, the operation's resource name.
   */
  readonly rpc: string;

  constructor(code: Code, options: ManagementErrorOptions) {
    super(code, options);
    this.details = options.details ?? [];
    this.rpc = options.rpc;
  }
}

/** What a ManagementError is made of, besides its code. */
export interface ManagementErrorOptions extends WebhookErrorOptions {
  /** The details in JSON. Default: none. */
  readonly details?: readonly JsonObject[];
  /** Full name of the method, or the name of the operation. */
  readonly rpc: string;
}

/** A google.rpc.Status, its details in JSON. */
export interface StatusParts {
  readonly code: number;
  readonly message: string;
  readonly details: readonly JsonObject[];
}

/** The error that a status stands for. */
export function statusError(
  { code, message, details }: StatusParts,
  { rpc, cause }: { readonly rpc: string; readonly cause?: unknown },
): ManagementError {
  const name = codeName(code);
  return new ManagementError(name, {
    rpc,
    details,
    message: message === "" ? `The server answered ${name}.` : message,
    domain: "",
    ...errorInfo(details),
    violations: violationsOf(details),
    ...resourceOf(details),
    ...(cause !== undefined && { cause }),
  });
}

function detail(details: readonly JsonObject[], type: string): JsonObject | undefined {
  return details.find(({ "@type": url }) => url === `type.googleapis.com/google.rpc.${type}`);
}

const text = (value: JsonValue | undefined): string => (typeof value === "string" ? value : "");

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function errorInfo(
  details: readonly JsonObject[],
): Pick<WebhookErrorOptions, "reason" | "domain" | "metadata"> {
  const info = detail(details, "ErrorInfo");
  if (info === undefined) return {};
  const metadata = isObject(info["metadata"]) ? info["metadata"] : {};
  const reason = text(info["reason"]);
  return {
    ...(reason !== "" && { reason }),
    domain: text(info["domain"]),
    metadata: Object.fromEntries(
      Object.entries(metadata).map(([key, value]) => [key, text(value)]),
    ),
  };
}

function violationsOf(details: readonly JsonObject[]): WebhookErrorOptions["violations"] & {} {
  const list = detail(details, "BadRequest")?.["fieldViolations"];
  return (Array.isArray(list) ? list : [])
    .filter(isObject)
    .map((one) => ({ field: text(one["field"]), description: text(one["description"]) }));
}

function resourceOf(details: readonly JsonObject[]): Pick<WebhookErrorOptions, "resource"> {
  const info = detail(details, "ResourceInfo");
  if (info === undefined) return {};
  const owner = text(info["owner"]);
  return {
    resource: {
      type: text(info["resourceType"]),
      name: text(info["resourceName"]),
      ...(owner !== "" && { owner }),
    },
  };
}
