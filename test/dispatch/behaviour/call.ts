/** One call of a webhook on a real socket, from its settings to the outcome. */
import type { Webhook } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  createDispatcher,
  type DispatchCall,
  type DispatcherOptions,
  type Outcome,
  type SessionState,
} from "../../../src/dispatch/index.ts";
import { cxRequest } from "../../../src/testing/index.ts";
import { startWebhook, type Answering, type Received, type Reply } from "./webhook-server.ts";

/** The session that calls are made in, unless a test says otherwise. */
export const session: SessionState = {
  name: "projects/p/locations/global/agents/a/sessions/s-1",
  languageCode: "en",
  parameters: {},
  flowParameters: {},
  scopes: {},
  request: {},
  messages: [],
  webhookPayloads: [],
  contexts: [],
  sessionEntityTypes: [],
};

/** What a call is made with. */
export interface CallOptions {
  /** The webhook, given the server's scheme, host and port. */
  readonly webhook: (origin: string) => Webhook;
  /** Default: `{}` with status 200. */
  readonly answer?: Reply;
  /** Answers each request by its number, in place of `answer`. */
  readonly answers?: Answering;
  readonly dispatcher?: DispatcherOptions;
  /** Default: a request of Dialogflow CX with the tag `orders`. */
  readonly call?: Partial<DispatchCall>;
}

/** What came of it. */
export interface Called {
  readonly outcome: Outcome;
  readonly seen: readonly Received[];
  readonly origin: string;
}

/** Allows what tests call: this machine, without TLS. */
export const local: DispatcherOptions = {
  transport: { addresses: { allow: ["loopback"], http: "loopback" } },
};

/** Starts a server, calls it once, and ends both. */
export async function callWebhook(options: CallOptions): Promise<Called> {
  const { answer = {}, answers = () => answer } = options;
  await using server = await startWebhook(answers);
  await using dispatcher = createDispatcher({ ...local, ...options.dispatcher });
  const given = options.call ?? {};
  const request = given.session === undefined ? { request: cxRequest({ tag: "orders" }) } : {};
  const webhook = options.webhook(server.origin);
  const outcome = await dispatcher.call({ ...request, ...given, webhook });
  return { outcome, seen: server.seen, origin: server.origin };
}

/** The one request that came. */
export function only(seen: readonly Received[]): Received {
  const [first] = seen;
  if (first === undefined || seen.length !== 1) throw new Error(`${seen.length} requests came.`);
  return first;
}
