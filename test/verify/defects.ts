/** Webhooks with one defect each, and the case that has to find it. */
import { setTimeout as after } from "node:timers/promises";
import type { CaseFormat } from "../../src/verify/case.ts";
import type { Level, Rule } from "../../src/verify/judge/finding.ts";
import {
  guarded,
  json,
  password,
  say,
  sound,
  type Call,
  type Handle,
  type Reply,
} from "./webhook.ts";

/** A defect. */
export interface Defect {
  readonly what: string;
  readonly caseId: string;
  readonly rule: Rule;
  /** Default: error. */
  readonly level?: Level;
  /** Default: cx. */
  readonly format?: CaseFormat;
  /** The webhook, made once for each test; it can make the caller's time pass. */
  readonly webhook: (pass: (milliseconds: number) => void) => Handle;
}

/** Answers as another where a call is of a kind, and soundly otherwise. */
function where(holds: (call: Call) => boolean, reply: Reply | undefined): () => Handle {
  return () => async (call) => (holds(call) ? reply : sound(call));
}

const bodyHas = (mark: RegExp) => (call: Call) => mark.test(call.body);
const crash = { status: 500, body: "Internal Server Error" };
const refuse = { status: 400 };

const queries: readonly Defect[] = [
  {
    what: "knows text alone",
    caseId: "query-transcript",
    rule: "status",
    webhook: where((call) => call.method === "POST" && !call.body.includes('"text":'), crash),
  },
  {
    what: "needs an intent",
    caseId: "query-event",
    rule: "status",
    webhook: where((call) => call.method === "POST" && !call.body.includes("intentInfo"), crash),
  },
  {
    what: "takes digits for a number",
    caseId: "query-dtmf",
    rule: "status",
    webhook: where(bodyHas(/"dtmfDigits": "0/), refuse),
  },
  {
    what: "does not expect the language that was recognised",
    caseId: "query-language-info",
    rule: "status",
    webhook: where(bodyHas(/languageInfo/), refuse),
  },
  {
    what: "knows ASCII alone",
    caseId: "language-right-to-left",
    rule: "status",
    webhook: where(bodyHas(/[\u0600-\u06ff]/), crash),
  },
  {
    what: "has a database that takes no characters beyond three bytes",
    caseId: "language-emoji",
    rule: "status",
    webhook: where(bodyHas(/[\u{10000}-\u{10ffff}]/u), crash),
  },
  {
    what: "has a list of language codes in one case",
    caseId: "language-code-case",
    rule: "status",
    webhook: where(bodyHas(/"en-us"/), refuse),
  },
];

const facts: readonly Defect[] = [
  {
    what: "takes every form parameter to have a value",
    caseId: "form-empty",
    rule: "status",
    webhook: where(bodyHas(/"state": "EMPTY"/), crash),
  },
  {
    what: "takes every queued message for a text",
    caseId: "messages-queued",
    rule: "status",
    webhook: where(bodyHas(/"messages": \[\{\n\s+"(?!text)|richContent/), crash),
  },
  {
    what: "has a pattern for sessions without environments",
    caseId: "session-environment-dash",
    rule: "status",
    webhook: where(bodyHas(/environments\/-/), refuse),
  },
  {
    what: "has a pattern for session ids",
    caseId: "session-opaque-tail",
    rule: "status",
    webhook: where(bodyHas(/:detectIntent/), refuse),
  },
  {
    what: "refuses parameters named __proto__",
    caseId: "parameters-prototype",
    rule: "status",
    webhook: where(bodyHas(/"__proto__"/), refuse),
  },
  {
    what: "limits bodies to 16 KiB",
    caseId: "session-big",
    rule: "status",
    webhook: where((call) => call.body.length > 16_384, { status: 413 }),
  },
  {
    what: "recurses no deeper than ten",
    caseId: "payload-deep",
    rule: "status",
    webhook: where(bodyHas(/("level": \{\s+){11}/), crash),
  },
];

const spelling: readonly Defect[] = [
  {
    what: "reads numbers as integers",
    caseId: "layout-platform",
    rule: "status",
    webhook: where(bodyHas(/"conformance_count": 1\.0/), refuse),
  },
  {
    what: "refuses members that it does not know",
    caseId: "members-unknown",
    rule: "status",
    webhook: where(bodyHas(/conformanceUnknown/), refuse),
  },
  {
    what: "refuses members that it does not know, in ES",
    caseId: "es-members-unknown",
    format: "es",
    rule: "status",
    webhook: where(bodyHas(/conformanceUnknown/), refuse),
  },
  {
    what: "knows the enums of today alone, and answers nothing",
    caseId: "enum-values-unknown",
    rule: "shape",
    webhook: where(bodyHas(/OF_TOMORROW/), { status: 200 }),
  },
  {
    what: "does not expect null",
    caseId: "members-null",
    rule: "status",
    webhook: where(bodyHas(/:null/), crash),
  },
  {
    what: "does not know the names of the protos",
    caseId: "members-snake-case",
    rule: "status",
    level: "warning",
    webhook: where(bodyHas(/session_info/), refuse),
  },
];

const credentials: readonly Defect[] = [
  {
    what: "asks for no credentials",
    caseId: "credentials-none",
    rule: "effects",
    webhook: () => sound,
  },
  {
    what: "compares beginnings of secrets",
    caseId: "credentials-truncated",
    rule: "effects",
    webhook: () => guarded((text) => decoded(text).length > 8 && right().startsWith(decoded(text))),
  },
  {
    what: "looks at the password alone",
    caseId: "credentials-wrong-user",
    rule: "effects",
    webhook: () => guarded((text) => decoded(text).endsWith(`:${password.password}`)),
  },
  {
    what: "looks at the user alone",
    caseId: "credentials-wrong",
    rule: "effects",
    webhook: () => guarded((text) => decoded(text).startsWith(`${password.user}:`)),
  },
  {
    what: "crashes over credentials that can't be decoded",
    caseId: "credentials-garbled",
    rule: "status",
    webhook: () => async (call) =>
      call.headers["authorization"]?.includes("%") ? crash : guardedSoundly(call),
  },
  {
    what: "says no, and does it",
    caseId: "credentials-none",
    rule: "effects",
    webhook: () => async (call) =>
      call.headers["authorization"] === undefined
        ? { ...say("Hello."), status: 401 }
        : guardedSoundly(call),
  },
];

function right(): string {
  return `${password.user}:${password.password}`;
}

function decoded(authorization: string): string {
  return Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString("utf8");
}

/** Sound, for those who have the password. */
export const guardedSoundly: Handle = guarded((text) => decoded(text) === right());

const refusals: readonly Defect[] = [
  {
    what: "answers a GET",
    caseId: "method-get",
    rule: "status",
    webhook: where((call) => call.method === "GET", say("Hello.")),
  },
  {
    what: "crashes over a HEAD",
    caseId: "method-head",
    rule: "status",
    webhook: where((call) => call.method === "HEAD", { status: 500 }),
  },
  {
    what: "answers whatever the body is",
    caseId: "garbage-text",
    rule: "status",
    webhook: where(bodyHas(/^hello/), say("Hello.")),
  },
  {
    what: "shows the stack of its parser",
    caseId: "garbage-truncated",
    rule: "leak",
    webhook: () => async (call) => {
      try {
        JSON.parse(call.body);
      } catch (error) {
        return { status: 400, body: error instanceof Error ? (error.stack ?? "") : "" };
      }
      return sound(call);
    },
  },
  {
    what: "waits for a body that does not come",
    caseId: "garbage-empty",
    rule: "timeout",
    webhook: () => async (call) =>
      call.method === "POST" && call.body === "" ? untilGone(call) : sound(call),
  },
  {
    what: "drops the connection over a list",
    caseId: "garbage-array",
    rule: "no-answer",
    webhook: where(bodyHas(/^\[\]/), undefined),
  },
  {
    what: "takes any JSON for a call",
    caseId: "garbage-other-json",
    rule: "status",
    level: "warning",
    webhook: where(bodyHas(/"world"/), json({})),
  },
];

/** Answers nothing until the caller has gone. */
async function untilGone({ gone }: Call): Promise<undefined> {
  await new Promise((resolve) => {
    gone.addEventListener("abort", resolve, { once: true });
  });
}

const answers: readonly Defect[] = [
  {
    what: "answers with a member that there is not",
    caseId: "query-text",
    rule: "shape",
    webhook: where(bodyHas(/"text": "how/), json({ success: true })),
  },
  {
    what: "answers with a text where a list of texts belongs",
    caseId: "query-text",
    rule: "shape",
    webhook: where(
      bodyHas(/"text": "how/),
      json({ fulfillmentResponse: { messages: [{ text: "Hello." }] } }),
    ),
  },
  {
    what: "answers with more than 64 KiB",
    caseId: "query-text",
    rule: "size",
    webhook: where(bodyHas(/"text": "how/), say("x".repeat(70_000))),
  },
  {
    what: "answers with another content type",
    caseId: "query-text",
    rule: "content-type",
    level: "warning",
    webhook: where(bodyHas(/"text": "how/), {
      ...say("Hello."),
      headers: { "content-type": "text/plain" },
    }),
  },
  {
    what: "redirects",
    caseId: "query-text",
    rule: "status",
    webhook: where(bodyHas(/"text": "how/), { status: 307, headers: { location: "/elsewhere" } }),
  },
  {
    what: "is slow",
    caseId: "query-text",
    rule: "latency",
    level: "warning",
    webhook: (pass) => async (call) => {
      if (call.body.includes('"text": "how')) pass(700);
      return sound(call);
    },
  },
];

const repeats: readonly Defect[] = [
  {
    what: "does everything again",
    caseId: "retry-in-turn",
    rule: "idempotency",
    webhook: () => {
      let calls = 0;
      return async () => say(`That was call ${++calls}.`);
    },
  },
  {
    what: "remembers an answer when it is done, not when it begins",
    caseId: "retry-at-once",
    rule: "idempotency",
    webhook: () => {
      const done = new Map<string, Reply>();
      let calls = 0;
      return async ({ body }) => {
        const id = /"detectIntentResponseId": "([^"]+)"/.exec(body)?.[1] ?? "";
        const reply = done.get(id) ?? say(`That was call ${++calls}.`);
        await after(50);
        done.set(id, reply);
        return reply;
      };
    },
  },
  {
    what: "lets five in at a time",
    caseId: "burst",
    rule: "status",
    webhook: () => {
      let under = 0;
      return async (call) => {
        if (under >= 5) return { status: 429 };
        under += 1;
        await after(50);
        under -= 1;
        return sound(call);
      };
    },
  },
  ...(["caller-gone", "callers-gone", "caller-gone-retry"] as const).map((caseId): Defect => ({
    what: `never recovers when a caller has gone`,
    caseId,
    rule: "status",
    webhook: () => {
      let broken = false;
      return async (call) => {
        await after(50);
        broken ||= call.gone.aborted;
        return broken ? { status: 503 } : sound(call);
      };
    },
  })),
];

/** All of them. */
export const defects: readonly Defect[] = [
  ...queries,
  ...facts,
  ...spelling,
  ...credentials,
  ...refusals,
  ...answers,
  ...repeats,
];
