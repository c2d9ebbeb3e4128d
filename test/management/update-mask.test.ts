import { clone, create, equals, type MessageShape } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { FieldMaskSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  Webhook_GenericWebServiceSchema,
  WebhookSchema,
  type Webhook,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { WebhookError } from "../../src/errors.ts";
import { applyUpdateMask, parseUpdateMask } from "../../src/management/update-mask.ts";
import { arbitraryMessage } from "../arbitrary/message.ts";

const maskOf = (...paths: string[]) => create(FieldMaskSchema, { paths });

/** Applies a mask to a webhook. */
function update(paths: readonly string[], current: Webhook, wanted: Webhook): Webhook {
  const mask = parseUpdateMask(WebhookSchema, maskOf(...paths));
  return applyUpdateMask(WebhookSchema, mask, { current, wanted, field: "webhook" });
}

function thrownBy(work: () => unknown): WebhookError {
  try {
    work();
  } catch (error) {
    if (WebhookError.is(error)) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

// Both of one name: that is what an update is, and the name cannot change.
const webhook = arbitraryMessage(WebhookSchema).map((message) => ({ ...message, name: "same" }));

/** Paths to fields of webhooks, whole or within. */
const paths = fc.subarray([
  "display_name",
  "timeout",
  "disabled",
  "generic_web_service",
  "generic_web_service.uri",
  "generic_web_service.oauth_config.scopes",
  "generic_web_service.request_headers.`X-A`",
  "service_directory.generic_web_service.request_headers",
]);

describe("an update mask", () => {
  it.each([
    ["absent", undefined],
    ["empty", maskOf()],
    ["*", maskOf("*")],
  ])("that is %s replaces every field", (_, fieldMask) => {
    fc.assert(
      fc.property(webhook, webhook, (current, wanted) => {
        const mask = parseUpdateMask(WebhookSchema, fieldMask);
        const result = applyUpdateMask(WebhookSchema, mask, { current, wanted });
        expect(equals(WebhookSchema, result, wanted)).toBe(true);
      }),
    );
  });

  it("changes nothing when what is wanted is there", () => {
    fc.assert(
      fc.property(paths, webhook, (mask, current) => {
        expect(equals(WebhookSchema, update(mask, current, current), current)).toBe(true);
      }),
    );
  });

  it("that is applied twice changes no more than once", () => {
    fc.assert(
      fc.property(paths, webhook, webhook, (mask, current, wanted) => {
        const once = update(mask, current, wanted);
        expect(equals(WebhookSchema, update(mask, once, wanted), once)).toBe(true);
      }),
    );
  });

  it("changes neither of the messages that it is given", () => {
    fc.assert(
      fc.property(paths, webhook, webhook, (mask, current, wanted) => {
        const before = [clone(WebhookSchema, current), clone(WebhookSchema, wanted)];
        const result = update(mask, current, wanted);
        reflect(WebhookSchema, result).set(WebhookSchema.field.displayName, "changed");
        expect([current, wanted]).toEqual(before);
      }),
    );
  });

  it("of one whole field takes that field from what is wanted, and every other from what is there", () => {
    // The members of the oneof exclude each other, so they have cases of their own below.
    const fields = WebhookSchema.fields.filter(({ name, oneof }) => name !== "name" && !oneof);
    fc.assert(
      fc.property(fc.constantFrom(...fields), webhook, webhook, (field, current, wanted) => {
        const expected = clone(WebhookSchema, current);
        const value = reflect(WebhookSchema, clone(WebhookSchema, wanted));
        if (value.isSet(field)) reflect(WebhookSchema, expected).set(field, value.get(field));
        else reflect(WebhookSchema, expected).clear(field);
        expect(equals(WebhookSchema, update([field.name], current, wanted), expected)).toBe(true);
        expect(equals(WebhookSchema, update([field.jsonName], current, wanted), expected)).toBe(
          true,
        );
      }),
    );
  });

  it("of all fields but one leaves that one", () => {
    const schema = Webhook_GenericWebServiceSchema;
    const message = arbitraryMessage(schema);
    fc.assert(
      fc.property(fc.constantFrom(...schema.fields), message, message, (field, a, b) => {
        const rest = schema.fields.filter((one) => one !== field).map(({ name }) => name);
        const mask = parseUpdateMask(schema, maskOf(...rest));
        const result = applyUpdateMask(schema, mask, { current: a, wanted: b });
        const merged = applyUpdateMask(schema, parseUpdateMask(schema, maskOf(field.name)), {
          current: b,
          wanted: a,
        });
        expect(equals(schema, result, merged)).toBe(true);
      }),
    );
  });
});

/** A webhook with a generic web service. */
function generic(service: object = {}, more: object = {}): Webhook {
  return create(WebhookSchema, {
    name: "same",
    displayName: "w",
    ...more,
    webhook: { case: "genericWebService", value: { uri: "https://a.example", ...service } },
  });
}

const directory = create(WebhookSchema, {
  name: "same",
  displayName: "w",
  webhook: { case: "serviceDirectory", value: { service: "s" } },
});

describe("a path within", () => {
  it.each<[string, string, Webhook, Webhook, Webhook]>([
    [
      "sets a nested field and leaves its neighbours",
      "generic_web_service.uri",
      generic({ username: "u" }),
      generic({ uri: "https://b.example", username: "other" }),
      generic({ uri: "https://b.example", username: "u" }),
    ],
    [
      "may be spelled as in JSON",
      "genericWebService.oauthConfig.clientId",
      generic({ oauthConfig: { clientId: "1", clientSecret: "s" } }),
      generic({ oauthConfig: { clientId: "2" } }),
      generic({ oauthConfig: { clientId: "2", clientSecret: "s" } }),
    ],
    [
      "makes the messages around what it sets",
      "generic_web_service.oauth_config.client_id",
      generic(),
      generic({ oauthConfig: { clientId: "2", tokenEndpoint: "t" } }),
      generic({ oauthConfig: { clientId: "2" } }),
    ],
    [
      "makes nothing around what it clears",
      "generic_web_service.oauth_config.client_id",
      generic(),
      generic(),
      generic(),
    ],
    [
      "clears what is not wanted",
      "generic_web_service.username",
      generic({ username: "u" }),
      generic(),
      generic(),
    ],
    [
      "sets one entry of a map",
      "generic_web_service.request_headers.X-A",
      generic({ requestHeaders: { "X-A": "1", "X-B": "1" } }),
      generic({ requestHeaders: { "X-A": "2", "X-B": "2" } }),
      generic({ requestHeaders: { "X-A": "2", "X-B": "1" } }),
    ],
    [
      "deletes an entry of a map that is not wanted",
      "generic_web_service.request_headers.X-A",
      generic({ requestHeaders: { "X-A": "1", "X-B": "1" } }),
      generic(),
      generic({ requestHeaders: { "X-B": "1" } }),
    ],
    [
      "takes a key in backquotes as it is, dots and doubled backquotes",
      "generic_web_service.parameter_mapping.`a.b``c`",
      generic(),
      generic({ parameterMapping: { "a.b`c": "$.x", d: "$.y" } }),
      generic({ parameterMapping: { "a.b`c": "$.x" } }),
    ],
    [
      "leads into the message that is an entry of a map",
      "generic_web_service.secret_versions_for_request_headers.X-A.secret_version",
      generic(),
      generic({ secretVersionsForRequestHeaders: { "X-A": { secretVersion: "s" } } }),
      generic({ secretVersionsForRequestHeaders: { "X-A": { secretVersion: "s" } } }),
    ],
    [
      "changes the member of a oneof when the other one is wanted",
      "service_directory",
      generic(),
      directory,
      directory,
    ],
    [
      "leaves the member of a oneof when the one it names is not wanted",
      "service_directory.service",
      generic(),
      generic({ uri: "https://b.example" }),
      generic(),
    ],
  ])("%s: %s", (_, path, current, wanted, expected) => {
    expect(update([path], current, wanted)).toEqual(expected);
  });
});

describe("a wrong path", () => {
  it.each([
    ["colour", /"colour": Webhook has no field "colour"\. It has name, display_name, .*disabled/],
    ["generic_web_service.url", /GenericWebService has no field "url"\. It has uri, username/],
    ["display_name.length", /display_name has no fields\. End the path with display_name/],
    ["generic_web_service.allowed_ca_certs.0", /allowed_ca_certs is a list, .* as a whole/],
    ["generic_web_service.request_headers.a.b", /request_headers has no fields/],
    ["", /A path of the mask is empty/],
    ["display_name.", /no path of names/],
    [".display_name", /no path of names/],
    ["generic_web_service..uri", /no path of names/],
    ["generic_web_service.request_headers.`x", /no path of names/],
    ["webhook", /has no field "webhook"/],
    ["__proto__", /has no field/],
    ["constructor", /has no field/],
  ])("%j is refused with what is wrong", (path, text) => {
    const error = thrownBy(() => parseUpdateMask(WebhookSchema, maskOf("disabled", path)));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_UPDATE_MASK" });
    expect(error.violations).toEqual([
      { field: "update_mask", description: expect.stringMatching(text) as string },
    ]);
    expect(error.message).toMatch(text);
  });

  it("beside others is named with them", () => {
    const error = thrownBy(() => parseUpdateMask(WebhookSchema, maskOf("a", "*", "b")));
    expect(error.violations).toHaveLength(3);
  });
});

describe("fields that are not the caller's to write", () => {
  const environment = (init: object): MessageShape<typeof EnvironmentSchema> =>
    create(EnvironmentSchema, { name: "same", ...init });

  it("an output-only field stays as it is, named in the mask or not", () => {
    const current = environment({ displayName: "a", updateTime: { seconds: 1n } });
    const wanted = environment({ displayName: "b", updateTime: { seconds: 2n } });
    for (const mask of [undefined, maskOf("display_name", "update_time")]) {
      const parsed = parseUpdateMask(EnvironmentSchema, mask);
      expect(applyUpdateMask(EnvironmentSchema, parsed, { current, wanted })).toEqual(
        environment({ displayName: "b", updateTime: { seconds: 1n } }),
      );
    }
  });

  it("an immutable field may be named with the value that it has, or left out", () => {
    const named = update(["name", "display_name"], generic(), generic({}, { displayName: "x" }));
    expect(named).toEqual(generic({}, { displayName: "x" }));
    const unnamed = update(["name"], generic(), generic({}, { name: "" }));
    expect(unnamed).toEqual(generic());
  });

  it.each([["*"], ["name"]])("an immutable field cannot be changed by the mask %s", (path) => {
    const error = thrownBy(() => update([path], generic(), generic({}, { name: "other" })));
    expect(error).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason: "INVALID_RESOURCE",
      violations: [{ field: "webhook.name", description: "Cannot be changed." }],
    });
  });
});
