/** The request that cases differ from: the members that every call of the platform has. */
import type { JsonObject } from "@bufbuild/protobuf";
import type { CaseFormat } from "./case.ts";

/** What differs from call to call. */
export interface RequestFacts {
  /** The detectIntentResponseId; the responseId of ES is made of it. */
  readonly id: string;
  /** The last part of the session's name. */
  readonly session: string;
  /** The tag; in ES, the action. */
  readonly tag: string;
  /** Session parameters; in ES, those of the intent. */
  readonly parameters: JsonObject;
}

const cxAgent =
  "projects/conformance-check/locations/global/agents/5d1f7c0a-3b52-4c8e-9a6e-2f0d4b7c8e11";
const startFlow = `${cxAgent}/flows/00000000-0000-0000-0000-000000000000`;
const esAgent = "projects/conformance-check/agent";

/** The full name of the session. */
export function sessionName(format: CaseFormat, session: string): string {
  return `${format === "cx" ? cxAgent : esAgent}/sessions/${session}`;
}

/** A request in proto3 JSON, with the members that the platform always sends. */
export function baseRequest(format: CaseFormat, facts: RequestFacts): JsonObject {
  return format === "cx" ? cxRequest(facts) : esRequest(facts);
}

function cxRequest({ id, session, tag, parameters }: RequestFacts): JsonObject {
  return {
    detectIntentResponseId: id,
    intentInfo: {
      lastMatchedIntent: `${cxAgent}/intents/7b0c9f3e-18d4-4f6a-b1c5-90e2d3a4f566`,
      displayName: "conformance.check",
      confidence: 0.875,
    },
    pageInfo: {
      currentPage: `${startFlow}/pages/START_PAGE`,
      formInfo: {},
      displayName: "Start Page",
    },
    sessionInfo: {
      session: sessionName("cx", session),
      ...(Object.keys(parameters).length > 0 && { parameters }),
    },
    fulfillmentInfo: { tag },
    text: "what can you do for me",
    languageCode: "en",
  };
}

function esRequest({ id, session, tag, parameters }: RequestFacts): JsonObject {
  return {
    responseId: `${id}-5e9c1a7f`,
    queryResult: {
      queryText: "what can you do for me",
      action: tag,
      parameters,
      allRequiredParamsPresent: true,
      fulfillmentMessages: [{ text: { text: [""] } }],
      intent: {
        name: `${esAgent}/intents/7b0c9f3e-18d4-4f6a-b1c5-90e2d3a4f566`,
        displayName: "conformance.check",
      },
      intentDetectionConfidence: 1,
      languageCode: "en",
    },
    originalDetectIntentRequest: { payload: {} },
    session: sessionName("es", session),
  };
}
