/**
 * Adds the matchers to vitest's `expect`, with their types. Import it once, in a
 * setup file or in the test itself: `import "fulfillkit/testing/vitest";`.
 */
import { expect } from "vitest";
import { type WebhookMatchers, webhookMatchers } from "./matchers.ts";

declare module "vitest" {
  // Declaration merging is how vitest takes the types of custom matchers.
  interface Matchers<R extends void | Promise<void>, T> extends WebhookMatchers<R> {}
}

expect.extend(webhookMatchers);
