/**
 * Message → HTTP request, by a reference client → transcoder → message: the same.
 */
import { fromBinary, toBinary, type DescMessage, type Message } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTranscoder } from "../../src/transcoding/index.ts";
import { arbitraryMessage } from "../arbitrary/message.ts";
import { messageType, register, registry } from "./fixture.ts";
import { encode, isQueryField } from "./reference-client.ts";

const request = messageType("EchoRequest");
const methods = "Body BodySample Query SimplePath ResourcePath TrailingPath Put Patch".split(" ");

/** A transcoder whose implementations keep what they were given. */
function recorder(): {
  readonly receive: (method: string, message: Message) => Promise<Message | string>;
} {
  let received: Message | undefined;
  const keep = (message: Message): object => {
    received = message;
    return {};
  };
  const transcoder = createTranscoder({
    services: register(
      "EchoService",
      Object.fromEntries(methods.map((name) => [`echo${name}`, keep])),
    ),
    registry,
  });
  return {
    async receive(method, message) {
      received = undefined;
      const bindings = transcoder.bindings.filter((one) => one.method.name === method);
      const encoded = encode(bindings, message, { protoNames: method.length % 2 === 0 });
      if (encoded === undefined) return "no binding takes the message";
      const { body } = await transcoder.handle(encoded);
      return received ?? new TextDecoder().decode(body);
    },
  };
}

/** The part of a message that a query can carry: no maps, no lists of messages, no message that is empty. */
function queryPart(desc: DescMessage, message: Message): boolean {
  const target = reflect(desc, message);
  for (const field of desc.fields) {
    if (!target.isSet(field)) continue;
    if (!isQueryField(field)) target.clear(field);
    else if (field.fieldKind === "message" && !field.message.typeName.startsWith("google.")) {
      if (!queryPart(field.message, target.get(field).message)) target.clear(field);
    }
  }
  return desc.fields.some((field) => target.isSet(field));
}

/** A message as it is read from the wire. */
function canonical(message: Message): Message {
  return fromBinary(request, toBinary(request, message));
}

const whole = arbitraryMessage(request, { maxDepth: 3, protoKeys: false, unknownEnums: true }).map(
  canonical,
);
const ofQuery = whole.map((message) => {
  queryPart(request, message);
  return message;
});

const segment = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });

/** With fields that the templates of paths ask for. */
function withPath(
  first: fc.Arbitrary<string>,
  second: fc.Arbitrary<string>,
): fc.Arbitrary<Message> {
  return fc.tuple(ofQuery, first, second).map(([message, fString, childString]) => {
    const target = reflect(request, message);
    for (const field of request.fields) {
      if (field.name !== "sample" || field.fieldKind !== "message") continue;
      const sample = target.isSet(field) ? target.get(field) : reflect(field.message);
      target.set(field, sample);
      setString(sample, fString);
      const child = sample.desc.fields.find(({ name }) => name === "f_child");
      if (child?.fieldKind !== "message") continue;
      if (!sample.isSet(child)) sample.set(child, reflect(child.message));
      setString(sample.get(child), childString);
    }
    return canonical(message);
  });
}

function setString(target: ReturnType<typeof reflect>, value: string): void {
  const field = target.desc.fields.find(({ name }) => name === "f_string");
  if (field !== undefined) target.set(field, value);
}

const under = (collection: string): fc.Arbitrary<string> =>
  segment.filter((id) => !id.includes("/")).map((id) => `${collection}/${id}`);
const deepUnder = (collection: string): fc.Arbitrary<string> =>
  fc.array(segment, { maxLength: 3 }).map((ids) => [collection, ...ids].join("/"));

const table: readonly (readonly [string, fc.Arbitrary<Message>])[] = [
  ["EchoBody", whole],
  ["EchoPut", whole],
  ["EchoPatch", whole],
  ["EchoQuery", ofQuery],
  ["EchoSimplePath", withPath(segment, segment)],
  ["EchoResourcePath", withPath(under("shelves"), under("books"))],
  ["EchoResourcePath", withPath(under("books"), under("shelves"))],
  ["EchoTrailingPath", withPath(under("shelves"), deepUnder("books"))],
];

describe("a message that becomes an HTTP request", () => {
  it.each(table)("reaches %s unchanged", async (method, messages) => {
    const { receive } = recorder();
    await fc.assert(
      fc.asyncProperty(messages, async (message) => {
        expect(await receive(method, message)).toEqual(message);
      }),
      { numRuns: 200 },
    );
  });
});
