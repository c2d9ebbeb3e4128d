/** Every choice where the platform's documentation leaves room, by the difference that it makes on a real socket. */
import { describe, expect, it } from "vitest";
import {
  behaviours,
  type Behaviour,
  type BehaviourName,
  type Behaviours,
} from "../../../src/dispatch/index.ts";
import { answerChoices } from "./answer-choices.ts";
import { callChoices } from "./call-choices.ts";
import { credentialChoices } from "./credential-choices.ts";
import { templateChoices } from "./template-choices.ts";

const cases: Readonly<Record<BehaviourName, ChoiceCase>> = {
  ...callChoices,
  ...templateChoices,
  ...answerChoices,
  ...credentialChoices,
};

/** What can be seen of a behaviour. */
interface ChoiceCase {
  /** Makes a call, or some, and gives what is different. */
  readonly see: (chosen: Partial<Behaviours>) => Promise<unknown>;
  /** What is seen for each choice. */
  readonly seen: readonly (readonly [choice: unknown, seen: unknown])[];
}

const rows = Object.entries(cases).flatMap(([name, { see, seen }]) =>
  seen.map(([choice, result]) => ({
    name: name as BehaviourName,
    choice,
    see,
    result,
    about: behaviours[name as BehaviourName].about,
  })),
);

describe("the table of choices", () => {
  it.each(Object.keys(behaviours) as BehaviourName[])("has every choice of %s below", (name) => {
    const { choices }: Behaviour = behaviours[name];
    const chosen = cases[name].seen.map(([choice]) => choice);
    if ("min" in choices) expect(new Set([...chosen, choices.min]).size).toBe(chosen.length);
    else expect(new Set(chosen)).toEqual(new Set(choices));
    expect(chosen).toContain(behaviours[name].default);
  });

  it.each(Object.entries(cases))("sees a difference between the choices of %s", (_, { seen }) => {
    const results = seen.map(([, result]) => JSON.stringify(result));
    expect(new Set(results).size).toBe(results.length);
  });
});

describe("the choice", () => {
  it.each(rows)("$name = $choice is seen: $about", async ({ name, choice, see, result }) => {
    expect(await see({ [name]: choice })).toEqual(result);
  });

  it.each(rows.filter(({ name, choice }) => choice === behaviours[name].default))(
    "$name = $choice is the default",
    async ({ see, result }) => {
      expect(await see({})).toEqual(result);
    },
  );
});
