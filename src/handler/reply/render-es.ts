/**
 * A reply as the WebhookResponse of Dialogflow ES. What both products have keeps
 * its meaning:
 *
 * | reply()          | ES                                                          |
 * |------------------|-------------------------------------------------------------|
 * | text             | a text message for all platforms; also `fulfillmentText` if it is the only one |
 * | payload          | a payload message for all platforms                         |
 * | richContent      | a payload message, in the form of the older Messenger       |
 * | replace          | what ES does anyway                                         |
 * | append           | the intent's own messages, said again first                 |
 * | setParameters    | parameters of the output context `session-parameters`       |
 * | webhookPayload   | `payload`                                                   |
 *
 * Everything else of CX is refused. The answer is a part of a message without
 * type names, as `create` of protobuf-es takes it.
 */
import type { JsonObject, MessageInitShape } from "@bufbuild/protobuf";
import type { Context } from "../../../gen/es/google/cloud/dialogflow/v2/context_pb.ts";
import type { WebhookResponseSchema } from "../../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import type { WebhookRequest } from "../../wire/format.ts";
import { setOwn } from "../../wire/value.ts";
import { type EsState, sessionParametersContext, sessionParametersLifespan } from "./es.ts";
import type { EsMessageInit } from "./es-messages.ts";
import { copyObject } from "./json-input.ts";
import { legacyCards } from "./messenger-legacy.ts";
import type { ReplyMessage, ReplyState } from "./state.ts";
import { unsupportedOnEs } from "./unsupported.ts";

/** A call from Dialogflow ES. */
export type EsRequest = WebhookRequest & { readonly format: "es/v2" };

const contextSuffix = `/contexts/${sessionParametersContext}`;

/** An answer of ES, or a part of one. */
type EsResponseInit = MessageInitShape<typeof WebhookResponseSchema>;

type ContextInit = NonNullable<EsResponseInit["outputContexts"]>[number];

/**
 * The answer of ES.
 *
 * @throws WebhookError INTERNAL (UNSUPPORTED_REPLY), naming the method, for what ES has no equivalent of
 */
export function renderEs(state: ReplyState, request: EsRequest): EsResponseInit {
  const { form, target, parameters, webhookPayload, es } = state;
  if (target !== undefined)
    throw unsupportedOnEs(
      target.kind === "page" ? "targetPage" : "targetFlow",
      "it has no pages and flows",
    );
  if (form !== undefined) throw unsupportedOnEs(formMethod(form), "it has no forms");
  const { message } = request;
  const languageCode = message.queryResult?.languageCode ?? "";
  const own = state.messages.map((each) => esMessageOf(each, languageCode));
  const before = state.merge === "append" ? (message.queryResult?.fulfillmentMessages ?? []) : [];
  const messages = [...before, ...own, ...(es?.messages ?? [])];
  const text = onlyText(state.messages);
  const contexts = outputContexts(parameters, es, request);
  return {
    ...(text !== undefined && before.length === 0 && { fulfillmentText: text }),
    ...(messages.length > 0 && { fulfillmentMessages: messages }),
    ...(webhookPayload && { payload: webhookPayload }),
    ...(contexts.length > 0 && { outputContexts: contexts }),
    ...(es && esOnly(es, message.session, languageCode)),
  };
}

/** The texts' first variant, for clients that read one text alone. */
function onlyText(messages: readonly ReplyMessage[]): string | undefined {
  const texts = messages.filter((message) => message.kind === "text");
  return texts.length === 1 ? texts[0]?.text[0] : undefined;
}

function esMessageOf(message: ReplyMessage, languageCode: string): EsMessageInit {
  if (message.channel !== "")
    throw unsupportedOnEs(
      `${message.kind}() with a channel`,
      "use es() for messages of one platform",
    );
  switch (message.kind) {
    case "text":
      return { message: { case: "text", value: { text: [...message.text] } } };
    case "payload":
      return { message: { case: "payload", value: message.payload } };
    case "richContent":
      return {
        message: {
          case: "payload",
          value: { richContent: legacyCards(message.cards, languageCode) },
        },
      };
    default:
      throw unsupportedOnEs(message.kind, "leave it out, or use a message of es()");
  }
}

function formMethod(form: NonNullable<ReplyState["form"]>): string {
  for (const { invalid, value } of form.values()) {
    if (invalid === true) return "invalidate";
    if (value !== undefined) return "setFormParameters";
  }
  return "setRequired";
}

function outputContexts(
  parameters: JsonObject | undefined,
  es: EsState | undefined,
  request: EsRequest,
): ContextInit[] {
  const { session } = request.message;
  const contexts: ContextInit[] = [];
  if (parameters !== undefined)
    contexts.push({
      name: contextName(session, sessionParametersContext),
      lifespanCount: sessionParametersLifespan,
      parameters: merged(sessionParameters(request), copyObject(parameters, "setParameters()")),
    });
  for (const [id, { lifespanCount, parameters: own }] of es?.contexts ?? [])
    contexts.push({
      name: contextName(session, id),
      lifespanCount,
      ...(own && { parameters: own }),
    });
  return contexts;
}

/**
 * The parameters that an ES session keeps, as `setParameters` left them: those of
 * the context `session-parameters`; empty if it is not active.
 */
export function sessionParameters(request: EsRequest): JsonObject {
  const contexts: readonly Context[] = request.message.queryResult?.outputContexts ?? [];
  return contexts.find(({ name }) => name.toLowerCase().endsWith(contextSuffix))?.parameters ?? {};
}

/** Session parameters with the changes in; null unsets one. */
function merged(before: JsonObject, changes: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries({ ...before, ...changes }))
    if (value !== null) setOwn(result, name, value);
  return result;
}

function contextName(session: string, id: string): string {
  return `${session}/contexts/${id}`;
}

function esOnly(
  { followupEvent, entityTypes, source }: EsState,
  session: string,
  languageCode: string,
): EsResponseInit {
  return {
    ...(source !== undefined && { source }),
    ...(followupEvent && {
      followupEventInput: {
        name: followupEvent.name,
        languageCode: followupEvent.languageCode ?? languageCode,
        ...(followupEvent.parameters && { parameters: followupEvent.parameters }),
      },
    }),
    ...(entityTypes.size > 0 && {
      sessionEntityTypes: Array.from(entityTypes, ([name, { mode, entities }]) => ({
        name: `${session}/entityTypes/${name}`,
        entityOverrideMode: mode,
        entities: entities.map(({ value, synonyms }) => ({ value, synonyms: [...synonyms] })),
      })),
    }),
  };
}
