/** Whom calls trust, as whom they appear, and where Service Directory leads them (§5.5 to §5.7). */
import { createSecureServer, type IncomingHttpHeaders } from "node:http2";
import type { TLSSocket, TlsOptions } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createDispatcher,
  DispatchFailure,
  staticEndpoints,
  type DispatcherOptions,
  type EndpointResolver,
  type Outcome,
} from "../../../src/dispatch/index.ts";
import { cxRequest } from "../../../src/testing/index.ts";
import { webhookTo } from "../fixture.ts";
import { inDirectory, service } from "../service-directory.ts";
import { createAuthority, type Authority, type Issued } from "../transport/certificates.ts";
import { listen } from "../transport/fixture.ts";
import { local } from "./call.ts";
import type { Row } from "./evidence.ts";
import { startWebhook, type Reply } from "./webhook-server.ts";

let authority: Authority;
let other: Authority;
const certificates = new Map<string, Issued>();

beforeAll(async () => {
  authority = await createAuthority();
  other = await createAuthority();
  const kinds = {
    good: {},
    nameless: { names: "" },
    elsewhere: { names: "DNS:other.example" },
    expired: { days: -1 },
    encipherment: { keyUsage: "keyEncipherment" },
    signature: { keyUsage: "digitalSignature" },
    own: { selfSigned: true },
    orders: { names: "DNS:orders.example" },
  };
  for (const [name, options] of Object.entries(kinds))
    // One after the other, for the CA's serial numbers.
    certificates.set(name, await authority.issue(name, options));
});
afterAll(async () => {
  await authority[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

function certificate(name: string): Issued {
  const found = certificates.get(name);
  if (found === undefined) throw new Error(`There is no certificate ${name}.`);
  return found;
}

interface TlsCall {
  readonly tls: TlsOptions;
  readonly ca?: readonly Uint8Array[];
  readonly options?: DispatcherOptions;
  readonly reply?: Reply;
}

async function call({ tls, ca, options, reply = {} }: TlsCall): Promise<Outcome> {
  await using server = await startWebhook(() => reply, tls);
  await using dispatcher = createDispatcher({ ...local, ...options });
  const webhook = webhookTo(server.origin, ca === undefined ? {} : { allowedCaCerts: [...ca] });
  return await dispatcher.call({ webhook, request: cxRequest() });
}

const refused = {
  result: "failed",
  status: {
    code: 14,
    message:
      "Webhook call failed. Error: UNAVAILABLE, State: URL_UNREACHABLE, Reason: UNREACHABLE_SSL_VALIDATION_FAILED.",
  },
  events: ["webhook.error"],
  failure: { kind: "tls" },
};

interface TrustRow extends Row {
  readonly name: string;
  readonly trust: "none" | "its CA" | "another CA" | "both CAs" | "itself";
  readonly taken: boolean;
}

function trusted({ trust, name }: TrustRow): Uint8Array[] | undefined {
  if (trust === "none") return undefined;
  if (trust === "itself") return [certificate(name).der];
  if (trust === "another CA") return [other.der];
  return trust === "its CA" ? [authority.der] : [other.der, authority.der];
}

const documented = { evidence: "documented", section: "§5.6" } as const;

const trusts: readonly TrustRow[] = [
  { ...documented, about: "by a custom CA in DER", name: "good", trust: "its CA", taken: true },
  { ...documented, about: "by one of several CAs", name: "good", trust: "both CAs", taken: true },
  { ...documented, about: "by itself, listed", name: "own", trust: "itself", taken: true },
  {
    about: "by itself, not listed",
    evidence: "documented",
    section: "§1.1",
    name: "own",
    trust: "none",
    taken: false,
  },
  {
    about: "by a CA that is not public",
    evidence: "documented",
    section: "§1.1",
    name: "good",
    trust: "none",
    taken: false,
  },
  { ...documented, about: "by another CA", name: "good", trust: "another CA", taken: false },
  { ...documented, about: "without a SAN", name: "nameless", trust: "its CA", taken: false },
  { ...documented, about: "for another host", name: "elsewhere", trust: "its CA", taken: false },
  { ...documented, about: "of yesterday", name: "expired", trust: "its CA", taken: false },
  { ...documented, about: "for signatures", name: "signature", trust: "its CA", taken: true },
  {
    ...documented,
    about: "for encipherment alone",
    name: "encipherment",
    trust: "its CA",
    taken: false,
  },
];

describe("a certificate", () => {
  it.each(trusts)("$about is taken: $taken ($evidence, $section)", async (row) => {
    const ca = trusted(row);
    const outcome = await call({ tls: certificate(row.name), ...(ca && { ca }) });
    expect(outcome).toMatchObject(row.taken ? { result: "done" } : refused);
    // A certificate does not get better by asking again (documented, §4.3).
    expect(outcome.attempts).toHaveLength(1);
  });

  it("counts for nothing below TLS 1.2 (assumed, §5.6)", async () => {
    const tls = {
      ...certificate("good"),
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT:@SECLEVEL=0",
    } as const;
    expect(await call({ tls, ca: [authority.der] })).toMatchObject(refused);
  });
});

describe("a server that chooses HTTP/2", () => {
  it("is spoken to in it, with the same headers and the same body (assumed, §1.1)", async () => {
    const seen: (IncomingHttpHeaders & { readonly body: string })[] = [];
    const server = createSecureServer(certificate("good"), (request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      request.on("end", () => {
        seen.push({ ...request.headers, body });
        response.end("{}");
      });
    });
    await using listening = await listen(server);
    await using dispatcher = createDispatcher(local);
    const webhook = webhookTo(`https://localhost:${listening.port}/hook`, {
      allowedCaCerts: [authority.der],
    });
    const request = cxRequest();
    const [first, second] = await Promise.all([
      dispatcher.call({ webhook, request }),
      dispatcher.call({ webhook, request }),
    ]);
    expect([first.result, second.result]).toEqual(["done", "done"]);
    expect(listening.connections).toBeLessThanOrEqual(2);
    expect(seen[0]).toMatchObject({
      ":method": "POST",
      ":path": "/hook",
      "user-agent": "Google-Dialogflow",
      "content-type": "application/json",
      body: first.attempts[0]?.request?.body,
    });
  });
});

describe("a webhook that asks for a client certificate (documented, §5.5)", () => {
  const asking = (): TlsOptions => ({
    ...certificate("good"),
    ca: authority.pem,
    requestCert: true,
    rejectUnauthorized: true,
  });
  const showName: Reply = (socket) => {
    const { subject } = (socket as TLSSocket).getPeerCertificate();
    const body = JSON.stringify({ payload: { name: subject.CN } });
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  };

  it("is shown the dispatcher's", async () => {
    const { cert, key } = certificate("signature");
    const options = { clientCertificate: { cert, key } };
    expect(
      await call({ tls: asking(), ca: [authority.der], options, reply: showName }),
    ).toMatchObject({ result: "done", effects: [{ payload: { name: "signature" } }] });
  });

  it("is none for a dispatcher that has no certificate", async () => {
    expect(await call({ tls: asking(), ca: [authority.der] })).toMatchObject(refused);
  });

  it("is none for a dispatcher whose certificate and key do not fit, and the key is not told", async () => {
    const { cert } = certificate("signature");
    const { key } = certificate("good");
    const options = { clientCertificate: { cert, key } };
    const outcome = await call({ tls: asking(), ca: [authority.der], options });
    expect(outcome).toMatchObject(refused);
    expect(JSON.stringify(outcome)).not.toContain(key.slice(60, 100));
  });
});

const uri = "https://orders.example/hook";

/** Calls a webhook in Service Directory whose server has the certificate of its name, and says how it was reached. */
async function callService(
  resolver: (port: number) => EndpointResolver | undefined,
  options: DispatcherOptions = {},
): Promise<Outcome> {
  const sayName: Reply = (socket) => {
    const body = JSON.stringify({ payload: { sni: (socket as TLSSocket).servername } });
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  };
  await using server = await startWebhook(() => sayName, certificate("orders"));
  const endpoints = resolver(server.port);
  await using dispatcher = createDispatcher({
    ...local,
    ...(endpoints && { endpoints }),
    ...options,
  });
  const webhook = inDirectory(uri, { allowedCaCerts: [authority.der] });
  const outcome = await dispatcher.call({ webhook, request: cxRequest() });
  const hosts = server.seen.map(({ headers }) => headers[0]);
  expect(hosts.every((host) => host?.join() === "host,orders.example")).toBe(true);
  return outcome;
}

const at =
  (...endpoints: readonly string[]) =>
  (port: number): EndpointResolver =>
    staticEndpoints({ [service]: endpoints.map((one) => one.replace("PORT", String(port))) });

const unreachable = {
  result: "failed",
  status: { code: 14 },
  events: ["webhook.error.not-found", "webhook.error"],
};

interface DirectoryRow extends Row {
  readonly resolver: (port: number) => EndpointResolver | undefined;
  readonly options?: DispatcherOptions;
  readonly outcome: object;
}

const directory: readonly DirectoryRow[] = [
  {
    about: "is called at its endpoint, with Host and SNI of the URL",
    evidence: "documented",
    section: "§5.7",
    resolver: at("127.0.0.1:PORT"),
    outcome: { result: "done", effects: [{ payload: { sni: "orders.example" } }] },
  },
  {
    about: "is called at the next endpoint where one can't be reached",
    evidence: "assumed",
    section: "§5.7",
    resolver: at("127.0.0.1:1", "127.0.0.1:PORT"),
    options: { behaviours: { endpointChoice: "first" } },
    outcome: { result: "done", attempts: [{ reason: "first" }] },
  },
  {
    about: "fails where it has no endpoints",
    evidence: "assumed",
    section: "§5.7",
    resolver: at(),
    outcome: { ...unreachable, failure: { kind: "dns" } },
  },
  {
    about: "fails where the dispatcher can't find endpoints",
    evidence: "assumed",
    section: "§5.7",
    resolver: () => undefined,
    outcome: { ...unreachable, failure: { kind: "dns" } },
  },
  {
    about: "fails at an endpoint that is not to be called",
    evidence: "assumed",
    section: "§5.7",
    resolver: at("10.0.0.1:PORT"),
    outcome: { ...unreachable, failure: { kind: "address" } },
  },
  {
    about: "fails in the resolver's own words if those are a failure",
    evidence: "assumed",
    section: "§5.7",
    resolver: () => ({
      resolve: () => Promise.reject(new DispatchFailure("credentials", "No token.")),
    }),
    outcome: { status: { code: 16 }, failure: { kind: "credentials", message: "No token." } },
  },
  {
    about: "fails without the resolver's words if they are any other",
    evidence: "assumed",
    section: "§5.7",
    resolver: () => ({ resolve: () => Promise.reject(new Error("Bearer t0ken")) }),
    outcome: {
      ...unreachable,
      failure: { kind: "dns", message: `The endpoints of ${service} can't be found.` },
    },
  },
];

describe("a webhook in Service Directory", () => {
  it.each(directory)("$about ($evidence, $section)", async ({ resolver, options, outcome }) => {
    expect(await callService(resolver, options)).toMatchObject(outcome);
  });
});
