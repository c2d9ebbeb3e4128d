/** What a plan is made of. */
import type { Environment } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type { Webhook } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { Change } from "../resources/changes.ts";

/** What an agent has. */
export interface AgentState {
  readonly webhooks: readonly Webhook[];
  readonly environments: readonly Environment[];
}

interface StepFacts {
  readonly displayName: string;
  readonly changes: readonly Change[];
}

/** One call to the server. */
export type Step = StepFacts &
  (
    | { readonly action: "create"; readonly kind: "webhook"; readonly resource: Webhook }
    | { readonly action: "create"; readonly kind: "environment"; readonly resource: Environment }
    | {
        readonly action: "update";
        readonly kind: "webhook";
        readonly resource: Webhook;
        readonly paths: readonly string[];
      }
    | {
        readonly action: "update";
        readonly kind: "environment";
        readonly resource: Environment;
        readonly paths: readonly string[];
      }
    | { readonly action: "delete"; readonly kind: "webhook"; readonly name: string }
  );

/** A way from an agent to a file. */
export interface Plan {
  /** In the order in which they work: webhooks, then the environments that override them, then deletions. */
  readonly steps: readonly Step[];
  /** What the agent has beside the file, and what can't be told. */
  readonly notes: readonly string[];
  /** Why it can't be done. */
  readonly problems: readonly string[];
}
