import { create, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";
import { FieldMaskSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { updateMaskOf } from "../../../src/cli/resources/update-mask.ts";
import { applyUpdateMask, parseUpdateMask } from "../../../src/management/update-mask.ts";
import { arbitraryMessage } from "../../arbitrary/message.ts";

type WebhookInit = MessageInitShape<typeof WebhookSchema>;

const service = (uri: string, more: object = {}): WebhookInit => ({
  webhook: { case: "genericWebService", value: { uri, ...more } },
});

const maskOf = (before: WebhookInit, after: WebhookInit): string[] =>
  updateMaskOf(WebhookSchema, {
    before: create(WebhookSchema, before),
    after: create(WebhookSchema, after),
  });

describe("updateMaskOf", () => {
  const rows: readonly (readonly [string, WebhookInit, WebhookInit, readonly string[]])[] = [
    ["nothing where nothing differs", service("https://a"), service("https://a"), []],
    ["a field", { displayName: "a" }, { displayName: "b" }, ["display_name"]],
    ["a field that is cleared", { disabled: true }, {}, ["disabled"]],
    [
      "a field of a message that is on both sides",
      service("https://a", { username: "u" }),
      service("https://b", { username: "u" }),
      ["generic_web_service.uri"],
    ],
    ["a message that is new, whole", {}, service("https://b"), ["generic_web_service"]],
    [
      "a map whole, since servers differ in how they name an entry",
      service("https://a", { requestHeaders: { a: "1", b: "2" } }),
      service("https://a", { requestHeaders: { a: "1", b: "3" } }),
      ["generic_web_service.request_headers"],
    ],
    [
      "the member of a oneof that comes, not the one that goes",
      service("https://a"),
      { webhook: { case: "serviceDirectory", value: { service: "s" } } },
      ["service_directory"],
    ],
    ["a duration whole", { timeout: { seconds: 5n } }, { timeout: { seconds: 6n } }, ["timeout"]],
    ["never the name", { name: "a" }, { name: "b" }, []],
  ];
  it.each(rows)("names %s", (_, before, after, paths) => {
    expect(maskOf(before, after)).toEqual(paths);
  });

  it("never names what the server alone writes", () => {
    const before = create(EnvironmentSchema, { updateTime: { seconds: 1n } });
    expect(updateMaskOf(EnvironmentSchema, { before, after: create(EnvironmentSchema) })).toEqual(
      [],
    );
  });

  it.each([
    ["webhooks", WebhookSchema],
    ["environments", EnvironmentSchema],
  ] as const)("leads the server from any state of %s to any other", (_, schema: DescMessage) => {
    fc.assert(
      fc.property(arbitraryMessage(schema), arbitraryMessage(schema), (current, wanted) => {
        const paths = updateMaskOf(schema, { before: current, after: wanted });
        // An empty mask would mean every field, so no update is sent at all.
        if (paths.length === 0) return;
        const mask = parseUpdateMask(schema, create(FieldMaskSchema, { paths }));
        const updated = applyUpdateMask(schema, mask, { current, wanted });
        expect(updateMaskOf(schema, { before: updated, after: wanted })).toEqual([]);
      }),
    );
  });
});
