/** A bank in memory: what an agent's business logic would ask a real one. */

/** The accounts of a customer. */
export const accountTypes = ["checking", "savings"] as const;

/** One of a customer's accounts. */
export type AccountType = (typeof accountTypes)[number];

/** A transfer that went through. */
export interface Transfer {
  readonly id: string;
  readonly from: AccountType;
  readonly to: AccountType;
  /** US dollars. */
  readonly amount: number;
}

/** What is kept of a transfer, so that a repeated call is answered as the first one was. */
export interface Receipt extends Transfer {
  /** What the account that paid held right after it. */
  readonly balance: number;
}

/** Balances and transfers of one customer. */
export interface Bank {
  /** The balance of an account, in US dollars. */
  balance(account: AccountType): number;
  /**
   * Moves money, once for each id: the platform repeats a call that it believes
   * lost, and the second one must not move the money again.
   */
  transfer(transfer: Transfer): Receipt;
  /** The transfer of an id, if it went through. */
  receipt(id: string): Receipt | undefined;
}

/** A bank with $12.50 in the checking account and $480 in the savings account. */
export function createBank(): Bank {
  const balances: Record<AccountType, number> = { checking: 12.5, savings: 480 };
  const done = new Map<string, Receipt>();
  return {
    balance: (account) => balances[account],
    transfer(transfer) {
      const earlier = done.get(transfer.id);
      if (earlier !== undefined) return earlier;
      balances[transfer.from] -= transfer.amount;
      balances[transfer.to] += transfer.amount;
      const receipt = { ...transfer, balance: balances[transfer.from] };
      done.set(transfer.id, receipt);
      return receipt;
    },
    receipt: (id) => done.get(id),
  };
}

/** An amount as it is spoken and shown: `$12.50`. */
export function dollars(amount: number): string {
  return amount.toLocaleString("en-US", { style: "currency", currency: "USD" });
}
