import { create, type JsonObject, toJson } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  Intent_Message_PlatformSchema,
  Intent_MessageSchema,
} from "../../../gen/es/google/cloud/dialogflow/v2/intent_pb.ts";
import { type EsMessage, esMessage, platforms } from "../../../src/handler/reply/es-messages.ts";
import { typeErrorOf } from "./failure.ts";

const image = { imageUri: "u", accessibilityText: "a" };
const buttons = [{ title: "b", openUriAction: { uri: "h" } }];
const item = { info: { key: "k", synonyms: ["s"] }, title: "t", description: "d", image };

describe("a message of one platform", () => {
  it.each<[message: EsMessage]>([
    [{ text: { text: ["a", "b"] } }],
    [{ image }],
    [{ quickReplies: { title: "t", quickReplies: ["a"] } }],
    [
      {
        card: { title: "t", subtitle: "s", imageUri: "u", buttons: [{ text: "b", postback: "p" }] },
      },
    ],
    [{ payload: { facebook: { a: [1, null] } } }],
    [
      {
        simpleResponses: {
          simpleResponses: [{ textToSpeech: "a", displayText: "b" }, { ssml: "<speak/>" }],
        },
      },
    ],
    [{ basicCard: { title: "t", subtitle: "s", formattedText: "f", image, buttons } }],
    [{ suggestions: { suggestions: [{ title: "t" }] } }],
    [{ linkOutSuggestion: { destinationName: "d", uri: "u" } }],
    [{ listSelect: { title: "t", subtitle: "s", items: [item] } }],
    [{ carouselSelect: { items: [item] } }],
    [
      {
        browseCarouselCard: {
          items: [
            {
              title: "t",
              openUriAction: { url: "u", urlTypeHint: "AMP_CONTENT" },
              description: "d",
              image,
              footer: "f",
            },
          ],
          imageDisplayOptions: "CROPPED",
        },
      },
    ],
    [{ browseCarouselCard: { items: [{ title: "t", openUriAction: { url: "u" } }] } }],
    [
      {
        tableCard: {
          title: "t",
          subtitle: "s",
          image,
          columnProperties: [{ header: "h", horizontalAlignment: "TRAILING" }, { header: "i" }],
          rows: [{ cells: [{ text: "c" }], dividerAfter: true }],
          buttons,
        },
      },
    ],
    [{ tableCard: { title: "t" } }],
    [
      {
        mediaContent: {
          mediaType: "AUDIO",
          mediaObjects: [
            { name: "n", description: "d", contentUrl: "c", largeImage: image },
            { name: "n", contentUrl: "c", icon: image },
            { name: "n", contentUrl: "c" },
          ],
        },
      },
    ],
  ])("is in protobuf-es what it is in JSON: %j", (message) => {
    const made = create(Intent_MessageSchema, esMessage("SLACK", message));
    expect(toJson(Intent_MessageSchema, made)).toEqual({
      platform: "SLACK",
      ...(message as JsonObject),
    });
  });

  it("can be for every platform that the API has", () => {
    const numbers = Intent_Message_PlatformSchema.values.map(({ name, number }) => [name, number]);
    expect(Object.entries(platforms)).toEqual(numbers);
  });

  const loose = esMessage as (platform: string, message: object) => unknown;
  it.each<[reason: string, make: () => unknown, text: string]>([
    [
      "an unknown platform",
      () => loose("WHATSAPP", { text: { text: ["a"] } }),
      'VIBER, ACTIONS_ON_GOOGLE, GOOGLE_HANGOUTS; not "WHATSAPP".',
    ],
    ["a platform from a prototype", () => loose("toString", { image }), 'not "toString"'],
    ["no kind", () => loose("SLACK", {}), "mediaContent; not an empty one."],
    ["two kinds", () => loose("SLACK", { image, card: {} }), "not image, card."],
    ["an unknown kind", () => loose("SLACK", { table: {} }), "not table."],
    [
      "a value that is not JSON",
      () => loose("SLACK", { payload: { at: new Date(0) } }),
      'message(): the value at ["payload"]["at"]',
    ],
    [
      "an unknown alignment",
      () =>
        loose("SLACK", {
          tableCard: {
            title: "t",
            columnProperties: [{ header: "h", horizontalAlignment: "LEFT" }],
          },
        }),
      'horizontalAlignment is one of LEADING, CENTER, TRAILING, not "LEFT".',
    ],
    [
      "two pictures of a media object",
      () =>
        loose("SLACK", { mediaContent: { mediaObjects: [{ largeImage: image, icon: image }] } }),
      "a largeImage or an icon, not both",
    ],
  ])("is refused for %s", (_reason, make, text) => {
    expect(typeErrorOf(make)).toContain(text);
  });
});
