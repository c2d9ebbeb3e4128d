import { describe, expectTypeOf, it } from "vitest";
import {
  type ButtonElement,
  type InfoElement,
  messenger,
  type RichCard,
  type RichElement,
  reply,
} from "../../src/handler/reply/index.ts";

describe("rich content", () => {
  it("is told apart by its type", () => {
    const element = {} as RichElement;
    if (element.type === "chips")
      expectTypeOf(element.options[0]?.text).toEqualTypeOf<string | undefined>();
    if (element.type === "button") expectTypeOf(element).toEqualTypeOf<ButtonElement>();
    expectTypeOf<RichElement["type"]>().toEqualTypeOf<
      | "info"
      | "description"
      | "image"
      | "button"
      | "list"
      | "divider"
      | "accordion"
      | "chips"
      | "match_citations"
      | "html"
      | "video"
      | "custom_template"
    >();
  });

  it("has a builder for every type, which gives that type", () => {
    expectTypeOf(messenger.info).returns.toEqualTypeOf<InfoElement>();
    expectTypeOf(messenger.card).returns.toEqualTypeOf<RichCard>();
    type Built = Exclude<ReturnType<(typeof messenger)[keyof typeof messenger]>, RichCard>;
    expectTypeOf<Built["type"]>().toEqualTypeOf<RichElement["type"]>();
  });

  it("takes elements, lists of them and cards, and at least one", () => {
    reply().richContent(
      messenger.divider(),
      [messenger.divider()],
      messenger.card(messenger.divider()),
    );
    reply().richContent([{ type: "info", title: "t" }]);
    // @ts-expect-error a card is needed
    reply().richContent();
    // @ts-expect-error a card has an element
    messenger.card();
  });

  it("refuses fields that an element lacks, needs, or has in another form", () => {
    // @ts-expect-error a title is needed
    messenger.info({});
    // @ts-expect-error links are anchors now
    messenger.info({ title: "t", actionLink: "h" });
    // @ts-expect-error pictures have no src now
    messenger.info({ title: "t", image: { src: { rawUrl: "u" } } });
    // @ts-expect-error the type is the builder's
    messenger.info({ type: "info", title: "t" });
    // @ts-expect-error text is a list of lines
    messenger.description({ text: "a" });
    // @ts-expect-error chips have texts
    messenger.chips({ options: [{ anchor: { href: "h" } }] });
    // @ts-expect-error there is one mode
    messenger.button({ text: "t", mode: "wide" });
    // @ts-expect-error a video comes from somewhere
    messenger.video({ title: "t" });
    // @ts-expect-error an info has no options
    reply().richContent([{ type: "info", title: "t", options: [] }]);
    // @ts-expect-error there is no such type
    reply().richContent([{ type: "table" }]);
  });
});
