/**
 * REST by google.api.http for Connect in Node: any service of any registry.
 *
 * Requests and responses are plain values, so that every server can bring
 * them. Services and interceptors are Connect's, whose declarations name the
 * DOM's HeadersInit: a program that has them checked (`skipLibCheck: false`)
 * needs `dom` in `lib`. What the spec leaves open is decided so:
 *
 * - Of templates that match a path, the most literal wins, from the left; two that cannot be told apart are an error when the transcoder is made.
 * - `*` takes no empty segment; `**` takes any number of segments, none and empty ones included.
 * - A variable of one segment is decoded wholly; one that spans segments keeps `%2F` and `%2f`.
 * - The path wins over a body that gives the same field; a query that gives a field of the path or the body is refused.
 * - A parameter that is neither a field nor a system parameter is refused, and so are a second value for a single field, two members of a oneof, maps, and messages without a text of their own.
 * - A request without a body is an empty message; a body where the rule has none is refused.
 * - HEAD is GET without its body. OPTIONS answers with Allow.
 * - Streaming methods are refused with 501 and a sentence: REST serves unary methods.
 * - Trailers of an implementation become headers with the prefix `trailer-`, as in Connect's unary protocol.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/api/http.proto
 * @module
 */
export { createTranscoder, type Transcoder } from "./transcoder.ts";
export type { TranscoderOptions } from "./options.ts";
export type { TranscodingRequest, TranscodingResponse } from "./exchange.ts";
export type { RequestBody } from "./message-body.ts";
export type { RequestHeaders } from "./request-headers.ts";
export type { CorsOptions } from "./cors.ts";
export type { RequestGate } from "./service-methods.ts";
export type { HttpRulePattern, ServiceHttpRule } from "./http-rule.ts";
export {
  httpBindings,
  type BodyBinding,
  type HttpBinding,
  type VariableBinding,
} from "./binding.ts";
export {
  parsePathTemplate,
  PathTemplateError,
  type PathSegment,
  type PathTemplate,
  type PathVariable,
} from "./path-template.ts";
export { openApi, type OpenApiOptions } from "./openapi/document.ts";
export { describeByName, describeFrom, type Describe } from "./openapi/comments.ts";
