/** One call's request, rendered from a webhook's plan: what every attempt sends alike. */
import { encodeRequest } from "../wire/encode.ts";
import type { WebhookRequest } from "../wire/format.ts";
import { printRequestBytes } from "../wire/print.ts";
import type { Behaviours } from "./behaviours.ts";
import { mergeHeaders, platformHeaders, type HeaderList } from "./headers.ts";
import type { Plan } from "./plan.ts";
import type { RenderOptions } from "./template/evaluate.ts";
import type { Scope } from "./template/expression.ts";
import { connectionHeaders } from "./transport/header-names.ts";
import { parseTarget } from "./transport/target.ts";

/** A request, but for what authorizes it. */
export interface PreparedRequest {
  readonly method: string;
  readonly url: string;
  /** Without those that authorize and those of the request. */
  readonly headers: HeaderList;
  /** Text, or its UTF-8. */
  readonly body?: string | Uint8Array;
}

/** What a request is rendered with. */
export interface PrepareOptions {
  /** Sent to standard webhooks. */
  readonly request: WebhookRequest;
  /** What references mean. */
  readonly scope: Scope;
  readonly behaviours: Behaviours;
  readonly warn: (sentence: string) => void;
}

/** Renders the request. Throws DispatchFailure `plan`. */
export function prepareRequest(plan: Plan, options: PrepareOptions): PreparedRequest {
  const { scope, behaviours, warn } = options;
  const rendering = { behaviours, warn };
  const { flexible } = plan;
  const body =
    flexible === undefined
      ? bodyOf(options.request, behaviours)
      : flexible.body?.render(scope, rendering);
  const url = flexible === undefined ? plan.service.uri : flexible.url.render(scope, rendering);
  // Refuses a URL that holds a password before it is shown to anybody.
  if (url.includes("@")) parseTarget(url);
  return {
    method: plan.method,
    url,
    headers: headersOf(plan, { hasBody: body !== undefined, scope, rendering }),
    ...(body !== undefined && { body }),
  };
}

function headersOf(
  { headers }: Plan,
  by: { readonly hasBody: boolean; readonly scope: Scope; readonly rendering: RenderOptions },
): HeaderList {
  const platform = platformHeaders(by);
  if (headers.length === 0) return platform;
  const configured = headers
    .filter(([name]) => isSent(name, by.rendering))
    .map(([name, value]) => [name, value.render(by.scope, by.rendering)] as const);
  return mergeHeaders([platform, configured]);
}

/** Whether a header that is set for the webhook goes along, and so is shown as sent. */
function isSent(name: string, { warn }: RenderOptions): boolean {
  if (!connectionHeaders.has(name.toLowerCase())) return true;
  warn(`The header ${name} is not sent: the connection has its own.`);
  return false;
}

function bodyOf(request: WebhookRequest, { requestPrinter }: Behaviours): string | Uint8Array {
  return requestPrinter === "platform" ? printRequestBytes(request) : encodeRequest(request);
}
