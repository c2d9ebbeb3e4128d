/**
 * Rich content in the older form, which the Messenger of Dialogflow ES reads
 * (https://cloud.google.com/dialogflow/es/docs/integrations/dialogflow-messenger#rich):
 * pictures are `image.src.rawUrl`, links are `actionLink` or `link`, events are
 * EventInputs.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type {
  ButtonElement,
  Chip,
  InfoElement,
  ListElement,
  RichCard,
  RichElement,
  RichEvent,
  RichImage,
} from "./messenger-elements.ts";
import { unsupportedOnEs } from "./unsupported.ts";

/**
 * Cards in the older form. What it has no field for and what is only a matter of
 * looks falls away: `mode`, `anchor.target`, the picture of a list's line.
 *
 * @param languageCode the language of the events that a click sends
 * @throws WebhookError INTERNAL (UNSUPPORTED_REPLY) for elements and links that it lacks
 */
export function legacyCards(cards: readonly RichCard[], languageCode: string): JsonValue {
  return cards.map((card) => card.map((element) => legacyElement(element, languageCode)));
}

function legacyElement(element: RichElement, languageCode: string): JsonObject {
  switch (element.type) {
    case "info":
      return legacyInfo(element);
    case "button":
      return legacyButton(element, languageCode);
    case "list":
      return legacyList(element, languageCode);
    case "chips":
      return { type: "chips", options: element.options.map(legacyChip) };
    case "accordion": {
      const { image, ...rest } = element;
      return { ...rest, ...legacyImage(image) };
    }
    case "image": {
      const { anchor, ...rest } = element;
      if (anchor !== undefined)
        throw unsupportedOnEs("richContent", "an image there has no anchor");
      return rest;
    }
    case "description":
      return { ...element, text: [...element.text] };
    case "divider":
      return { type: "divider" };
    default:
      throw unsupportedOnEs(
        "richContent",
        `its Messenger does not show elements of the type ${element.type}`,
      );
  }
}

function legacyInfo({ image, anchor, ...rest }: InfoElement): JsonObject {
  return { ...rest, ...legacyImage(image), ...(anchor && { actionLink: anchor.href }) };
}

function legacyButton(
  { anchor, event, icon, text }: ButtonElement,
  languageCode: string,
): JsonObject {
  return {
    type: "button",
    text,
    ...(icon && { icon: { ...icon } }),
    ...(anchor && { link: anchor.href }),
    ...legacyEvent(event, languageCode),
  };
}

function legacyList(
  { type, title, subtitle, anchor, event }: ListElement,
  languageCode: string,
): JsonObject {
  if (anchor !== undefined)
    throw unsupportedOnEs("richContent", "a line of a list there has no anchor");
  return {
    type,
    title,
    ...(subtitle !== undefined && { subtitle }),
    ...legacyEvent(event, languageCode),
  };
}

function legacyChip({ text, image, anchor }: Chip): JsonObject {
  return { text, ...legacyImage(image), ...(anchor && { link: anchor.href }) };
}

function legacyImage(image: RichImage | undefined): JsonObject {
  return image ? { image: { src: { rawUrl: image.rawUrl } } } : {};
}

function legacyEvent(event: RichEvent | undefined, languageCode: string): JsonObject {
  return event ? { event: { name: event.event, languageCode, parameters: {} } } : {};
}
