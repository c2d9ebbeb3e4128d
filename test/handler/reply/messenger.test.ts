import { describe, expect, it } from "vitest";
import { checkCards, messenger } from "../../../src/handler/reply/messenger.ts";
import type { RichElement } from "../../../src/handler/reply/messenger-elements.ts";
import { typeErrorOf } from "./failure.ts";

describe("an element", () => {
  it.each<[build: () => RichElement, json: object]>([
    [
      () =>
        messenger.info({
          title: "t",
          subtitle: "s",
          image: { rawUrl: "u" },
          anchor: { href: "h", target: "_top" },
        }),
      {
        type: "info",
        title: "t",
        subtitle: "s",
        image: { rawUrl: "u" },
        anchor: { href: "h", target: "_top" },
      },
    ],
    [
      () => messenger.description({ title: "t", text: ["a", ""] }),
      { type: "description", title: "t", text: ["a", ""] },
    ],
    [
      () => messenger.image({ rawUrl: "u", accessibilityText: "a" }),
      { type: "image", rawUrl: "u", accessibilityText: "a" },
    ],
    [
      () =>
        messenger.button({
          text: "t",
          icon: { type: "chevron_right", color: "#FF9800" },
          event: { event: "e" },
          mode: "blocking",
        }),
      {
        type: "button",
        text: "t",
        icon: { type: "chevron_right", color: "#FF9800" },
        event: { event: "e" },
        mode: "blocking",
      },
    ],
    [
      () => messenger.list({ title: "t", event: { event: "e" } }),
      { type: "list", title: "t", event: { event: "e" } },
    ],
    [() => messenger.divider(), { type: "divider" }],
    [
      () => messenger.accordion({ title: "t", text: "x" }),
      { type: "accordion", title: "t", text: "x" },
    ],
    [
      () =>
        messenger.chips({
          options: [
            { text: "a", image: { rawUrl: "u" } },
            { text: "b", anchor: { href: "h" } },
          ],
        }),
      {
        type: "chips",
        options: [
          { text: "a", image: { rawUrl: "u" } },
          { text: "b", anchor: { href: "h" } },
        ],
      },
    ],
    [
      () => messenger.matchCitations({ citations: [{ title: "t" }] }),
      { type: "match_citations", citations: [{ title: "t" }] },
    ],
    [() => messenger.html({ html: "<b>x</b>" }), { type: "html", html: "<b>x</b>" }],
    [
      () =>
        messenger.video({
          title: "t",
          source: { anchor: { href: "h" }, embeddedPlayer: "YouTube" },
        }),
      { type: "video", title: "t", source: { anchor: { href: "h" }, embeddedPlayer: "YouTube" } },
    ],
    [
      () => messenger.video({ source: { type: "raw", rawUrl: "u", poster: { rawUrl: "p" } } }),
      { type: "video", source: { type: "raw", rawUrl: "u", poster: { rawUrl: "p" } } },
    ],
    [
      () => messenger.customTemplate({ name: "x-grid", payload: { items: [1] } }),
      { type: "custom_template", name: "x-grid", payload: { items: [1] } },
    ],
  ])("is plain JSON with its type: %s", (build, json) => {
    expect(build()).toEqual(json);
  });

  // Programs in plain JavaScript get no help from the types.
  const loose = messenger as unknown as Record<string, (fields: object) => unknown>;
  it.each<[reason: string, build: () => unknown, text: string]>([
    ["a missing title", () => loose["info"]?.({}), "messenger.info().title is missing."],
    [
      "an empty title",
      () => messenger.info({ title: "" }),
      "messenger.info().title must not be empty.",
    ],
    [
      "a number for a text",
      () => loose["button"]?.({ text: 5 }),
      "messenger.button().text is a string, not 5.",
    ],
    [
      "an unknown field",
      () => loose["html"]?.({ html: "x", css: "y" }),
      'messenger.html() has no field "css"; it takes type, html.',
    ],
    [
      "a link of the older Messenger",
      () => loose["info"]?.({ title: "t", actionLink: "h" }),
      "write anchor: { href }",
    ],
    [
      "a picture of the older Messenger",
      () => loose["info"]?.({ title: "t", image: { src: { rawUrl: "u" } } }),
      "messenger.info().image.src belongs to an earlier Messenger; write rawUrl",
    ],
    [
      "a string for a picture",
      () => loose["list"]?.({ title: "t", image: "u" }),
      "messenger.list().image is an object, not a string.",
    ],
    [
      "one line of text that is no list",
      () => loose["description"]?.({ text: "a" }),
      "messenger.description().text is a list with at least one item, not a string.",
    ],
    [
      "no chips",
      () => messenger.chips({ options: [] }),
      "messenger.chips().options is a list with at least one item.",
    ],
    [
      "a chip that is a string",
      () => loose["chips"]?.({ options: ["a"] }),
      "messenger.chips().options[0] is an object, not a string.",
    ],
    [
      "an unknown mode",
      () => loose["button"]?.({ text: "t", mode: "wide" }),
      'messenger.button().mode is "blocking", or absent.',
    ],
    [
      "a video from nowhere",
      () => messenger.video({ source: {} }),
      "messenger.video().source needs a rawUrl or an anchor.",
    ],
    [
      "undefined for a field",
      () => loose["info"]?.({ title: "t", subtitle: undefined }),
      'the value at ["subtitle"] is undefined',
    ],
  ])("is refused for %s", (_reason, build, text) => {
    expect(typeErrorOf(build)).toContain(text);
  });
});

describe("checkCards", () => {
  const info = messenger.info({ title: "t" });

  it("takes an element as a card of its own", () => {
    expect(checkCards([info, messenger.card(info, messenger.divider())])).toEqual([
      [info],
      [info, { type: "divider" }],
    ]);
  });

  it("checks literals as the builders do, and says where they stand", () => {
    expect(() => checkCards([[info, { type: "info", title: "" }]])).toThrow(
      "richContent()[0][1].title must not be empty.",
    );
  });

  it.each<[reason: string, cards: readonly unknown[], text: string]>([
    ["no card", [], "richContent() takes at least one card."],
    ["an empty card", [[]], "richContent()[0] is an empty card."],
    ["an unknown type", [[{ type: "table" }]], 'not "table"'],
    ["a type from a prototype", [[{ type: "constructor" }]], 'not "constructor"'],
    ["no type", [[{ title: "t" }]], "not undefined"],
  ])("refuses %s", (_reason, cards, text) => {
    expect(() => checkCards(cards as readonly RichElement[])).toThrow(text);
  });
});
