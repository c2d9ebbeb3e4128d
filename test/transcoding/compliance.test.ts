/**
 * The kinds of cases of the compliance suite of googleapis/gapic-showcase, with services and data
 * of our own: https://github.com/googleapis/gapic-showcase/blob/main/server/services/compliance_suite.json
 */
import type { JsonObject } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { echoTranscoder, json, message, send } from "./fixture.ts";
import { encode, type Spelling } from "./reference-client.ts";

interface Group {
  readonly group: string;
  readonly methods: readonly string[];
  readonly requests: Readonly<Record<string, JsonObject>>;
}

const bodies = ["EchoBody", "EchoPut", "EchoPatch"];

const typical = {
  fString: "Good morning",
  fInt32: -2,
  fSint32: -4,
  fSfixed32: -6,
  fUint32: 8,
  fFixed32: 10,
  fInt64: "-12",
  fSint64: "-14",
  fSfixed64: "-16",
  fUint64: "18",
  fFixed64: "20",
  fDouble: -22e5,
  fFloat: -24,
  fBool: true,
  fColour: "COLOUR_BLUE",
  fChild: { fString: "books/flag/evening" },
};

const zeros = {
  fInt32: 0,
  fSint32: 0,
  fSfixed32: 0,
  fUint32: 0,
  fFixed32: 0,
  fInt64: "0",
  fSint64: "0",
  fSfixed64: "0",
  fUint64: "0",
  fFixed64: "0",
  fDouble: 0,
  fFloat: 0,
  fBool: false,
  fColour: "COLOUR_UNSPECIFIED",
};

const groups: readonly Group[] = [
  {
    group: "values of every type, through every binding",
    methods: [...bodies, "EchoBodySample", "EchoQuery", "EchoSimplePath"],
    requests: {
      "basic values and optional fields": {
        title: "basic",
        sample: {
          ...typical,
          pString: "Good night",
          pInt32: -26,
          pDouble: -28.3,
          pBool: true,
          pColour: "COLOUR_GREEN",
        },
        fInt32: -30,
        fInt64: "-310",
        fDouble: -32e4,
        pInt32: -34,
        pInt64: "-355",
        pDouble: -36.25,
      },
      "basic values without optional fields": { title: "no optional", sample: typical },
      "zeros, which optional fields keep": {
        title: "zeros",
        sample: {
          ...zeros,
          fString: "x",
          pString: "",
          pInt32: 0,
          pDouble: 0,
          pBool: false,
          pColour: "COLOUR_UNSPECIFIED",
        },
      },
      "the largest values, and characters beyond ASCII": {
        sample: {
          fString: 'Füße + ☃ "\\/\b\f\r\t\u2026 100 %',
          fInt32: 2147483647,
          fSint32: 2147483647,
          fSfixed32: 2147483647,
          fUint32: 4294967295,
          fFixed32: 4294967295,
          fInt64: "9223372036854775807",
          fSint64: "9223372036854775807",
          fSfixed64: "9223372036854775807",
          fUint64: "18446744073709551615",
          fFixed64: "18446744073709551615",
          fDouble: Number.MAX_VALUE,
          fFloat: 3.4028234663852886e38,
          pInt32: 2147483647,
        },
      },
      "the smallest values": {
        sample: {
          fString: "-",
          fInt32: -2147483648,
          fInt64: "-9223372036854775808",
          fDouble: -Number.MAX_VALUE,
          fFloat: -3.4028234663852886e38,
        },
      },
      "a string with spaces": { sample: { fString: "two words here" } },
      "a string with quotes": { sample: { fString: 'they said "no"' } },
      "a string with a percent sign": { sample: { fString: "100%25 of 5%" } },
      "a string with a slash": { sample: { fString: "either/or" } },
      "a string with all that a URL reserves": { sample: { fString: ":/?#[]@!$&'()*+,;=" } },
    },
  },
  {
    group: "values that look like other parts of a path",
    methods: [...bodies, "EchoBodySample", "EchoQuery"],
    requests: {
      "a slash where templates have one": {
        sample: {
          fString: "shelves/one/books/two",
          pBool: true,
          fChild: { fString: "books/three/flag/true" },
        },
      },
    },
  },
  {
    group: "bindings chosen by what fits the path",
    methods: ["EchoResourcePath"],
    requests: {
      "the first binding": {
        sample: { fString: "shelves/hello", pBool: true, fChild: { fString: "books/greetings" } },
      },
      "the additional binding": {
        sample: { fString: "books/greetings", pBool: true, fChild: { fString: "shelves/hello" } },
      },
    },
  },
  {
    group: "a resource name to the end of the path",
    methods: ["EchoTrailingPath"],
    requests: {
      "one segment": { sample: { fString: "shelves/hello", fChild: { fString: "books/b" } } },
      "many segments": {
        sample: { fString: "shelves/hello", fChild: { fString: "books/b/c d/é/f" }, fInt32: 3 },
      },
    },
  },
  {
    group: "fields that need no path",
    methods: [...bodies, "EchoBodySample", "EchoQuery"],
    requests: {
      "empty strings, too": { sample: { ...zeros, fString: "", pString: "", pInt32: 0 } },
      "nothing at all": {},
    },
  },
];

const spellings: readonly [string, Spelling][] = [
  ["camelCase and enum names", {}],
  ["proto names and enum numbers", { protoNames: true, enumsAsNumbers: true }],
];

const cases = groups.flatMap(({ group, methods, requests }) =>
  methods.flatMap((method) =>
    Object.entries(requests).flatMap(([name, request]) =>
      spellings.map(([spelled, spelling]) => ({ group, method, name, request, spelled, spelling })),
    ),
  ),
);

describe("the compliance cases", () => {
  const transcoder = echoTranscoder();

  it.each(cases)(
    "$group: $method takes $name, in $spelled",
    async ({ method, request, spelling }) => {
      const sent = message("EchoRequest", request);
      const bindings = transcoder.bindings.filter((binding) => binding.method.name === method);
      const encoded = encode(bindings, sent, spelling);
      if (encoded === undefined) throw new Error("no binding takes the message");
      const { status, body, rpc } = await transcoder.handle(encoded);
      const text = new TextDecoder().decode(body);
      expect({ status, text }).toMatchObject({ status: 200 });
      expect(rpc?.name).toBe(method);
      const answer = (JSON.parse(text) as { request?: JsonObject }).request ?? {};
      expect(withSample(answer)).toEqual(withSample(json("EchoRequest", sent)));
    },
  );

  it.each([
    ["a known enum", "false", 5],
    ["an enum that the proto does not name", "true", 77],
  ])("GetColour gives %s, and CheckColour takes it back", async (_, unknown, colour) => {
    const got = await send(
      transcoder,
      `GET /v1/colour?unknown=${unknown}&$alt=json%3Benum-encoding%3Dint`,
    );
    expect(got).toMatchObject({ status: 200, json: { colour } });
    const checked = await send(transcoder, "POST /v1/colour?$alt=json;enum-encoding=int", {
      body: got.json,
    });
    expect(checked).toMatchObject({ status: 200, json: got.json });
  });
});

/** An empty message and an absent one are the same to a query. */
function withSample(request: JsonObject): JsonObject {
  return { sample: {}, ...request };
}
