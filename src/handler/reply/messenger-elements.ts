/**
 * The elements of Dialogflow Messenger's rich content, as the JSON that the
 * current Messenger reads
 * (https://cloud.google.com/dialogflow/cx/docs/concept/integration/dialogflow-messenger/fulfillment).
 */
import type { JsonInput, JsonObjectInput } from "./json-input.ts";

/** A link that opens when the element is clicked. */
export interface Anchor {
  /** The URL. */
  readonly href: string;
  /** The browsing context, as in HTML. Default: `_blank`. */
  readonly target?: string;
}

/** A picture at a public URL. */
export interface RichImage {
  readonly rawUrl: string;
}

/** An icon of the Material set. */
export interface RichIcon {
  /** The icon's name, such as `chevron_right`. */
  readonly type: string;
  /** A CSS hexadecimal colour. */
  readonly color?: string;
}

/** An event that is sent to the agent when the element is clicked. */
export interface RichEvent {
  /** The event's name, as an event handler of the agent has it. */
  readonly event: string;
}

/** A title that can be clicked, with a picture. */
export interface InfoElement {
  readonly type: "info";
  readonly title: string;
  readonly subtitle?: string;
  readonly image?: RichImage;
  readonly anchor?: Anchor;
}

/** Several lines of text under a title. */
export interface DescriptionElement {
  readonly type: "description";
  readonly title?: string;
  readonly text: readonly string[];
}

/** A picture. */
export interface ImageElement {
  readonly type: "image";
  readonly rawUrl: string;
  /** What screen readers say. */
  readonly accessibilityText?: string;
  readonly anchor?: Anchor;
}

/** A button, which opens a link or sends an event; without either it sends its text. */
export interface ButtonElement {
  readonly type: "button";
  readonly text: string;
  readonly icon?: RichIcon;
  readonly anchor?: Anchor;
  readonly event?: RichEvent;
  /** `blocking`: the user must click before writing again. */
  readonly mode?: "blocking";
}

/** One line of a list; a divider may stand between two of them. */
export interface ListElement {
  readonly type: "list";
  readonly title: string;
  readonly subtitle?: string;
  readonly image?: RichImage;
  readonly anchor?: Anchor;
  readonly event?: RichEvent;
}

/** A line between two elements. */
export interface DividerElement {
  readonly type: "divider";
}

/** A title that unfolds a text. */
export interface AccordionElement {
  readonly type: "accordion";
  readonly title: string;
  readonly subtitle?: string;
  readonly image?: RichImage;
  /** Text, which may hold simple HTML. */
  readonly text?: string;
}

/** One suggestion. */
export interface Chip {
  readonly text: string;
  readonly image?: RichImage;
  readonly anchor?: Anchor;
  /** `blocking`: the user must click before writing again. */
  readonly mode?: "blocking";
}

/** Suggestions to click instead of writing. */
export interface ChipsElement {
  readonly type: "chips";
  readonly options: readonly Chip[];
}

/** One source of an answer. */
export interface Citation {
  readonly title: string;
  readonly subtitle?: string;
  readonly anchor?: Anchor;
}

/** The sources of an answer. */
export interface MatchCitationsElement {
  readonly type: "match_citations";
  readonly citations: readonly Citation[];
}

/** HTML, which the Messenger sanitises. */
export interface HtmlElement {
  readonly type: "html";
  readonly html: string;
}

/**
 * Where a video comes from: a file (`rawUrl`), or a page of a video service
 * (`anchor`). Other fields pass as they are: the Messenger's documentation of them
 * has changed over time.
 */
export interface VideoSource {
  /** The kind of source, such as `raw`. */
  readonly type?: string;
  readonly rawUrl?: string;
  readonly anchor?: Anchor;
  /** The service whose player shows it, such as `YouTube`. */
  readonly embeddedPlayer?: string;
  readonly [field: string]: JsonInput | Anchor | undefined;
}

/** A video. */
export interface VideoElement {
  readonly type: "video";
  readonly title?: string;
  readonly source: VideoSource;
}

/** An element of the page's own, registered with the Messenger under this name. */
export interface CustomTemplateElement {
  readonly type: "custom_template";
  /** The custom element's name. */
  readonly name: string;
  readonly payload?: JsonObjectInput;
}

/** An element of rich content, told apart by `type`. */
export type RichElement =
  | InfoElement
  | DescriptionElement
  | ImageElement
  | ButtonElement
  | ListElement
  | DividerElement
  | AccordionElement
  | ChipsElement
  | MatchCitationsElement
  | HtmlElement
  | VideoElement
  | CustomTemplateElement;

/** Elements that are shown as one card, one under the other. */
export type RichCard = readonly RichElement[];
