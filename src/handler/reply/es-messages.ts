/**
 * The messages of Dialogflow ES by platform, in the names of the API's JSON
 * (https://cloud.google.com/dialogflow/es/docs/reference/rest/v2/projects.agent.intents#Message).
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Intent_MessageSchema } from "../../../gen/es/google/cloud/dialogflow/v2/intent_pb.ts";
import { copyObject, type JsonObjectInput, type JsonObjectOf } from "./json-input.ts";

/** The platforms that a message can be for, with their numbers in the API. `PLATFORM_UNSPECIFIED` is every platform. */
export const platforms = {
  PLATFORM_UNSPECIFIED: 0,
  FACEBOOK: 1,
  SLACK: 2,
  TELEGRAM: 3,
  KIK: 4,
  SKYPE: 5,
  LINE: 6,
  VIBER: 7,
  ACTIONS_ON_GOOGLE: 8,
  GOOGLE_HANGOUTS: 11,
} as const;

/** A platform that a message can be for. `PLATFORM_UNSPECIFIED` is every platform. */
export type EsPlatform = keyof typeof platforms;

/** A picture at a public URI. */
export interface EsImage {
  readonly imageUri: string;
  readonly accessibilityText?: string;
}

/** A button of a card of Actions on Google. */
export interface EsLinkButton {
  readonly title: string;
  readonly openUriAction: { readonly uri: string };
}

/** What can be chosen of a list or a carousel. */
export interface EsSelectItem {
  readonly info: { readonly key: string; readonly synonyms?: readonly string[] };
  readonly title: string;
  readonly description?: string;
  readonly image?: EsImage;
}

/** The kinds of messages, by their names in the API. */
export interface EsMessageKinds {
  /** Texts, of which one is shown. */
  readonly text: { readonly text: readonly string[] };
  readonly image: EsImage;
  readonly quickReplies: { readonly title?: string; readonly quickReplies: readonly string[] };
  readonly card: {
    readonly title?: string;
    readonly subtitle?: string;
    readonly imageUri?: string;
    readonly buttons?: readonly { readonly text?: string; readonly postback?: string }[];
  };
  /** A custom payload, in the format of the platform. */
  readonly payload: JsonObjectInput;
  readonly simpleResponses: {
    readonly simpleResponses: readonly {
      readonly textToSpeech?: string;
      readonly ssml?: string;
      readonly displayText?: string;
    }[];
  };
  readonly basicCard: {
    readonly title?: string;
    readonly subtitle?: string;
    readonly formattedText?: string;
    readonly image?: EsImage;
    readonly buttons?: readonly EsLinkButton[];
  };
  readonly suggestions: { readonly suggestions: readonly { readonly title: string }[] };
  readonly linkOutSuggestion: { readonly destinationName: string; readonly uri: string };
  readonly listSelect: {
    readonly title?: string;
    readonly subtitle?: string;
    readonly items: readonly EsSelectItem[];
  };
  readonly carouselSelect: { readonly items: readonly EsSelectItem[] };
  readonly browseCarouselCard: {
    readonly items: readonly {
      readonly title: string;
      readonly openUriAction: {
        readonly url: string;
        readonly urlTypeHint?: keyof typeof urlTypeHints;
      };
      readonly description?: string;
      readonly image?: EsImage;
      readonly footer?: string;
    }[];
    readonly imageDisplayOptions?: keyof typeof imageDisplayOptions;
  };
  readonly tableCard: {
    readonly title: string;
    readonly subtitle?: string;
    readonly image?: EsImage;
    readonly columnProperties?: readonly {
      readonly header: string;
      readonly horizontalAlignment?: keyof typeof alignments;
    }[];
    readonly rows?: readonly {
      readonly cells: readonly { readonly text: string }[];
      readonly dividerAfter?: boolean;
    }[];
    readonly buttons?: readonly EsLinkButton[];
  };
  readonly mediaContent: {
    readonly mediaType?: keyof typeof mediaTypes;
    readonly mediaObjects: readonly ({
      readonly name: string;
      readonly description?: string;
      readonly contentUrl: string;
    } & EsMediaImage)[];
  };
}

/** A media object has one picture at most: a large one, or an icon. */
export type EsMediaImage =
  | { readonly largeImage?: EsImage; readonly icon?: never }
  | { readonly icon?: EsImage; readonly largeImage?: never };

/** One message: an object with exactly one of the kinds. */
export type EsMessage = {
  [Kind in keyof EsMessageKinds]: { readonly [K in Kind]: EsMessageKinds[K] } & NoneBut<Kind>;
}[keyof EsMessageKinds];

/** A custom payload whose type may be an interface. */
export type EsPayloadOf<T extends object> = {
  readonly payload: JsonObjectOf<T>;
} & NoneBut<"payload">;

