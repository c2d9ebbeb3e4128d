import { createTestClient, cxRequest, esRequest } from "fulfillkit/testing";
import "fulfillkit/testing/vitest";
import { beforeEach, describe, expect, it } from "vitest";
import { createBankingAgent } from "./agent.ts";
import { type Bank, createBank } from "./bank.ts";

let bank: Bank;
let client: ReturnType<typeof createTestClient>;
beforeEach(() => {
  bank = createBank();
  client = createTestClient(createBankingAgent(bank));
});

describe("check-balance", () => {
  it("tells the balance, and keeps it for the agent's conditions", async () => {
    const answer = await client.call(
      cxRequest({ tag: "check-balance", parameters: { accountType: "checking" } }),
    );
    expect(answer).toSay("Your checking balance is $12.50.");
    expect(answer).toSetParameters({ balance: 12.5 });
  });

  it("lets the agent ask again for an account that does not exist", async () => {
    const answer = await client.call(
      cxRequest({
        tag: "check-balance",
        parameters: { accountType: "gold" },
        form: { accountType: { value: "gold", justCollected: true } },
      }),
    );
    expect(answer).toInvalidate("accountType");
  });

  it("answers an ES agent as well", async () => {
    const answer = await client.call(
      esRequest({ action: "check-balance", parameters: { accountType: "savings" } }),
    );
    expect(answer).toSay("Your savings balance is $480.00.");
  });
});

describe("transfer", () => {
  const transfer = (amount: number, to = "checking") => {
    const parameters = { from: "savings", to, amount };
    const form = Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, { value }]),
    );
    return cxRequest({ tag: "transfer", parameters, form });
  };

  it("moves the money and clears the form", async () => {
    const answer = await client.call(transfer(80));
    expect(answer).toSay("Done: $80.00 from savings to checking.");
    expect(answer).toSetParameters({ balance: 400, amount: null, from: null, to: null });
    expect(bank.balance("checking")).toBe(92.5);
  });

  it("answers a repeated call as the first one, though the money would not do for a second", async () => {
    const first = await client.call(transfer(300));
    expect(first).toSay("Done: $300.00 from savings to checking.");
    const repeated = await client.call(transfer(300));
    expect(repeated.body).toEqual(first.body);
    expect(bank.balance("savings")).toBe(180);
  });

  it("moves the money once, however often the platform repeats the call", async () => {
    await client.call(transfer(80));
    const repeated = await client.call(transfer(80));
    expect(repeated).toSay("Done: $80.00 from savings to checking.");
    expect(bank.balance("savings")).toBe(400);
  });

  it("asks for another amount where the account holds less", async () => {
    const answer = await client.call(transfer(1000));
    expect(answer).toSay(/only \$480\.00/);
    expect(answer).toInvalidate("amount");
  });

  it("asks an ES agent's user for another amount, without a form", async () => {
    const parameters = { from: "savings", to: "checking", amount: 1000 };
    const answer = await client.call(esRequest({ action: "transfer", parameters }));
    expect(answer).toSay(/only \$480\.00/);
  });

  it("asks again for what makes no sense: a negative amount, the same account twice", async () => {
    expect(await client.call(transfer(-1))).toInvalidate("amount");
    expect(await client.call(transfer(1, "savings"))).toInvalidate("to");
  });
});

describe("hand-off", () => {
  it("hands over to a person, with the caller's number", async () => {
    const answer = await client.call(cxRequest({ tag: "hand-off", callerId: "+15550100" }));
    expect(answer.messages).toContainEqual({
      liveAgentHandoff: { metadata: { department: "accounts", callerId: "+15550100" } },
    });
  });

  it("opens a context for an ES agent", async () => {
    const answer = await client.call(esRequest({ action: "hand-off" }));
    expect(answer.body["outputContexts"]).toMatchObject([{ lifespanCount: 1 }]);
  });
});

it("anything else gets the fallback", async () => {
  expect(await client.call(cxRequest({ tag: "loans" }))).toSay("I can't help with that yet.");
});
