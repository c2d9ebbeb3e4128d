import { fromJson, type JsonObject } from "@bufbuild/protobuf";
import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Webhook_GenericWebServiceSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { besides } from "../../src/management/failures.ts";
import { ruleViolations } from "../../src/management/proto-rules.ts";
import { webServiceViolations } from "../../src/management/web-service-rules.ts";
import { createAuthority } from "../server/certificates.ts";

const secret = "projects/p/secrets/s/versions/latest";
const oauthConfig = { clientId: "c", tokenEndpoint: "https://a.example/token" };
const serviceAccountAuthConfig = { serviceAccount: "a@p.iam.gserviceaccount.com" };

/** All violations of a web service with an address and more, those of its proto's rules included. */
function violationsOf(more: JsonObject, allowLoopbackHttp = false): [string, string][] {
  const service = fromJson(Webhook_GenericWebServiceSchema, { uri: "https://a.example", ...more });
  return besides(
    ruleViolations(Webhook_GenericWebServiceSchema, service, "w."),
    webServiceViolations(service, { field: "w", allowLoopbackHttp }),
  ).map(({ field, description }) => [field, description]);
}

describe("a web service", () => {
  it.each<[string, JsonObject]>([
    ["nothing but an address", {}],
    ["no address, which is told as missing elsewhere", { uri: "" }],
    ["a user and a password", { username: "u", password: "p" }],
    [
      "secrets in Secret Manager",
      {
        secretVersionForUsernamePassword: secret,
        secretVersionsForRequestHeaders: { "X-A": { secretVersion: secret } },
        oauthConfig: { ...oauthConfig, secretVersionForClientSecret: secret },
      },
    ],
    [
      "the same header in plain text and in Secret Manager, which wins",
      {
        requestHeaders: { "X-A": "1" },
        secretVersionsForRequestHeaders: { "X-A": { secretVersion: secret } },
      },
    ],
    ["client credentials", { oauthConfig, serviceAgentAuth: "NONE" }],
    ["a service account", { serviceAccountAuthConfig }],
    ["a token of the service agent", { serviceAgentAuth: "ID_TOKEN" }],
    [
      "templates that a standard webhook passes over",
      {
        requestBody: "no JSON",
        parameterMapping: { "": "" },
        httpMethod: "GET",
      },
    ],
    [
      "a flexible call",
      {
        webhookType: "FLEXIBLE",
        uri: "https://$session.params.host/",
        httpMethod: "PUT",
        requestBody: '{"a": "$session.params.a"}',
        requestHeaders: { "X-A": "$sys.func.UUID()" },
        parameterMapping: { a: "$.a", "$flow.b": "c[0]" },
      },
    ],
    ["a body without a method, which is POST", { webhookType: "FLEXIBLE", requestBody: "{}" }],
  ])("may have %s", (_, more) => {
    expect(violationsOf(more)).toEqual([]);
  });

  it.each<[JsonObject, string, RegExp]>([
    [{ uri: "http://a.example" }, "w.uri", /https/],
    [{ webhookType: "FLEXIBLE", uri: "https://a.example/$session.x" }, "w.uri", /^Column 19: /],
    [
      { secretVersionForUsernamePassword: "secrets/s" },
      "w.secret_version_for_username_password",
      /form projects\/\{project\}\/secrets\/\{secret\}\/versions\/\{version\}/,
    ],
    [{ requestHeaders: { Host: "a" } }, 'w.request_headers["Host"]', /caller/],
    // References are put in for standard webhooks, too, so that a call would fail by this one.
    [{ requestHeaders: { "X-A": "$session.a" } }, 'w.request_headers["X-A"]', /Column 1/],
    [{ requestHeaders: { "X-A": "a\n" } }, 'w.request_headers["X-A"]', /line ends/],
    [
      { secretVersionsForRequestHeaders: { "X A": { secretVersion: secret } } },
      'w.secret_versions_for_request_headers["X A"]',
      /no name/,
    ],
    [
      { secretVersionsForRequestHeaders: { "X-A": { secretVersion: "s" } } },
      'w.secret_versions_for_request_headers["X-A"].secret_version',
      /form/,
    ],
    [{ allowedCaCerts: ["MAMCAQE="] }, "w.allowed_ca_certs[0]", /DER/],
    [
      { oauthConfig: { ...oauthConfig, tokenEndpoint: "http://a.example" } },
      "w.oauth_config.token_endpoint",
      /https/,
    ],
    [
      { oauthConfig: { ...oauthConfig, secretVersionForClientSecret: "s" } },
      "w.oauth_config.secret_version_for_client_secret",
      /form/,
    ],
    [
      { serviceAccountAuthConfig: { serviceAccount: "a" } },
      "w.service_account_auth_config.service_account",
      /email/,
    ],
    [
      { oauthConfig, serviceAccountAuthConfig },
      "w.service_account_auth_config",
      /beside oauth_config/,
    ],
    [{ oauthConfig, serviceAgentAuth: "ACCESS_TOKEN" }, "w.service_agent_auth", /Authorization/],
    [
      { serviceAccountAuthConfig, serviceAgentAuth: "ID_TOKEN" },
      "w.service_agent_auth",
      /beside service_account_auth_config/,
    ],
    [
      { webhookType: "FLEXIBLE", httpMethod: "GET", requestBody: "{}" },
      "w.request_body",
      /POST, PUT and PATCH/,
    ],
    [
      { webhookType: "FLEXIBLE", requestBody: '{\n "a": $session.params.a}' },
      "w.request_body",
      /^Line 2, column 7: A reference stands in quotes/,
    ],
    [
      { webhookType: "FLEXIBLE", parameterMapping: { "a b": "$.a" } },
      'w.parameter_mapping["a b"]',
      /name of a parameter/,
    ],
    [
      { webhookType: "FLEXIBLE", parameterMapping: { a: "$.a[*]" } },
      'w.parameter_mapping["a"]',
      /^Column 4: /,
    ],
  ])("with %j is wrong at %s", (more, field, sentence) => {
    expect(violationsOf(more)).toEqual([[field, expect.stringMatching(sentence)]]);
  });

  it("may have one way to get a token: the others are each wrong", () => {
    const all = { oauthConfig, serviceAccountAuthConfig, serviceAgentAuth: "ID_TOKEN" };
    const description = "Cannot be set beside oauth_config: both fill the Authorization header.";
    expect(violationsOf(all)).toEqual([
      ["w.service_account_auth_config", description],
      ["w.service_agent_auth", description],
    ]);
  });

  it.each<[string, JsonObject]>([
    ["a password", { username: "u", password: "p" }],
    ["a password in Secret Manager", { secretVersionForUsernamePassword: secret }],
    ["a header", { requestHeaders: { Authorization: "Bearer a" } }],
    ["service_agent_auth left open", {}],
  ])("may have a token beside %s, over which it wins", (_, more) => {
    expect(violationsOf({ oauthConfig, ...more })).toEqual([]);
  });

  it("may have http addresses of this machine in development", () => {
    const uri = "http://localhost:8080";
    const more = { uri, oauthConfig: { ...oauthConfig, tokenEndpoint: uri } };
    expect(violationsOf(more, true)).toEqual([]);
    expect(violationsOf(more).map(([field]) => field)).toEqual([
      "w.uri",
      "w.oauth_config.token_endpoint",
    ]);
  });

  it("may trust certificates in DER", async () => {
    await using authority = await createAuthority();
    const der = new X509Certificate(authority.caText).raw.toString("base64");
    expect(violationsOf({ allowedCaCerts: [der, der] })).toEqual([]);
  });
});