type NoneBut<Kind extends keyof EsMessageKinds> = {
  readonly [Other in Exclude<keyof EsMessageKinds, Kind>]?: never;
};

const imageDisplayOptions = { GRAY: 1, WHITE: 2, CROPPED: 3, BLURRED_BACKGROUND: 4 } as const;
const urlTypeHints = { AMP_ACTION: 1, AMP_CONTENT: 2 } as const;
const alignments = { LEADING: 1, CENTER: 2, TRAILING: 3 } as const;
const mediaTypes = { AUDIO: 1 } as const;

const kinds: Readonly<Record<keyof EsMessageKinds, true>> = {
  text: true,
  image: true,
  quickReplies: true,
  card: true,
  payload: true,
  simpleResponses: true,
  basicCard: true,
  suggestions: true,
  linkOutSuggestion: true,
  listSelect: true,
  carouselSelect: true,
  browseCarouselCard: true,
  tableCard: true,
  mediaContent: true,
};

/** A message as protobuf-es takes it. */
export type EsMessageInit = MessageInitShape<typeof Intent_MessageSchema>;

/**
 * Turns a message in the API's JSON names into the one that protobuf-es takes.
 *
 * @throws TypeError where the platform or the kind is unknown, or a value is not JSON
 */
export function esMessage(
  platform: EsPlatform,
  message: EsMessage | EsPayloadOf<object>,
): EsMessageInit {
  if (!Object.hasOwn(platforms, platform))
    throw new TypeError(
      `message() takes a platform as its first argument: ${Object.keys(platforms).join(", ")}; not ${JSON.stringify(platform)}.`,
    );
  const copy = copyObject(message, "message()");
  const given = Object.keys(copy);
  const kind = given[0];
  if (given.length !== 1 || kind === undefined || !Object.hasOwn(kinds, kind))
    throw new TypeError(
      `message() takes an object with one key, the kind: ${Object.keys(kinds).join(", ")}; not ${given.join(", ") || "an empty one"}.`,
    );
  return { platform: platforms[platform], message: oneofOf(copy as unknown as EsMessage) };
}

type Oneof = NonNullable<EsMessageInit["message"]>;

/** Most kinds are the same in JSON and in messages; enumerations and inner oneofs are not. */
function oneofOf(message: EsMessage): Oneof {
  if (message.browseCarouselCard !== undefined) {
    const { items, imageDisplayOptions: display, ...rest } = message.browseCarouselCard;
    return {
      case: "browseCarouselCard",
      value: {
        ...rest,
        items: items.map(({ openUriAction: { url, urlTypeHint }, ...item }) => ({
          ...item,
          openUriAction: { url, urlTypeHint: numberOf(urlTypeHints, urlTypeHint, "urlTypeHint") },
        })),
        imageDisplayOptions: numberOf(imageDisplayOptions, display, "imageDisplayOptions"),
      },
    } as Oneof;
  }
  if (message.tableCard !== undefined) {
    const { columnProperties = [], ...rest } = message.tableCard;
    const columns = columnProperties.map(({ header, horizontalAlignment }) => ({
      header,
      horizontalAlignment: numberOf(alignments, horizontalAlignment, "horizontalAlignment"),
    }));
    return { case: "tableCard", value: { ...rest, columnProperties: columns } } as Oneof;
  }
  if (message.mediaContent !== undefined) {
    const { mediaType, mediaObjects } = message.mediaContent;
    const objects = mediaObjects.map(({ largeImage, icon, ...rest }) => ({
      ...rest,
      image: mediaImage(largeImage, icon),
    }));
    const value = {
      mediaType: numberOf(mediaTypes, mediaType, "mediaType"),
      mediaObjects: objects,
    };
    return { case: "mediaContent", value } as Oneof;
  }
  const [[kind, value] = []] = Object.entries<unknown>(message);
  return { case: kind, value } as Oneof;
}

function mediaImage(largeImage: EsImage | undefined, icon: EsImage | undefined): object {
  if (largeImage !== undefined && icon !== undefined)
    throw new TypeError("message(): a media object has a largeImage or an icon, not both.");
  if (largeImage !== undefined) return { case: "largeImage", value: largeImage };
  return icon === undefined ? { case: undefined } : { case: "icon", value: icon };
}

/** An enumeration's number by its name in JSON; 0, the unspecified one, without a name. */
function numberOf(
  names: Readonly<Record<string, number>>,
  name: string | undefined,
  field: string,
): number {
  if (name === undefined) return 0;
  if (!Object.hasOwn(names, name))
    throw new TypeError(
      `message(): ${field} is one of ${Object.keys(names).join(", ")}, not ${JSON.stringify(name)}.`,
    );
  return names[name] ?? 0;
}
