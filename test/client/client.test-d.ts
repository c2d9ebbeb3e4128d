import type { GoogleAuth, OAuth2Client, PassThroughClient } from "google-auth-library";
import { describe, expectTypeOf, it } from "vitest";
import type { Environment } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type {
  ListWebhooksResponse,
  Webhook,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { Webhook as BetaWebhook } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import {
  createManagementClient,
  type Credentials,
  type FieldPath,
  type HeaderSource,
  type ManagementClient,
  type PagedList,
  type PendingOperation,
} from "../../src/client/index.ts";

declare const client: ManagementClient;
declare const beta: ManagementClient<"v3beta1">;

describe("credentials", () => {
  it("are what google-auth-library has", () => {
    expectTypeOf<GoogleAuth>().toExtend<HeaderSource>();
    expectTypeOf<OAuth2Client>().toExtend<HeaderSource>();
    expectTypeOf<PassThroughClient>().toExtend<Credentials>();
  });
});

describe("a client", () => {
  it("is of v3 unless it is told otherwise", () => {
    expectTypeOf(createManagementClient()).toEqualTypeOf<ManagementClient>();
    expectTypeOf(createManagementClient({ version: "v3beta1" })).toEqualTypeOf<
      ManagementClient<"v3beta1">
    >();
  });

  it("answers with messages of its version", () => {
    expectTypeOf(client.webhooks.get({ name: "" })).resolves.toEqualTypeOf<Webhook>();
    expectTypeOf(beta.webhooks.get({ name: "" })).resolves.toEqualTypeOf<BetaWebhook>();
    expectTypeOf(client.webhooks.list({ parent: "" })).toEqualTypeOf<
      PagedList<Webhook, ListWebhooksResponse>
    >();
    expectTypeOf(client.environments.create({ parent: "", environment: {} })).toEqualTypeOf<
      PendingOperation<Environment>
    >();
  });

  it("asks for a mask where the API does", () => {
    void client.webhooks.update({ webhook: {} });
    // @ts-expect-error: environments are changed field by field
    void client.environments.update({ environment: {} });
  });
});

describe("FieldPath", () => {
  type Path = FieldPath<Webhook>;

  it("has fields, fields of fields, members of a oneof and keys of a map", () => {
    expectTypeOf<"displayName">().toExtend<Path>();
    expectTypeOf<"timeout">().toExtend<Path>();
    expectTypeOf<"genericWebService">().toExtend<Path>();
    expectTypeOf<"genericWebService.oauthConfig.tokenEndpoint">().toExtend<Path>();
    expectTypeOf<"serviceDirectory.genericWebService.uri">().toExtend<Path>();
    expectTypeOf<"genericWebService.requestHeaders.x-team">().toExtend<Path>();
    expectTypeOf<"webhookConfig.webhookOverrides">().toExtend<FieldPath<Environment>>();
  });

  it("has nothing else", () => {
    expectTypeOf<"display_name">().not.toExtend<Path>();
    expectTypeOf<"webhook">().not.toExtend<Path>();
    expectTypeOf<"$typeName">().not.toExtend<Path>();
    expectTypeOf<"genericWebService.url">().not.toExtend<Path>();
    expectTypeOf<"genericWebService.allowedCaCerts.length">().not.toExtend<Path>();
    expectTypeOf<"webhookConfig.webhookOverrides.name">().not.toExtend<FieldPath<Environment>>();
    expectTypeOf<string>().not.toExtend<Path>();
  });
});
