/**
 * Where a call goes, and how a server finds what it is about.
 */
import { WebhookError } from "../errors.ts";

/** A resource name of a request, and the field in which it stands. */
export interface RoutingParameter {
  /** As in the proto: `webhook.name`. */
  readonly field: string;
  readonly value: string;
}

const locationForm = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * The endpoint of the real service for a resource: every location has its own,
 * and answers for no other (https://cloud.google.com/dialogflow/cx/docs/concept/region).
 *
 * @param name any resource name; one without a location, or in the location
 *   `global`, belongs to the global endpoint
 * @throws WebhookError INVALID_ARGUMENT, reason INVALID_RESOURCE_NAME, for a
 *   location that could not stand in a host name: credentials would go elsewhere
 */
export function endpointOf(name: string): string {
  const [, , collection, location] = name.split("/");
  if (collection !== "locations" || location === "global")
    return "https://dialogflow.googleapis.com";
  if (location !== undefined && location.length <= 40 && locationForm.test(location))
    return `https://${location}-dialogflow.googleapis.com`;
  const description = "The location should be a region, a multi-region or global: us-central1.";
  throw new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_RESOURCE_NAME",
    message: `${JSON.stringify(name)} names no location.`,
    violations: [{ field: "name", description }],
  });
}

/** The value of `x-goog-request-params`, by which Google's front end routes a request (https://google.aip.dev/client-libraries/4222). */
export function routingHeader(parameters: readonly RoutingParameter[]): string {
  return parameters.map(({ field, value }) => `${field}=${encodeURIComponent(value)}`).join("&");
}

/** An endpoint as an origin. */
export interface Endpoint {
  /** `https://host`, `http://host:8080`: no path. */
  readonly origin: string;
  /** Whether Google serves it. */
  readonly isGoogle: boolean;
}

/**
 * Reads an endpoint: a URL, or a host with or without a port, then over TLS.
 *
 * @throws TypeError if it is none, or has a path, a query or credentials
 */
export function parseEndpoint(endpoint: string): Endpoint {
  const text = /^[a-z]+:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== "/" ||
    `${url.search}${url.hash}${url.username}${url.password}` !== ""
  )
    throw new TypeError(
      `The endpoint ${JSON.stringify(endpoint)} should be a scheme and a host, such as http://localhost:8080.`,
    );
  return {
    origin: url.origin,
    isGoogle: url.protocol === "https:" && /(?:^|\.)googleapis\.com$/.test(url.hostname),
  };
}
