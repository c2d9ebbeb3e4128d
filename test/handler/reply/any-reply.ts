/** Replies by any sequence of calls, for property tests. */
import fc from "fast-check";
import { messenger, type Reply, reply } from "../../../src/handler/reply/index.ts";
import type { JsonObjectInput } from "../../../src/handler/reply/json-input.ts";

/** One call of the builder, shown by name in a counter-example. */
export type Step = (made: Reply) => Reply;

const object = fc.dictionary(fc.string(), fc.jsonValue(), {
  maxKeys: 4,
}) as fc.Arbitrary<JsonObjectInput>;
// protobuf-es refuses lone surrogates, as UTF-8 does; the texts here are well-formed.
const text = fc.string({ unit: "grapheme" });
const name = fc.string({ minLength: 1 });
const id = fc.stringMatching(/^[a-zA-Z0-9-]{1,20}$/);
const options = fc.constantFrom(undefined, { channel: "DF_MESSENGER" });

const texts: fc.Arbitrary<Step> = fc.tuple(text, fc.array(text, { maxLength: 2 })).map(
  ([first, rest]) =>
    (made) =>
      made.text(first, ...rest),
);
const payloads: fc.Arbitrary<Step> = object.map((json) => (made) => made.payload(json));
const richContent: fc.Arbitrary<Step> = fc
  .array(
    fc.constantFrom(messenger.divider(), messenger.info({ title: "t", anchor: { href: "h" } })),
    { minLength: 1, maxLength: 3 },
  )
  .map((card) => (made) => made.richContent(card));
const parameters: fc.Arbitrary<Step> = object.map((json) => (made) => made.setParameters(json));
const unset: fc.Arbitrary<Step> = name.map((each) => (made) => made.unsetParameters(each));
const webhookPayload: fc.Arbitrary<Step> = object.map(
  (json) => (made) => made.webhookPayload(json),
);
const merge: fc.Arbitrary<Step> = fc.constantFrom<Step>(
  (made) => made.append(),
  (made) => made.replace(),
);
const es: fc.Arbitrary<Step> = fc
  .tuple(fc.stringMatching(/^[a-z0-9_%-]{1,20}$/), object, fc.nat(20))
  .filter(
    ([context]) => !/^__system_counters__$|_id_dialog_context$|_dialog_params_size$/.test(context),
  )
  .map(
    ([context, json, lifespanCount]) =>
      (made) =>
        made.es((part) =>
          part
            .outputContext(context, { lifespanCount, parameters: json })
            .message("SLACK", { quickReplies: { quickReplies: ["a"] } })
            .sessionEntityType("fruit", { entities: [{ value: "apple" }] }),
        ),
  );

/** What both products take. */
const common = [texts, payloads, richContent, parameters, unset, webhookPayload, merge, es];

const cxOnly: readonly fc.Arbitrary<Step>[] = [
  fc.tuple(text, options).map(
    ([ssml, option]) =>
      (made) =>
        made.outputAudioText({ ssml }, option),
  ),
  fc.tuple(name, options).map(
    ([audioUri, option]) =>
      (made) =>
        made.playAudio({ audioUri }, option),
  ),
  fc.tuple(object, options).map(
    ([json, option]) =>
      (made) =>
        made.liveAgentHandoff(json, option),
  ),
  fc.tuple(object, options).map(
    ([json, option]) =>
      (made) =>
        made.conversationSuccess(json, option),
  ),
  options.map((option) => (made) => made.telephonyTransferCall("+15551234567", option)),
  options.map((option) => (made) => made.knowledgeInfoCard(option)),
  fc.tuple(name, object).map(
    ([tool, inputParameters]) =>
      (made) =>
        made.toolCall({ tool, action: "a", inputParameters }),
  ),
  fc.tuple(name, fc.jsonValue()).map(
    ([key, value]) =>
      (made) =>
        made.setFormParameters({ [key]: value } as JsonObjectInput),
  ),
  name.map((key) => (made) => made.invalidate(key)),
  fc.tuple(name, fc.boolean()).map(
    ([key, required]) =>
      (made) =>
        made.setRequired({ [key]: required }),
  ),
  id.map((page) => (made) => made.targetPage(page)),
  fc.tuple(id, id).map(
    ([flow, page]) =>
      (made) =>
        made.targetPage({ flow, page }),
  ),
  id.map((flow) => (made) => made.targetFlow(flow)),
];

/** Any calls that CX and ES both take. */
const anySteps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(...common), { maxLength: 8 });

/** Any calls at all. */
export const anyCxSteps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(...common, ...cxOnly), {
  maxLength: 8,
});

/** The reply that the calls make. */
export function replyBy(steps: readonly Step[]): Reply {
  return steps.reduce<Reply>((made, step) => step(made), reply());
}

export const anyReply: fc.Arbitrary<Reply> = anySteps.map(replyBy);
export const anyCxReply: fc.Arbitrary<Reply> = anyCxSteps.map(replyBy);
