/** Endpoints from Google's Service Directory, by its REST API. */
import { callGoogle } from "../credentials/google-call.ts";
import { cloudScope } from "../credentials/google-tokens.ts";
import type { GoogleTokens } from "../credentials/google-tokens.ts";
import { noEndpoints, parseServiceName } from "./service-directory.ts";
import type { EndpointResolver } from "./service-directory.ts";
import type { Endpoint, Transport } from "./transport.ts";

/** What asking Service Directory needs. */
export interface GoogleEndpointsOptions {
  readonly transport: Transport;
  /** Whose access token is sent: it needs roles/servicedirectory.viewer. */
  readonly tokens: GoogleTokens;
  /** Default: `https://servicedirectory.googleapis.com`. */
  readonly endpoint?: string;
}

/**
 * Resolves services by `services.resolve`
 * (https://cloud.google.com/service-directory/docs/reference/rest/v1/projects.locations.namespaces.services/resolve),
 * each time anew: put `rememberedEndpoints` around it.
 */
export function googleEndpoints(options: GoogleEndpointsOptions): EndpointResolver {
  const { transport, tokens, endpoint = "https://servicedirectory.googleapis.com" } = options;
  return {
    async resolve(service, signal) {
      if (parseServiceName(service) === undefined) throw noEndpoints(service);
      const token = await tokens.accessToken([cloudScope], { ...(signal && { signal }) });
      const answer = await callGoogle(transport, {
        url: `${endpoint}/v1/${service}:resolve`,
        body: {},
        token: token.value,
        failure: `The endpoints of ${service} can't be found`,
        ifForbidden: "The caller needs roles/servicedirectory.viewer.",
        ...(signal && { signal }),
      });
      const endpoints = answer === undefined ? [] : endpointsOf(answer);
      if (endpoints.length === 0) throw noEndpoints(service);
      return endpoints;
    },
  };
}

/** Endpoints without an address or a port are entries that nothing listens at. */
function endpointsOf({ service }: Readonly<Record<string, unknown>>): Endpoint[] {
  if (typeof service !== "object" || service === null || !("endpoints" in service)) return [];
  const { endpoints } = service;
  return Array.isArray(endpoints) ? endpoints.filter(isEndpoint).map(withoutRest) : [];
}

function isEndpoint(value: unknown): value is Endpoint {
  return (
    typeof value === "object" &&
    value !== null &&
    "address" in value &&
    typeof value.address === "string" &&
    value.address !== "" &&
    "port" in value &&
    typeof value.port === "number" &&
    value.port > 0
  );
}

function withoutRest({ address, port }: Endpoint): Endpoint {
  return { address, port };
}
