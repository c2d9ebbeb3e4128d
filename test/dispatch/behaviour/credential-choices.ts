/** What can be seen of the choices about credentials. */
import { Webhook_GenericWebService_ServiceAgentAuth as ServiceAgentAuth } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  createDispatcher,
  type Behaviours,
  type DispatcherOptions,
  type GoogleTokens,
} from "../../../src/dispatch/index.ts";
import { cxRequest } from "../../../src/testing/index.ts";
import { secretName, secretsOf } from "../credentials/fixture.ts";
import { startTokenServer } from "../credentials/token-server.ts";
import { webhookTo, type Settings } from "../fixture.ts";
import { local } from "./call.ts";
import { headerOf, startWebhook, type Received } from "./webhook-server.ts";

type Chosen = Partial<Behaviours>;

/** Calls a webhook, and gives what it and the token endpoint at its `/token` were sent. */
async function requests(
  service: (origin: string) => Settings,
  options: DispatcherOptions & { readonly times?: number },
): Promise<{ hook: readonly Received[]; token: readonly Received[]; results: string[] }> {
  const { times = 1, ...rest } = options;
  await using server = await startWebhook(({ line }) =>
    line.includes("/token") ? { body: { access_token: "t0ken", token_type: "Bearer" } } : {},
  );
  await using dispatcher = createDispatcher({ ...local, ...rest });
  const webhook = webhookTo(`${server.origin}/hook`, service(server.origin));
  const results: string[] = [];
  for (let time = 0; time < times; time++)
    // One after the other: what is kept from one to the next is what counts.
    results.push((await dispatcher.call({ webhook, request: cxRequest() })).result);
  const [token, hook] = [true, false].map((wanted) =>
    server.seen.filter(({ line }) => line.includes("/token") === wanted),
  );
  return { hook: hook ?? [], token: token ?? [], results };
}

const oauth = (origin: string): Settings => ({
  oauthConfig: { clientId: "id", clientSecret: "s3cret", tokenEndpoint: `${origin}/token` },
});

const google: GoogleTokens = {
  idToken: async (audience) => ({ value: `id-of-${new URL(audience).pathname.slice(1)}` }),
  accessToken: async () => ({ value: "access" }),
};

/** The cases by behaviour. */
export const credentialChoices = {
  unspecifiedServiceAgentAuth: {
    async see(chosen: Chosen) {
      const open = ServiceAgentAuth.SERVICE_AGENT_AUTH_UNSPECIFIED;
      const { hook } = await requests(() => ({ serviceAgentAuth: open }), {
        behaviours: chosen,
        google,
      });
      return hook.map((one) => headerOf(one, "authorization") ?? "none");
    },
    seen: [
      ["id-token", ["Bearer id-of-hook"]],
      ["none", ["none"]],
    ],
  },
  secretNewline: {
    async see(chosen: Chosen) {
      const secretVersionsForRequestHeaders = { "x-key": { secretVersion: secretName("k") } };
      const { hook, results } = await requests(() => ({ secretVersionsForRequestHeaders }), {
        behaviours: chosen,
        secrets: secretsOf({ k: "k3y\n" }),
      });
      return [...results, ...hook.map((one) => headerOf(one, "x-key"))];
    },
    seen: [
      ["send", ["failed"]],
      ["trim", ["done", "k3y"]],
    ],
  },
  clientAuthentication: {
    async see(chosen: Chosen) {
      const { token } = await requests(oauth, { behaviours: chosen });
      return token.map((one) => [one.body, headerOf(one, "authorization") ?? "none"]);
    },
    seen: [
      ["body", [["grant_type=client_credentials&client_id=id&client_secret=s3cret", "none"]]],
      ["basic", [["grant_type=client_credentials", `Basic ${btoa("id:s3cret")}`]]],
    ],
  },
  tokenEndpointTrust: {
    async see(chosen: Chosen) {
      await using server = await startTokenServer(({ path }) =>
        path === "/token" ? { body: { access_token: "t0ken" } } : {},
      );
      await using dispatcher = createDispatcher({ ...local, behaviours: chosen });
      const webhook = webhookTo(`${server.origin}/hook`, {
        ...oauth(server.origin),
        allowedCaCerts: [server.ca],
      });
      const { failure } = await dispatcher.call({ webhook, request: cxRequest() });
      return [failure?.kind ?? "none", server.seen.map(({ path }) => path)];
    },
    seen: [
      ["default", ["credentials", []]],
      ["webhook", ["none", ["/token", "/hook"]]],
    ],
  },
  unknownTokenLifetimeMs: {
    async see(chosen: Chosen) {
      return (await requests(oauth, { behaviours: chosen, times: 2 })).token.length;
    },
    seen: [
      [0, 2],
      [300_000, 1],
    ],
  },
} as const;
