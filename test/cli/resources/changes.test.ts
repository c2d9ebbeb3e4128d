import { create, type MessageInitShape } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  changesBetween,
  leavesOf,
  type Change,
  type Leaf,
} from "../../../src/cli/resources/changes.ts";
import { arbitraryMessage } from "../../arbitrary/message.ts";

type WebhookInit = MessageInitShape<typeof WebhookSchema>;

const leaves = (init: WebhookInit): ReturnType<typeof leavesOf> =>
  leavesOf(WebhookSchema, create(WebhookSchema, init));

const changes = (before: WebhookInit, after: WebhookInit): Change[] =>
  changesBetween(leaves(before), leaves(after));

const service = (value: object): WebhookInit => ({
  webhook: { case: "genericWebService", value },
});

describe("changes", () => {
  const rows: readonly (readonly [string, WebhookInit, WebhookInit, readonly Change[]])[] = [
    ["none where nothing differs", { displayName: "a" }, { displayName: "a" }, []],
    [
      "a value that becomes another",
      { timeout: { seconds: 5n } },
      { timeout: { seconds: 10n } },
      [{ path: "timeout", before: "5s", after: "10s", secret: false }],
    ],
    [
      "a value that goes",
      { disabled: true },
      {},
      [{ path: "disabled", before: true, secret: false }],
    ],
    [
      "the values of a message that comes",
      {},
      service({ uri: "https://a", httpMethod: 2 }),
      [
        { path: "genericWebService.uri", after: "https://a", secret: false },
        { path: "genericWebService.httpMethod", after: "GET", secret: false },
      ],
    ],
    [
      "an empty message that comes",
      {},
      service({}),
      [{ path: "genericWebService", after: {}, secret: false }],
    ],
    [
      "entries of a map by their keys, and that headers are secret",
      service({ requestHeaders: { "x-a": "1", "x-b": "2" } }),
      service({ requestHeaders: { "x-a": "1", "x-b": "3" } }),
      [
        {
          path: 'genericWebService.requestHeaders["x-b"]',
          before: "2",
          after: "3",
          secret: true,
        },
      ],
    ],
    [
      "a list whole",
      service({ oauthConfig: { scopes: ["a"] } }),
      service({ oauthConfig: { scopes: ["a", "b"] } }),
      [
        {
          path: "genericWebService.oauthConfig.scopes",
          before: ["a"],
          after: ["a", "b"],
          secret: false,
        },
      ],
    ],
  ];
  it.each(rows)("are %s", (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });

  it("lead from any values to any others", () => {
    const message = arbitraryMessage(EnvironmentSchema);
    fc.assert(
      fc.property(message, message, (a, b) => {
        const [before, after] = [leavesOf(EnvironmentSchema, a), leavesOf(EnvironmentSchema, b)];
        const values = new Map(
          [...before].map(([path, { value }]: [string, Leaf]) => [path, value]),
        );
        for (const change of changesBetween(before, after))
          if (change.after === undefined) values.delete(change.path);
          else values.set(change.path, change.after);
        expect(values).toEqual(new Map([...after].map(([path, { value }]) => [path, value])));
      }),
    );
  });
});
