/**
 * Builders of rich content for Dialogflow Messenger, which check what they are
 * given: the Messenger shows nothing, or half a card, where a field is wrong,
 * and says so nowhere.
 */
import type { JsonObject } from "@bufbuild/protobuf";
import { copyObject, describe, type JsonObjectOf } from "./json-input.ts";
import type {
  AccordionElement,
  ButtonElement,
  ChipsElement,
  CustomTemplateElement,
  DescriptionElement,
  DividerElement,
  HtmlElement,
  ImageElement,
  InfoElement,
  ListElement,
  MatchCitationsElement,
  RichCard,
  RichElement,
  VideoElement,
} from "./messenger-elements.ts";

/** Throws a TypeError where a value is not what the Messenger takes at that place. */
type Check = (value: unknown, path: string) => void;

const string: Check = (value, path) => {
  if (typeof value !== "string")
    throw new TypeError(`${path} is a string, not ${describe(value)}.`);
};

const filled: Check = (value, path) => {
  string(value, path);
  if (value === "") throw new TypeError(`${path} must not be empty.`);
};

const json: Check = () => {};

const blocking: Check = (value, path) => {
  if (value !== "blocking") throw new TypeError(`${path} is "blocking", or absent.`);
};

function list(item: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value) || value.length === 0)
      throw new TypeError(
        `${path} is a list with at least one item${Array.isArray(value) ? "" : `, not ${describe(value)}`}.`,
      );
    value.forEach((each, index) => item(each, `${path}[${index}]`));
  };
}

/** Names of earlier versions of the Messenger, and what to write now. */
const earlierNames: Readonly<Record<string, string>> = {
  actionLink: "anchor: { href }",
  link: "anchor: { href }",
  src: "rawUrl, without src around it",
};

/** An object with certain fields; an open one may have others too. */
function shape(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
  { open = false }: { readonly open?: boolean } = {},
): Check {
  const known = { ...required, ...optional };
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new TypeError(`${path} is an object, not ${describe(value)}.`);
    for (const [key, member] of Object.entries(value)) {
      const check = Object.hasOwn(known, key) ? known[key] : undefined;
      if (check !== undefined) check(member, `${path}.${key}`);
      else if (!open) throw new TypeError(unknownField(path, key, known));
    }
    for (const key of Object.keys(required))
      if (!Object.hasOwn(value, key)) throw new TypeError(`${path}.${key} is missing.`);
  };
}

function unknownField(path: string, key: string, known: Readonly<Record<string, Check>>): string {
  if (Object.hasOwn(earlierNames, key))
    return `${path}.${key} belongs to an earlier Messenger; write ${earlierNames[key]}. On ES the older form is made of it.`;
  return `${path} has no field ${JSON.stringify(key)}; it takes ${Object.keys(known).join(", ") || "none"}.`;
}

const image = shape({ rawUrl: filled });
const anchor = shape({ href: filled }, { target: filled });
const event = shape({ event: filled });
const icon = shape({ type: filled }, { color: filled });

const videoFields = shape(
  {},
  { type: filled, rawUrl: filled, anchor, embeddedPlayer: filled },
  { open: true },
);
const videoSource: Check = (value, path) => {
  videoFields(value, path);
  const { rawUrl, anchor: link } = value as JsonObject;
  if (rawUrl === undefined && link === undefined)
    throw new TypeError(`${path} needs a rawUrl or an anchor.`);
};

const elements: Readonly<Record<RichElement["type"], Check>> = {
  info: shape({ type: string, title: filled }, { subtitle: string, image, anchor }),
  description: shape({ type: string, text: list(string) }, { title: string }),
  image: shape({ type: string, rawUrl: filled }, { accessibilityText: string, anchor }),
  button: shape({ type: string, text: filled }, { icon, anchor, event, mode: blocking }),
  list: shape({ type: string, title: filled }, { subtitle: string, image, anchor, event }),
  divider: shape({ type: string }),
  accordion: shape({ type: string, title: filled }, { subtitle: string, image, text: string }),
  chips: shape({
    type: string,
    options: list(shape({ text: filled }, { image, anchor, mode: blocking })),
  }),
  match_citations: shape({
    type: string,
    citations: list(shape({ title: filled }, { subtitle: string, anchor })),
  }),
  html: shape({ type: string, html: filled }),
  video: shape({ type: string, source: videoSource }, { title: string }),
  custom_template: shape({ type: string, name: filled }, { payload: json }),
};

