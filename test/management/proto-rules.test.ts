import {
  create,
  createFileRegistry,
  type DescMessage,
  fromJson,
  type JsonObject,
  type Message,
} from "@bufbuild/protobuf";
import { type Path, reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { createValidator } from "@bufbuild/protovalidate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ListWebhooksRequestSchema,
  Webhook_GenericWebServiceSchema,
  WebhookSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { rules } from "../../gen/rules/rules.ts";
import { compileProtos } from "../../scripts/compile-protos.ts";
import { brokenRules, checkRequest, ruleViolations } from "../../src/management/proto-rules.ts";
import { arbitraryMessage } from "../arbitrary/message.ts";

const service = (json: JsonObject) => fromJson(Webhook_GenericWebServiceSchema, json);

/** The fields of a web service that break rules, with what is said of each. */
function wrongIn(json: JsonObject): [string, string][] {
  return ruleViolations(Webhook_GenericWebServiceSchema, service(json)).map(
    ({ field, description }) => [field, description],
  );
}

describe("a header's name", () => {
  it.each(["X-A", "authorization", "Content-Type", "x.y~z"])("may be %s", (name) => {
    expect(wrongIn({ requestHeaders: { [name]: "a" } })).toEqual([]);
  });

  it.each(["", "X A", "X-Ä", "X:A", "X,A", "X-A\r\nX-B"])("may not be %j", (name) => {
    const at = `[${JSON.stringify(name)}]`;
    const sentence = "Is no name of a header.";
    expect(wrongIn({ requestHeaders: { [name]: "a" } })).toEqual([
      [`request_headers${at}`, sentence],
    ]);
    expect(wrongIn({ secretVersionsForRequestHeaders: { [name]: {} } })).toEqual([
      [`secret_versions_for_request_headers${at}`, sentence],
    ]);
  });
});

describe("a header's value", () => {
  it.each(["", "Bearer x", "a\tb", "größe", "$session.x"])("may be %j", (value) => {
    expect(wrongIn({ requestHeaders: { "X-A": value } })).toEqual([]);
  });

  it.each(["a\nb", "a\r\nX-B: c", " a", "a ", "\t", "a\u0000", "a\u007f", "€"])(
    "may not be %j, which is not told",
    (value) => {
      expect(wrongIn({ requestHeaders: { "X-A": value } })).toEqual([
        ['request_headers["X-A"]', "Has line ends, control characters, or spaces at an end."],
      ]);
    },
  );

  it("is kept as it is by the platform's fetch when it is accepted", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        fc.pre(wrongIn({ requestHeaders: { "X-A": value } }).length === 0);
        expect(new Headers({ "X-A": value }).get("X-A")).toBe(value);
      }),
    );
  });
});

describe("what a rule says", () => {
  it.each<{ rule: string; json: JsonObject; says: [string, string] }>([
    {
      rule: "a pattern",
      json: { genericWebService: { serviceAccountAuthConfig: { serviceAccount: "a b@c" } } },
      says: [
        "webhook.generic_web_service.service_account_auth_config.service_account",
        "Is no email address.",
      ],
    },
    {
      rule: "an enum",
      json: { genericWebService: { httpMethod: 99 } },
      says: ["webhook.generic_web_service.http_method", "99 is no value of HttpMethod."],
    },
    {
      rule: "the shortest duration",
      json: { genericWebService: {}, timeout: "-0.5s" },
      says: ["webhook.timeout", "Is no duration from 0s on."],
    },
    {
      rule: "the longest duration",
      json: { genericWebService: {}, timeout: "30.000000001s" },
      says: ["webhook.timeout", "Is longer than 30s."],
    },
    {
      rule: "a oneof, by the message that it is part of",
      json: {},
      says: ["webhook", "Has neither generic_web_service nor service_directory."],
    },
  ])("of $rule is a sentence", ({ json, says: [field, description] }) => {
    const violations = ruleViolations(WebhookSchema, fromJson(WebhookSchema, json), "webhook.");
    expect(violations).toEqual([{ field, description }]);
  });

  it("of a pattern is never the pattern", () => {
    const bad = { "\n": "\n" };
    const json = {
      requestHeaders: bad,
      secretVersionsForRequestHeaders: { "\n": {} },
      serviceAccountAuthConfig: { serviceAccount: "\n" },
    };
    const said = wrongIn(json).map(([, description]) => description);
    expect(said).toHaveLength(4);
    expect(said.join(" ")).not.toContain("^");
  });

  it("names a oneof by itself where nothing is around it", () => {
    expect(ruleViolations(WebhookSchema, create(WebhookSchema)).map(({ field }) => field)).toEqual([
      "webhook",
    ]);
  });
});

describe("a request", () => {
  const parent = "projects/p/locations/l/agents/a";

  it("that keeps to the rules passes", () => {
    const request = create(ListWebhooksRequestSchema, { parent, pageSize: 3 });
    expect(() => checkRequest(ListWebhooksRequestSchema, request)).not.toThrow();
  });

  it.each([
    [{ parent, pageSize: -1 }, "INVALID_PAGE_SIZE", ["page_size"]],
    [{ pageSize: -1 }, "INVALID_RESOURCE", ["parent", "page_size"]],
  ])("such as %j is refused, reason %s", (init, reason, fields) => {
    const request = create(ListWebhooksRequestSchema, init);
    expect(() => checkRequest(ListWebhooksRequestSchema, request)).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        reason,
        violations: fields.map((field) => expect.objectContaining({ field }) as object),
      }),
    );
  });
});

