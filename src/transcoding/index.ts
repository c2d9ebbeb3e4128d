/**
 * REST by google.api.http for Connect in Node: any service of any registry.
 *
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
export { describeFrom, type Describe } from "./openapi/comments.ts";
