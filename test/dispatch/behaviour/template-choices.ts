/** What can be seen of the choices about templates. */
import type { Behaviours } from "../../../src/dispatch/index.ts";
import { flexibleTo, type Settings } from "../fixture.ts";
import { callWebhook, only, session, type Called } from "./call.ts";
import { headerOf } from "./webhook-server.ts";

type Chosen = Partial<Behaviours>;

async function call(chosen: Chosen, path: string, service: Settings = {}): Promise<Called> {
  return callWebhook({
    webhook: (origin) => flexibleTo(`${origin}${path}`, service),
    dispatcher: { behaviours: chosen },
    call: { session: { ...session, parameters: { fruit: "crab apple", city: "Genève" } } },
  });
}

async function bodyOf(chosen: Chosen, requestBody: string): Promise<string> {
  return only((await call(chosen, "/", { requestBody })).seen).body;
}

async function pathOf(chosen: Chosen, path: string): Promise<string | undefined> {
  return only((await call(chosen, path)).seen).line.split(" ")[1];
}

async function headerOn(chosen: Chosen, value: string): Promise<string | undefined> {
  const { seen } = await call(chosen, "/", { requestHeaders: { "x-a": value } });
  return headerOf(only(seen), "x-a");
}

/** The cases by behaviour. */
export const templateChoices = {
  missingInBody: {
    see: async (chosen: Chosen) => bodyOf(chosen, '{"x": "$session.params.none"}'),
    seen: [
      ["null", '{"x": null}'],
      ["empty", '{"x": ""}'],
      ["literal", '{"x": "$session.params.none"}'],
    ],
  },
  missingInText: {
    see: async (chosen: Chosen) => bodyOf(chosen, '{"x": "<$session.params.none>"}'),
    seen: [
      ["literal", '{"x": "<$session.params.none>"}'],
      ["empty", '{"x": "<>"}'],
    ],
  },
  referencesInKeys: {
    see: async (chosen: Chosen) => bodyOf(chosen, '{"$session.params.fruit": 1}'),
    seen: [
      ["keep", '{"$session.params.fruit": 1}'],
      ["replace", '{"crab apple": 1}'],
    ],
  },
  missingInUrl: {
    see: async (chosen: Chosen) => pathOf(chosen, "/?x=$session.params.none"),
    seen: [
      ["empty", "/?x="],
      ["literal", "/?x=%24session.params.none"],
    ],
  },
  missingInHeader: {
    see: async (chosen: Chosen) => headerOn(chosen, "<$session.params.none>"),
    seen: [
      ["empty", "<>"],
      ["literal", "<$session.params.none>"],
    ],
  },
  headerCharacters: {
    // As the octets came, one character each.
    see: async (chosen: Chosen) => headerOn(chosen, "$session.params.city"),
    seen: [
      ["utf-8", "GenÃ¨ve"],
      ["latin-1", "Genève"],
    ],
  },
  functionsInTemplates: {
    see: async (chosen: Chosen) => bodyOf(chosen, '{"x": "$sys.func.ADD(1, 2)"}'),
    seen: [
      ["call", '{"x": 3}'],
      ["literal", '{"x": "$sys.func.ADD(1, 2)"}'],
    ],
  },
  functionError: {
    async see(chosen: Chosen) {
      const requestBody = '{"x": "$sys.func.DIVIDE(1, 0)"}';
      const { outcome, seen } = await call(chosen, "/", { requestBody });
      return [outcome.result, seen.map(({ body }) => body), outcome.warnings.length > 0];
    },
    seen: [
      ["null", ["done", ['{"x": null}'], true]],
      ["fail", ["failed", [], false]],
    ],
  },
  urlSpace: {
    see: async (chosen: Chosen) => pathOf(chosen, "/?x=$session.params.fruit"),
    seen: [
      ["%20", "/?x=crab%20apple"],
      ["+", "/?x=crab+apple"],
    ],
  },
} as const;