/** A checked copy of an element. */
function checkElement<T extends RichElement>(element: T, path: string): T {
  const copy = copyObject(element, path);
  const { type } = copy;
  if (typeof type !== "string" || !Object.hasOwn(elements, type))
    throw new TypeError(
      `${path}.type is one of ${Object.keys(elements).join(", ")}; not ${JSON.stringify(type)}.`,
    );
  elements[type as RichElement["type"]](copy, path);
  return copy as unknown as T;
}

/**
 * Checked copies of the cards of one rich content.
 *
 * @throws TypeError where there is none, or one is empty or has a wrong element
 */
export function checkCards(cards: readonly (RichElement | RichCard)[]): readonly RichCard[] {
  if (cards.length === 0) throw new TypeError("richContent() takes at least one card.");
  return cards.map((card, outer) => {
    const elementsOfCard = isCard(card) ? card : [card];
    if (elementsOfCard.length === 0)
      throw new TypeError(`richContent()[${outer}] is an empty card.`);
    return elementsOfCard.map((element, inner) =>
      checkElement(element, `richContent()[${outer}][${inner}]`),
    );
  });
}

function isCard(card: RichElement | RichCard): card is RichCard {
  return Array.isArray(card);
}

/** The fields of an element, without its type. */
type Fields<T extends RichElement> = Omit<T, "type">;

function build<T extends RichElement>(type: T["type"], fields: Fields<T>): T {
  return checkElement({ ...fields, type } as unknown as T, `messenger.${type}()`);
}

/**
 * Builders of Dialogflow Messenger's elements, for `reply().richContent()`. Each
 * gives plain JSON, and throws a TypeError where a field is missing, unknown or
 * empty.
 *
 * Fields: https://cloud.google.com/dialogflow/cx/docs/concept/integration/dialogflow-messenger/fulfillment
 */
export const messenger = Object.freeze({
  /** A title that can be clicked, with a picture. */
  info: (fields: Fields<InfoElement>): InfoElement => build("info", fields),
  /** Several lines of text under a title. */
  description: (fields: Fields<DescriptionElement>): DescriptionElement =>
    build("description", fields),
  /** A picture. */
  image: (fields: Fields<ImageElement>): ImageElement => build("image", fields),
  /** A button with a link or an event. */
  button: (fields: Fields<ButtonElement>): ButtonElement => build("button", fields),
  /** One line of a list. */
  list: (fields: Fields<ListElement>): ListElement => build("list", fields),
  /** A line between two elements. */
  divider: (): DividerElement => build("divider", {}),
  /** A title that unfolds a text. */
  accordion: (fields: Fields<AccordionElement>): AccordionElement => build("accordion", fields),
  /** Suggestions to click. */
  chips: (fields: Fields<ChipsElement>): ChipsElement => build("chips", fields),
  /** The sources of an answer. */
  matchCitations: (fields: Fields<MatchCitationsElement>): MatchCitationsElement =>
    build("match_citations", fields),
  /** HTML, which the Messenger sanitises. */
  html: (fields: Fields<HtmlElement>): HtmlElement => build("html", fields),
  /** A video. */
  video: (fields: Fields<VideoElement>): VideoElement => build("video", fields),
  /** An element of the page's own. */
  customTemplate: <T extends object>(fields: {
    readonly name: string;
    readonly payload?: JsonObjectOf<T>;
  }): CustomTemplateElement => build("custom_template", fields as Fields<CustomTemplateElement>),
  /** Elements that are shown as one card, one under the other. */
  card: (...parts: readonly [RichElement, ...RichElement[]]): RichCard => parts,
});