/** Texts near the limits, some of them headers or addresses of accounts. */
const texts = [
  ["", "X-A", "x y", "a\n", " a", "größe", "a\u0080b", "€", "\u007f"],
  ["a@b", "a@", "@b", "a@b@c", "a\u2003@b", "a@\ufeff", "a\v@b", "ä@b\u00a0", "😀@b"],
  [64, 65, 500, 501].flatMap((length) => ["é".repeat(length), "😀".repeat(length)]),
].flat();

const second = 1_000_000_000n;

/** Lengths near the limits, in nanoseconds; and forms that no JSON has. */
const durations = [
  ...[0n, 1n, -1n, 5n * second, 30n * second, 30n * second + 1n, 30n * second - 1n, -second].map(
    (length) => ({ seconds: length / second, nanos: Number(length % second) }),
  ),
  { seconds: 1n, nanos: -1 },
  { seconds: 0n, nanos: -1 },
  { seconds: 30n, nanos: -1 },
  { seconds: 29n, nanos: 2_000_000_000 },
  { seconds: 315_576_000_000n, nanos: 0 },
];

type Pick = <T>(values: readonly T[]) => T;

/** Mostly what keeps to every rule, or else few messages would. */
const textOrFine = (pick: Pick): string => (pick([true, true, true, false]) ? "X-A" : pick(texts));

/** Moves some of a message's values, in place, to where rules are decided. */
function moveToLimits(message: ReflectMessage, pick: Pick): void {
  for (const field of message.fields) {
    if (!message.isSet(field) || (field.fieldKind !== "map" && pick([true, false]))) continue;
    if (field.fieldKind === "scalar" && typeof message.get(field) === "string")
      message.set(field, pick(texts));
    else if (field.fieldKind === "enum") message.set(field, pick([0, 1, 2, -1, 99]));
    else if (field.fieldKind === "list") {
      for (const item of message.get(field))
        if (field.listKind === "message") moveToLimits(item as ReflectMessage, pick);
    } else if (field.fieldKind === "map") {
      const map = message.get(field);
      const entries = Array.from(map);
      for (const [key, value] of entries) {
        if (field.mapKind === "message") moveToLimits(value as ReflectMessage, pick);
        map.delete(key);
        map.set(textOrFine(pick), typeof value === "string" ? textOrFine(pick) : value);
      }
    } else if (field.message?.typeName === DurationSchema.typeName)
      message.set(field, reflect(field.message, create(field.message, pick(durations))));
    else if (field.fieldKind === "message") moveToLimits(message.get(field), pick);
  }
}

/** Messages of which some keep to the rules. */
function arbitraryNearLimits(schema: DescMessage): fc.Arbitrary<Message> {
  const picks = fc.array(fc.nat(), { minLength: 16, maxLength: 64 });
  return fc.tuple(arbitraryMessage(schema, { maxDepth: 4 }), picks).map(([message, numbers]) => {
    let next = 0;
    const pick: Pick = (values) => {
      const number = numbers[next++ % numbers.length] ?? 0;
      return values[number % values.length] as never;
    };
    moveToLimits(reflect(schema, message), pick);
    return message;
  });
}

/** A path of the library's as text. */
function textOf(path: Path): string {
  return path
    .map((step) => {
      if (step.kind === "list_sub") return `[${step.index}]`;
      if (step.kind === "map_sub") return `[${JSON.stringify(String(step.key))}]`;
      return `.${step.name}`;
    })
    .join("")
    .slice(1);
}

describe("the library @bufbuild/protovalidate", () => {
  const protos = createFileRegistry(compileProtos());
  const validator = createValidator({ registry: protos });
  const cx = "google.cloud.dialogflow.cx.v3";
  // What is to be merged first is not looked at.
  const unchecked = new Set(["UpdateWebhookRequest", "UpdateEnvironmentRequest"]);

  it.each([...Object.keys(rules), `${cx}.CreateWebhookRequest`, `${cx}.CreateEnvironmentRequest`])(
    "refuses the same at the same paths: %s",
    (name) => {
      const schema = protos.getMessage(name);
      if (!schema) throw new Error("There is no such message.");
      const verdicts = new Set<string>();
      fc.assert(
        fc.property(arbitraryNearLimits(schema), (message) => {
          const { kind, violations = [], error } = validator.validate(schema, message);
          if (kind === "error") throw error;
          const theirs = violations.map(
            ({ field, forKey }) => `${textOf(field)}${forKey ? " (key)" : ""}`,
          );
          const ours = brokenRules(schema, message).map(
            ({ within, name: at, of }) => `${within}${at}${of === "key" ? " (key)" : ""}`,
          );
          expect(ours.toSorted()).toEqual(theirs.toSorted());
          verdicts.add(kind);
        }),
        { numRuns: 500 },
      );
      const one = unchecked.has(schema.name);
      expect([...verdicts].toSorted()).toEqual(one ? ["valid"] : ["invalid", "valid"]);
    },
  );
});
