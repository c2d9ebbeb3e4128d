import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CaseFormat, VerifyCase } from "../../src/verify/case.ts";
import { checkCases } from "../../src/verify/check-cases.ts";
import { bodyText, compose } from "../../src/verify/compose.ts";
import { assertDistinct, loadCases, loadPackagedCases } from "../../src/verify/load-cases.ts";
import { encodeRequest } from "../../src/wire/encode.ts";

const cases = await loadPackagedCases();
const facts = { id: "id-1", session: "session-1", tag: "hello", parameters: { city: "Bern" } };

/** Every case as it is sent, in each format that it is for. */
const sent = cases.flatMap((one) =>
  (["cx", "es"] as const)
    .filter((format) => (one.format ?? format) === format)
    .map((format) => ({ one, format, text: bodyOf(one, format) })),
);

function bodyOf(one: VerifyCase, format: CaseFormat): string {
  return bodyText(compose(one, { format, facts }));
}

describe("the cases of the package", () => {
  it("have distinct ids, and a reason each", () => {
    expect(() => assertDistinct(cases)).not.toThrow();
    expect(new Set(cases.map(({ why }) => why)).size).toBeGreaterThan(50);
  });

  it("send JSON, but for those that send garbage", () => {
    const broken = sent.filter(({ text }) => !isJson(text)).map(({ one }) => one.id);
    expect(new Set(broken)).toEqual(
      new Set(["garbage-text", "garbage-truncated", "garbage-empty"]),
    );
  });

  it.each(["cx", "es"] as const)("make requests of %s, and lose no member to them", (format) => {
    const chosen = cases.filter((one) => (one.format ?? format) === format);
    expect(() => checkCases(chosen, format)).not.toThrow();
  });

  it.each(["query-transcript", "query-intent", "query-event", "query-dtmf"])(
    "%s has one query alone",
    (id) => {
      const text = sent.find(({ one }) => one.id === id)?.text ?? "";
      const kinds = ["text", "transcript", "triggerIntent", "triggerEvent", "dtmfDigits"];
      expect(kinds.filter((kind) => Object.hasOwn(parsed(text), kind))).toHaveLength(1);
    },
  );

  it("has a session of about 60 KB, and a payload as deep as there may be", () => {
    const big = sent.filter(({ one }) => one.id === "session-big");
    for (const { text } of big) expect(text.length).toBeGreaterThan(55_000);
    for (const { text } of big) expect(text.length).toBeLessThan(65_536);
    const deep = sent.find(({ one }) => one.id === "payload-deep");
    expect(deep?.text.match(/"level"/g)).toHaveLength(23);
  });

  it("sends the user's parameters and tag with every call that is to be answered", () => {
    const without = sent
      .filter(({ one }) => one.expect === "answer")
      .filter(({ text }) => !text.includes("Bern") || !text.includes('"hello"'));
    expect(without.map(({ one }) => one.id)).toEqual([]);
  });

  it("sends __proto__ as it stands, and numbers with their decimals", () => {
    const textOf = (id: string): string => sent.find(({ one }) => one.id === id)?.text ?? "";
    expect(textOf("parameters-prototype")).toContain('"__proto__": {\n');
    expect(textOf("layout-platform")).toContain('"conformance_count": 1.0');
    expect(textOf("numbers-with-decimal")).toContain('"resolvedValue": 1.0');
    expect(textOf("layout-compact")).not.toContain("\n");
  });

  it("prints compact requests as the encoder does", () => {
    const one = cases.find(({ id }) => id === "layout-compact");
    const platform = cases.find(({ id }) => id === "query-text");
    if (!one || platform?.body.kind !== "request") throw new Error("The cases are not there.");
    const printed = compose(
      { ...one, body: { ...platform.body, json: {} } },
      { format: "cx", facts },
    );
    if (printed.kind !== "request") throw new Error("It is text.");
    expect(bodyOf(one, "cx")).toBe(encodeRequest(printed.request));
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parsed(text: string): object {
  return JSON.parse(text) as object;
}

describe("a folder of cases", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fulfillkit-cases-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is read file by file, in the order of their names", async () => {
    await writeFile(join(folder, "b.json"), '{"group":"B","cases":[{"id":"b","why":"B."}]}');
    await writeFile(join(folder, "a.yml"), "group: A\ncases: [{ id: a, why: A. }]");
    await writeFile(join(folder, "notes.txt"), "no cases");
    expect((await loadCases(folder)).map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("is refused if it is not there, or has no file of cases", async () => {
    await expect(loadCases(join(folder, "none"))).rejects.toThrow("The cases can't be read");
    const empty = await mkdtemp(join(folder, "empty-"));
    await expect(loadCases(empty)).rejects.toThrow("There is no file of cases in");
  });

  it("may not have an id twice", () => {
    const [first] = cases;
    if (!first) throw new Error("There are no cases.");
    expect(() => assertDistinct([first, first])).toThrow(`two cases of the id ${first.id}`);
  });
});
