/** Web services, transports and waiting for tests of credentials. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  Webhook_GenericWebServiceSchema as Schema,
  type Webhook_GenericWebService as GenericWebService,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { DispatchFailure } from "../../../src/dispatch/failure.ts";
import type { SecretResolver } from "../../../src/dispatch/credentials/authorizer.ts";
import { createTransport } from "../../../src/dispatch/transport/create-transport.ts";
import type { Transport } from "../../../src/dispatch/transport/transport.ts";

/** A web service with these settings. */
export function webService(init: MessageInitShape<typeof Schema>): GenericWebService {
  return create(Schema, init);
}

/** The name of a version of a secret. */
export function secretName(secret: string, version = "1"): string {
  return `projects/p/secrets/${secret}/versions/${version}`;
}

/** Secrets by the id of the secret, in memory. */
export function secretsOf(values: Readonly<Record<string, string>>): SecretResolver {
  return { resolve: async (name) => values[name.split("/")[3] ?? ""] };
}

/** A transport to this machine that trusts a CA where requests say nothing. */
export function trusting(ca: Uint8Array): Transport {
  const transport = createTransport({ addresses: { allow: ["loopback"] } });
  return {
    send: (request) => transport.send({ ...request, tls: request.tls ?? { ca: [ca] } }),
    close: () => transport.close(),
  };
}

/** The failure that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<DispatchFailure> {
  try {
    await promise;
  } catch (thrown) {
    if (DispatchFailure.is(thrown)) return thrown;
    throw thrown;
  }
  throw new Error("It did not fail.");
}
