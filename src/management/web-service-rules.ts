/** What a GenericWebService has to keep to, beyond its required fields and the rules in its proto. */
import {
  Webhook_GenericWebService_HttpMethod as HttpMethod,
  Webhook_GenericWebService_WebhookType as WebhookType,
  type Webhook_GenericWebService as GenericWebService,
  type Webhook_GenericWebService_OAuthConfig as OAuthConfig,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { credentialsOf, isTokenKind } from "../dispatch/credentials/kinds.ts";
import { parseBodyTemplate } from "../dispatch/template/body-template.ts";
import { parseMappingPath, parseMappingTarget } from "../dispatch/template/mapping.ts";
import { problemOf } from "../dispatch/template/template-error.ts";
import type { FieldViolation } from "../errors.ts";
import { readCertificate } from "./certificates.ts";
import { headerNameViolations, headerTemplateViolations } from "./header-rules.ts";
import { matchName, resourceKinds } from "./resource-name.ts";
import { addressProblem } from "./web-address.ts";

/** How a web service is checked. */
export interface WebServiceOptions {
  /** Where it stands in the request: `webhook.generic_web_service`. */
  readonly field: string;
  readonly allowLoopbackHttp: boolean;
}

/** Violations, in the order of the fields. What is missing, or breaks a rule in the proto, is not among them. */
export function webServiceViolations(
  service: GenericWebService,
  options: WebServiceOptions,
): FieldViolation[] {
  const { field, allowLoopbackHttp } = options;
  const template = service.webhookType === WebhookType.FLEXIBLE;
  const secretHeaders = service.secretVersionsForRequestHeaders;
  return [
    ...check(`${field}.uri`, service.uri, (uri) =>
      addressProblem(uri, { allowLoopbackHttp, template }),
    ),
    ...secretVersion(
      `${field}.secret_version_for_username_password`,
      service.secretVersionForUsernamePassword,
    ),
    ...headerNameViolations(Object.keys(service.requestHeaders), `${field}.request_headers`),
    ...headerTemplateViolations(service.requestHeaders, `${field}.request_headers`),
    ...headerNameViolations(
      Object.keys(secretHeaders),
      `${field}.secret_versions_for_request_headers`,
    ),
    ...Object.entries(secretHeaders).flatMap(([name, { secretVersion: version }]) =>
      secretVersion(
        `${field}.secret_versions_for_request_headers[${JSON.stringify(name)}].secret_version`,
        version,
      ),
    ),
    ...certificateViolations(service, `${field}.allowed_ca_certs`),
    ...authViolations(service, options),
    ...(template ? flexibleViolations(service, field) : []),
  ];
}

/** One violation if a text is there and has a problem. */
function check(
  field: string,
  text: string,
  problemOf: (text: string) => string | undefined,
): FieldViolation[] {
  const description = text === "" ? undefined : problemOf(text);
  return description === undefined ? [] : [{ field, description }];
}

function secretVersion(field: string, name: string): FieldViolation[] {
  return check(field, name, () =>
    matchName("secretVersion", name) === undefined
      ? `Should have the form ${resourceKinds.secretVersion.pattern}.`
      : undefined,
  );
}

function certificateViolations(service: GenericWebService, field: string): FieldViolation[] {
  return service.allowedCaCerts.flatMap((der, index) =>
    readCertificate(der) === undefined
      ? [{ field: `${field}[${index}]`, description: "Is no X.509 certificate in DER." }]
      : [],
  );
}

/**
 * Each way to fill the Authorization header with a token excludes the others. The
 * one that would be sent is kept, so the violations are at those that never are.
 */
function authViolations(service: GenericWebService, options: WebServiceOptions): FieldViolation[] {
  const { oauthConfig } = service;
  const { field } = options;
  const [kept, ...surplus] = credentialsOf(service)
    .filter(({ kind, path }) => isTokenKind(kind) && path !== "")
    .map(({ path }) => path);
  return [
    ...(oauthConfig ? oauthViolations(oauthConfig, options) : []),
    ...surplus.map((name) => ({
      field: `${field}.${name}`,
      description: `Cannot be set beside ${kept}: both fill the Authorization header.`,
    })),
  ];
}

function oauthViolations(
  oauth: OAuthConfig,
  { field, allowLoopbackHttp }: WebServiceOptions,
): FieldViolation[] {
  return [
    ...secretVersion(
      `${field}.oauth_config.secret_version_for_client_secret`,
      oauth.secretVersionForClientSecret,
    ),
    ...check(`${field}.oauth_config.token_endpoint`, oauth.tokenEndpoint, (endpoint) =>
      addressProblem(endpoint, { allowLoopbackHttp }),
    ),
  ];
}

/** Methods that carry the body; the first stands for POST. */
const bodyMethods = new Set<HttpMethod>([
  HttpMethod.HTTP_METHOD_UNSPECIFIED,
  HttpMethod.POST,
  HttpMethod.PUT,
  HttpMethod.PATCH,
]);

/** Standard webhooks pass over these fields, so there they are not checked. */
function flexibleViolations(service: GenericWebService, field: string): FieldViolation[] {
  const { httpMethod, requestBody, parameterMapping } = service;
  return [
    ...check(`${field}.request_body`, requestBody, () => {
      if (!bodyMethods.has(httpMethod)) return "A body goes with POST, PUT and PATCH alone.";
      return problemOf(() => parseBodyTemplate(requestBody));
    }),
    ...Object.entries(parameterMapping).flatMap(([parameter, path]) => {
      const at = `${field}.parameter_mapping[${JSON.stringify(parameter)}]`;
      const description =
        problemOf(() => parseMappingTarget(parameter)) ?? problemOf(() => parseMappingPath(path));
      return description === undefined ? [] : [{ field: at, description }];
    }),
  ];
}
