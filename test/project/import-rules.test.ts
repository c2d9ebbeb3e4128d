import { describe, expect, it } from "vitest";
import { filesUnder, importsOf, loadedWith } from "./modules.ts";

/** One part of src/: what it may import of the project, and which packages it may load. */
interface Rule {
  readonly part: string;
  readonly may: readonly string[];
  readonly packages: readonly string[];
  readonly why: string;
}

const rules: readonly Rule[] = [
  {
    part: "src/errors.ts",
    may: [],
    packages: [],
    why: "everything imports the error, so it imports nothing",
  },
  {
    part: "src/clock.ts",
    may: [],
    packages: [],
    why: "time is injected everywhere, so it imports nothing",
  },
  {
    part: "src/codec/",
    may: ["src/codec/"],
    packages: [],
    why: "generated readers and writers of anybody's protos run on it alone",
  },
  {
    part: "gen/json/",
    may: ["gen/json/", "src/codec/", "gen/es/"],
    packages: [],
    why: "the hot path's codec loads only the codec's run-time",
  },
  {
    part: "src/wire/",
    may: ["src/wire/", "src/errors.ts", "src/codec/", "gen/"],
    packages: ["@bufbuild/protobuf"],
    why: "only wire knows the platform's JSON, and it does no I/O",
  },
  {
    part: "src/transcoding/",
    may: ["src/transcoding/", "src/errors.ts", "gen/"],
    packages: ["@bufbuild/protobuf", "@connectrpc/connect", "@connectrpc/connect-node"],
    why: "REST by google.api.http knows nothing of any service",
  },
  {
    part: "src/storage/",
    may: ["src/storage/", "src/errors.ts", "gen/"],
    packages: ["kysely", "pg"],
    why: "durable state knows nothing of what is stored",
  },
  {
    part: "src/dispatch/",
    may: ["src/dispatch/", "src/clock.ts", "src/wire/", "src/errors.ts", "src/codec/", "gen/"],
    packages: [
      "@bufbuild/protobuf",
      "google-auth-library",
      "google-libphonenumber",
      "jose",
      "json-p3",
      "undici",
    ],
    why: "the calling side knows no server and no store: webhooks reach it by value, or through a source",
  },
  {
    part: "src/verify/",
    may: ["src/verify/", "src/dispatch/", "src/clock.ts", "src/wire/", "src/errors.ts", "gen/"],
    packages: ["@bufbuild/protobuf", "yaml"],
    why: "who verifies a webhook knows no server: only what calls it, and the contract",
  },
  {
    part: "src/management/",
    may: [
      "src/management/",
      "src/dispatch/",
      "src/storage/",
      "src/transcoding/",
      "src/errors.ts",
      "gen/",
    ],
    packages: ["@bufbuild/protobuf", "@connectrpc/connect"],
    why: "the management API stands on a store and is served by the server, which it does not know",
  },
  {
    part: "src/client/",
    may: [
      "src/client/",
      "src/transcoding/",
      "src/management/http-rules.ts",
      "src/clock.ts",
      "src/dispatch/webhook-source.ts",
      "src/errors.ts",
      "gen/",
    ],
    packages: [
      "@bufbuild/protobuf",
      "@connectrpc/connect",
      "@connectrpc/connect-node",
      "google-auth-library",
      "undici",
    ],
    why: "a client knows no server, and shares with it only the rules of REST; a dispatcher may look through it",
  },
  {
    part: "src/handler/",
    may: ["src/handler/", "src/clock.ts", "src/wire/", "src/errors.ts", "src/codec/", "gen/"],
    packages: ["@bufbuild/protobuf", "@standard-schema/spec"],
    why: "what an application author touches knows no server",
  },
  {
    part: "src/server/",
    may: [
      "src/server/",
      "src/clock.ts",
      "src/management/",
      "src/dispatch/",
      "src/storage/",
      "src/transcoding/",
      "src/handler/",
      "src/wire/",
      "src/errors.ts",
      "src/codec/",
      "gen/",
    ],
    packages: [
      "@bufbuild/protobuf",
      "@connectrpc/connect",
      "@connectrpc/connect-node",
      "@opentelemetry/api",
      "pino",
    ],
    why: "the server stands on everything below it, and on nothing above",
  },
  {
    part: "src/mock/",
    may: ["src/mock/", "src/clock.ts"],
    packages: [],
    why: "it stands in for any webhook, so it shares nothing with ours",
  },
  {
    part: "src/codegen/",
    may: ["src/codegen/"],
    packages: ["@bufbuild/protobuf", "@bufbuild/protoplugin"],
    why: "it writes code at build time and needs nothing of what serves",
  },
];

