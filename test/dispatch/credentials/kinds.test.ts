import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  Webhook_GenericWebService_ServiceAgentAuth as ServiceAgentAuth,
  Webhook_GenericWebServiceSchema as Schema,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  credentialsOf,
  isTokenKind,
  type CredentialKind,
} from "../../../src/dispatch/credentials/kinds.ts";

const secretVersion = "projects/p/secrets/s/versions/1";
const oauthConfig = { clientId: "id", clientSecret: "hush", tokenEndpoint: "https://t.example/" };

// The plain ones are superseded, but webhooks that have them go on working.
const userAlone = { username: "u" };
const basic = { ...userAlone, password: "p" };
const hushed = { username: "user", password: "hush" };

describe("credentialsOf", () => {
  it.each<{ why: string; service: MessageInitShape<typeof Schema>; kinds: readonly string[] }>([
    { why: "nothing set", service: {}, kinds: ["service-agent-id-token"] },
    {
      why: "tokens switched off",
      service: { serviceAgentAuth: ServiceAgentAuth.NONE },
      kinds: [],
    },
    {
      why: "the ID token asked for",
      service: { serviceAgentAuth: ServiceAgentAuth.ID_TOKEN },
      kinds: ["service-agent-id-token"],
    },
    {
      why: "the access token asked for",
      service: { serviceAgentAuth: ServiceAgentAuth.ACCESS_TOKEN },
      kinds: ["service-agent-access-token"],
    },
    { why: "a password", service: basic, kinds: ["basic"] },
    { why: "a user without a password", service: userAlone, kinds: ["basic"] },
    {
      why: "a password in Secret Manager wins over a plain one",
      service: { ...basic, secretVersionForUsernamePassword: secretVersion },
      kinds: ["basic-secret"],
    },
    { why: "OAuth", service: { oauthConfig }, kinds: ["oauth-client-credentials"] },
    {
      why: "a service account",
      service: { serviceAccountAuthConfig: { serviceAccount: "a@b" } },
      kinds: ["service-account"],
    },
    {
      why: "a header of its own name",
      service: { requestHeaders: { authorization: "Bearer x" } },
      kinds: ["header"],
    },
    {
      why: "a header in Secret Manager stands in for a plain one of the same name",
      service: {
        requestHeaders: { authorization: "Bearer x" },
        secretVersionsForRequestHeaders: { Authorization: { secretVersion } },
      },
      kinds: ["header-secret"],
    },
    {
      why: "headers beside Authorization leave the default in force",
      service: { requestHeaders: { "X-Api-Key": "k", "X-Team": "red" } },
      kinds: ["service-agent-id-token", "header"],
    },
    {
      why: "tokens before passwords before headers",
      service: {
        ...basic,
        oauthConfig,
        serviceAgentAuth: ServiceAgentAuth.ID_TOKEN,
        requestHeaders: { Authorization: "Bearer x", Cookie: "c" },
      },
      kinds: ["oauth-client-credentials", "service-agent-id-token", "basic", "header", "header"],
    },
  ])("finds $kinds with $why", ({ service, kinds }) => {
    expect(credentialsOf(create(Schema, service)).map(({ kind }) => kind)).toEqual(kinds);
  });

  it("says whom they speak for and where the secret is, and holds none", () => {
    const credentials = credentialsOf(
      create(Schema, {
        oauthConfig: { ...oauthConfig, secretVersionForClientSecret: secretVersion },
        ...hushed,
        requestHeaders: { "X-Token": "hush" },
      }),
    );
    expect(credentials).toEqual([
      {
        kind: "oauth-client-credentials",
        header: "Authorization",
        path: "oauth_config",
        principal: "id",
        secretVersion,
      },
      { kind: "basic", header: "Authorization", path: "password", principal: "user" },
      { kind: "header", header: "X-Token", path: 'request_headers["X-Token"]' },
    ]);
    expect(JSON.stringify(credentials)).not.toContain("hush");
  });
});

describe("isTokenKind", () => {
  it.each<[CredentialKind, boolean]>([
    ["oauth-client-credentials", true],
    ["service-account", true],
    ["service-agent-id-token", true],
    ["service-agent-access-token", true],
    ["basic", false],
    ["basic-secret", false],
    ["header", false],
    ["header-secret", false],
  ])("of %s is %s", (kind, is) => {
    expect(isTokenKind(kind)).toBe(is);
  });
});
