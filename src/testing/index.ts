/** For tests of handlers: requests, a client without a socket, a clock that stands still, matchers. */
export { createFakeClock, type FakeClock } from "./clock.ts";
export {
  createTestClient,
  type TestAnswer,
  type TestCallOptions,
  type TestClient,
  type TestClientOptions,
} from "./client.ts";
export { type MatcherResult, type WebhookMatchers, webhookMatchers } from "./matchers.ts";
export {
  cxRequest,
  type CxRequestOptions,
  esRequest,
  type EsRequestOptions,
  type TestFormParameter,
  type TestIntent,
  type TestQuery,
} from "./request.ts";
