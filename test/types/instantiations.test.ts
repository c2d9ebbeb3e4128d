import { describe, expect, it } from "vitest";
import { compile } from "./compile.ts";

/**
 * What type-checking a program with a router of 200 tags may cost, the library's
 * and zod's own types included. As a figure to compare: such a program stood at
 * 123 000 when the budget was set, and an empty router at 32 000.
 */
const budget = 160_000;

function application(tags: number): string {
  const lines = Array.from(
    { length: tags },
    (_, index) => `
  .tag("tag-${index}",
    { params: z.object({ amount: z.number(), account${index}: z.enum(["checking", "savings"]) }) },
    async ({ params, context }) =>
      reply().text(\`\${context.user}: \${params.account${index}} \${params.amount.toFixed(2)}\`))`,
  );
  return `
import { createRouter, reply } from "fulfillkit";
import { z } from "zod";
export const schema = z.object({});
export const router = createRouter()
  .use(async ({ session }, next) => next({ user: session.id }))${lines.join("")}
  .fallback(() => reply());
`;
}

describe("type-checking a router", () => {
  it(`of 200 tags with typed parameters takes at most ${budget} instantiations`, async () => {
    const { errors, instantiations } = await compile(application(200));
    expect(errors).toEqual([]);
    expect(instantiations).toBeLessThanOrEqual(budget);
  });

  it("costs as much for each tag, however many there are", async () => {
    const [none, some, many] = await Promise.all(
      [0, 40, 160].map((tags) => compile(application(tags))),
    );
    const perTag = ((some?.instantiations ?? 0) - (none?.instantiations ?? 0)) / 40;
    const perLaterTag = ((many?.instantiations ?? 0) - (some?.instantiations ?? 0)) / 120;
    expect(perTag).toBeGreaterThan(0);
    expect(perLaterTag).toBeLessThan(perTag * 1.5);
  });

  it("finds a mistake among 200 tags", async () => {
    const { errors } = await compile(
      application(200).replace("params.account150", "params.account151"),
    );
    expect(errors).toEqual([expect.stringContaining("Property 'account151' does not exist")]);
  });
});
