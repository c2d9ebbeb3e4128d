/** A mock webhook: `fulfillkit/testing/mock`. */
export type { MockAnswer, MockDrop, MockDuplicates, MockDuration, MockRule } from "./rules.ts";
export { MockRulesError, type RulePath, type RuleProblem } from "./read-rules.ts";
export {
  createMockWebhook,
  type MockOptions,
  type MockRequest,
  type MockWebhook,
} from "./server.ts";
