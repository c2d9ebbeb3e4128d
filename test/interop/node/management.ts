/**
 * The management API by its official Node client: `node management.ts 127.0.0.1:8080`, in clear
 * text, or over TLS where INTEROP_CA names the file with the CA's certificate. REST takes that CA
 * from NODE_EXTRA_CA_CERTS alone.
 *
 * Prints a line of JSON for every step: the client, the step's name, and what was seen. What
 * should be seen stands in test/interop/management/steps.ts, for all languages.
 */
import { v3, v3beta1 } from "@google-cloud/dialogflow-cx";
import { grpc, type ClientOptions } from "google-gax";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { environmentSteps } from "./environments.ts";
import { locationSteps, operationSteps } from "./operations.ts";
import { refusedWebhookSteps, webhookSteps } from "./webhooks.ts";

/** Both versions have the same methods; the types of v3 stand for both. */
const versions = { v3, v3beta1: v3beta1 as unknown as typeof v3 };

/** The client takes no other copy of this library than its own. */
const gax = createRequire(import.meta.url).resolve("google-gax");
const { PassThroughClient } = createRequire(gax)("google-auth-library") as {
  readonly PassThroughClient: new () => NonNullable<ClientOptions["authClient"]>;
};

const [host = "", port = ""] = (process.argv[2] ?? "").split(":");
const ca = process.env["INTEROP_CA"];
const transports: Readonly<Record<string, ClientOptions>> = ca
  ? {
      grpc: { sslCreds: grpc.credentials.createSsl(readFileSync(ca)) },
      rest: { fallback: true },
    }
  : {
      grpc: { sslCreds: grpc.credentials.createInsecure() },
      rest: { fallback: true, protocol: "http" },
    };

for (const [version, v] of Object.entries(versions))
  for (const [transport, settings] of Object.entries(transports)) {
    const authClient = new PassThroughClient();
    const options = { apiEndpoint: host, port: Number(port), authClient, ...settings };
    const webhooks = new v.WebhooksClient(options);
    const environments = new v.EnvironmentsClient(options);
    const deployments = new v.DeploymentsClient(options);
    const project = `projects/node-${transport}-${version}`;
    const location = `${project}/locations/global`;
    const scenario = {
      webhooks,
      environments,
      deployments,
      project,
      location,
      agent: `${location}/agents/a`,
      report: (step: string, seen: unknown): void => {
        const client = `${transport} ${version}`;
        process.stdout.write(`${JSON.stringify({ client, step, seen })}\n`);
      },
    };
    await webhookSteps(scenario);
    await refusedWebhookSteps(scenario);
    await environmentSteps(scenario);
    await operationSteps(scenario);
    await locationSteps(scenario);
    await Promise.all([webhooks.close(), environments.close(), deployments.close()]);
  }
