/**
 * A banking agent's webhook: balance, transfer with form validation, and
 * hand-off to a person. `fulfillkit serve examples/banking/agent.ts` serves it.
 */
import { createRouter, reply, type Router } from "fulfillkit";
import { z } from "zod";
import { accountTypes, type Bank, createBank, dollars } from "./bank.ts";

const accountType = z.enum(accountTypes);

/** The agent's handlers, over the bank that is given. */
export function createBankingAgent(bank: Bank = createBank()): Router {
  return createRouter()
    .tag(
      "check-balance",
      { params: z.object({ accountType }), onInvalidParams: "invalidate" },
      ({ params }) => {
        const balance = bank.balance(params.accountType);
        return reply()
          .text(`Your ${params.accountType} balance is ${dollars(balance)}.`)
          .setParameters({ balance });
      },
    )
    .tag(
      "transfer",
      {
        params: z
          .object({ from: accountType, to: accountType, amount: z.number().positive() })
          .refine(({ from, to }) => from !== to, {
            path: ["to"],
            message: "is the account that pays",
          }),
        onInvalidParams: "invalidate",
      },
      ({ params, responseId, format }) => {
        const available = bank.balance(params.from);
        const isRepeated = bank.receipt(responseId) !== undefined;
        if (params.amount > available && !isRepeated) {
          const answer = reply().text(
            `There is only ${dollars(available)} in ${params.from}. How much shall I move?`,
          );
          // ES has no forms: there the intent's own prompt asks again.
          return format === "es/v2" ? answer : answer.invalidate("amount");
        }
        // One transfer a turn: a repeated call carries the same id and moves nothing again.
        const { amount, from, to, balance } = bank.transfer({ id: responseId, ...params });
        return reply()
          .text(`Done: ${dollars(amount)} from ${from} to ${to}.`)
          .setParameters({ balance })
          .unsetParameters("amount", "from", "to");
      },
    )
    .tag("hand-off", ({ callerId, format }) => {
      const answer = reply().text("One moment, I'll get a person for you.");
      // ES agents have no hand-off message: their integrations listen for an event or a context.
      return format === "es/v2"
        ? answer.es((es) => es.outputContext("hand-off", { lifespanCount: 1 }))
        : answer.liveAgentHandoff({
            department: "accounts",
            ...(callerId !== undefined && { callerId }),
          });
    })
    .fallback(() => reply().text("I can't help with that yet."));
}

export default createBankingAgent();