/** Parts that may import everything but codegen. */
const tops = ["src/index.ts", "src/cli/", "src/testing/"];

/** `@scope/name/sub` → `@scope/name`; a path of the project or a built-in module stays as it is. */
function packageOf(target: string): string {
  const [first = "", second = ""] = target.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

const isOurs = (target: string): boolean => /^(src|gen|proto|examples|test)\//.test(target);
const isBuiltIn = (target: string): boolean => target.startsWith("node:");
const files = [...filesUnder("src"), ...filesUnder("gen/json")];
const inPart = (part: string): readonly string[] => files.filter((file) => file.startsWith(part));

describe("who may import whom", () => {
  it.each(rules)("$part keeps to its own: $why", ({ part, may, packages }) => {
    const wrong = inPart(part).flatMap((file) =>
      importsOf(file)
        .filter(
          ({ target }) => isOurs(target) && !may.some((allowed) => target.startsWith(allowed)),
        )
        .map(({ target }) => `${file} imports ${target}`),
    );
    const foreign = inPart(part).flatMap((file) =>
      importsOf(file)
        .filter(({ target, kind }) => kind !== "type" && !isOurs(target) && !isBuiltIn(target))
        .filter(({ target }) => !packages.includes(packageOf(target)))
        .map(({ target }) => `${file} loads ${target}`),
    );
    expect([...wrong, ...foreign]).toEqual([]);
  });

  it("has a rule for every part of src", () => {
    const parts = [...rules.map(({ part }) => part), ...tops];
    expect(files.filter((file) => !parts.some((part) => file.startsWith(part)))).toEqual([]);
  });

  it("lets the command line alone import codegen", () => {
    const wrong = files
      .filter((file) => !file.startsWith("src/codegen/") && !file.startsWith("src/cli/"))
      .filter((file) => importsOf(file).some(({ target }) => target.startsWith("src/codegen/")));
    expect(wrong).toEqual([]);
  });

  it("writes built-in modules with node: and relative imports with .ts", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => isOurs(target) && !target.endsWith(".ts"))
        .map(({ target }) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe("who may open sockets", () => {
  const network = /^node:(http|https|http2|net|tls|dgram)$/;
  /** The server's listener, its requests and the certificates it serves with, and what connects to webhooks; no other file holds sockets. */
  const listeners = [
    "src/server/listener.ts",
    "src/server/http1-request.ts",
    "src/server/certificates.ts",
    "src/mock/server.ts",
    "src/dispatch/transport/address-policy.ts",
    "src/dispatch/transport/dialer.ts",
    "src/dispatch/transport/http2-session.ts",
    "src/dispatch/transport/service-directory.ts",
    "src/dispatch/transport/tls.ts",
  ];

  it("only the server's listener and the transport load node:http, http2, net and tls", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter(({ target, kind }) => kind !== "type" && network.test(target))
        .filter(() => !listeners.includes(file))
        .map(({ target }) => `${file} loads ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("wire, codec, handler and errors load no built-in module that does I/O", () => {
    const pure = ["src/wire/", "src/codec/", "src/handler/", "src/errors.ts", "gen/json/"];
    const io = /^node:(fs|net|http|child_process|dgram|tls|worker_threads|sqlite)/;
    const wrong = files
      .filter((file) => pure.some((part) => file.startsWith(part)))
      .flatMap((file) =>
        importsOf(file)
          .filter(({ target, kind }) => kind !== "type" && io.test(target))
          .map(({ target }) => `${file} loads ${target}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe("what the first JSON answer may load", () => {
  const late = /^(@bufbuild\/|@connectrpc\/|pino$|pino\/|@grpc\/|@opentelemetry\/|gen\/es\/)/;

  it.each(["src/index.ts", "src/server/index.ts"])(
    "%s loads neither protobuf-es nor Connect nor pino with itself",
    (entry) => {
      const loaded = loadedWith(entry);
      expect(loaded.size, `${entry} imports nothing: is it there?`).toBeGreaterThan(1);
      const wrong = [...loaded]
        .filter(([target]) => late.test(target))
        .map(([, chain]) => chain.join(" → "));
      expect(wrong).toEqual([]);
    },
  );
});
