import { describe, expect, it } from "vitest";
import { messenger } from "../../../src/handler/reply/messenger.ts";
import type { RichElement } from "../../../src/handler/reply/messenger-elements.ts";
import { legacyCards } from "../../../src/handler/reply/messenger-legacy.ts";

const image = { rawUrl: "u" };
const anchor = { href: "h" };

describe("rich content in the older form", () => {
  it.each<[reason: string, element: RichElement, json: object]>([
    [
      "an info's picture has a src, its link is an actionLink",
      messenger.info({ title: "t", subtitle: "s", image, anchor }),
      { type: "info", title: "t", subtitle: "s", image: { src: { rawUrl: "u" } }, actionLink: "h" },
    ],
    ["an info with a title alone", messenger.info({ title: "t" }), { type: "info", title: "t" }],
    [
      "a description is the same",
      messenger.description({ title: "t", text: ["a"] }),
      { type: "description", title: "t", text: ["a"] },
    ],
    [
      "an image is the same",
      messenger.image({ rawUrl: "u", accessibilityText: "a" }),
      { type: "image", rawUrl: "u", accessibilityText: "a" },
    ],
    [
      "a button's link is a link, its event an EventInput",
      messenger.button({
        text: "t",
        icon: { type: "i" },
        anchor,
        event: { event: "e" },
        mode: "blocking",
      }),
      {
        type: "button",
        text: "t",
        icon: { type: "i" },
        link: "h",
        event: { name: "e", languageCode: "en", parameters: {} },
      },
    ],
    [
      "a line of a list has no picture",
      messenger.list({ title: "t", subtitle: "s", image, event: { event: "e" } }),
      {
        type: "list",
        title: "t",
        subtitle: "s",
        event: { name: "e", languageCode: "en", parameters: {} },
      },
    ],
    ["a line with a title alone", messenger.list({ title: "t" }), { type: "list", title: "t" }],
    ["a divider is the same", messenger.divider(), { type: "divider" }],
    [
      "an accordion's picture has a src",
      messenger.accordion({ title: "t", subtitle: "s", image, text: "x" }),
      { type: "accordion", title: "t", subtitle: "s", image: { src: { rawUrl: "u" } }, text: "x" },
    ],
    [
      "a chip's link is a link",
      messenger.chips({ options: [{ text: "a", image, anchor, mode: "blocking" }, { text: "b" }] }),
      {
        type: "chips",
        options: [{ text: "a", image: { src: { rawUrl: "u" } }, link: "h" }, { text: "b" }],
      },
    ],
  ])("%s", (_reason, element, json) => {
    expect(legacyCards([[element]], "en")).toEqual([[json]]);
  });

  it.each<[reason: string, element: RichElement]>([
    ["an image with a link", messenger.image({ rawUrl: "u", anchor })],
    ["a line of a list with a link", messenger.list({ title: "t", anchor })],
    ["citations", messenger.matchCitations({ citations: [{ title: "t" }] })],
    ["HTML", messenger.html({ html: "x" })],
    ["a video", messenger.video({ source: { rawUrl: "u" } })],
    ["an element of the page's own", messenger.customTemplate({ name: "x" })],
  ])("does not exist for %s", (_reason, element) => {
    expect(() => legacyCards([[element]], "en")).toThrow(
      expect.objectContaining({ reason: "UNSUPPORTED_REPLY", metadata: { method: "richContent" } }),
    );
  });
});
