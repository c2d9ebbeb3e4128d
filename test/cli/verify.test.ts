import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonReport } from "../../src/verify/report/json.ts";
import { createRouter } from "../../src/handler/router.ts";
import { serve } from "../../src/server/index.ts";
import { createAuthority } from "../server/certificates.ts";
import { guardedSoundly } from "../verify/defects.ts";
import { listen, sound, type Call, type ListeningWebhook } from "../verify/webhook.ts";
import { startCommand, type CommandResult, type CommandWorld } from "./process.ts";

let folder = "";
let webhook: ListeningWebhook;
const calls: Call[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-verify-"));
  webhook = await listen(async (call) => {
    calls.push(call);
    if (call.body.includes("transcript") && call.body.includes('"half"')) return { status: 500 };
    return call.body.includes('"broken"') ? { status: 500 } : sound(call);
  });
});
afterAll(async () => {
  await webhook[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Runs `fulfillkit verify` in the folder. */
function verify(args: readonly string[], world: CommandWorld = {}): Promise<CommandResult> {
  return startCommand(["verify", ...args], { cwd: folder, ...world }).result;
}

/** The same against the webhook of this file. */
const verifyIt = (...args: readonly string[]): Promise<CommandResult> =>
  verify([webhook.url, ...args]);

describe("fulfillkit verify", () => {
  it("prints a report for people, and ends with 0 where all is well", async () => {
    const { code, output, errors } = await verifyIt("--tag", "hello", "--only", "query-text");
    expect(errors).toBe("");
    expect(output).toMatch(/\n {2}ok {7}query-text \[hello\] \(\d+ ms\)\n/);
    expect(output).toMatch(/\n1 passed, 0 passed with warnings, 0 failed, 0 skipped, in /);
    expect(code).toBe(0);
  });

  it("ends with 1 where a case failed", async () => {
    const { code, output } = await verifyIt("--tag", "half", "--only", "query-transcript");
    expect(output).toContain("FAILED   query-transcript [half]");
    expect(code).toBe(1);
  });

  it("tells of a tag that is never answered once, and writes reports of that as well", async () => {
    const { code, output } = await verifyIt("--tag", "broken", "--junit", "broken.xml");
    expect(output.match(/FAILED/g)).toHaveLength(1);
    expect(output).toContain("FAILED   first-call [broken]");
    expect(output).toMatch(/\n {2}skipped {2}\d+ cases \[broken\] \(The first call has failed\.\)/);
    expect(await readFile(join(folder, "broken.xml"), "utf8")).toContain('failures="1"');
    expect(code).toBe(1);
  });

  it("runs all cases but those to be skipped, for every tag, with the parameters", async () => {
    calls.length = 0;
    const args = ["--tag", "a", "--tag", "b", "--param", "city=Bern", "--param", "count=2"];
    const { output } = await verifyIt(...args, "--skip", "burst", "--output", "json");
    const { results, summary } = JSON.parse(output) as JsonReport;
    expect(summary).toMatchObject({ failed: 0, warned: 0 });
    expect(results.filter(({ id }) => id === "query-text").map(({ tag }) => tag)).toEqual([
      "a",
      "b",
    ]);
    expect(results.map(({ id }) => id)).not.toContain("burst");
    expect(calls[0]?.body).toMatch(/"city": "Bern",\s+"count": 2\.0/);
  });

  it("calls ES webhooks by their format", async () => {
    const { output, code } = await verifyIt("--format", "es", "--tag", "hello", "--output", "json");
    const { results, format } = JSON.parse(output) as JsonReport;
    expect(format).toBe("es");
    expect(results.some(({ id }) => id === "query-text")).toBe(false);
    expect(code).toBe(0);
  });

  it("writes JUnit's XML to a file, and prints it where that is asked for", async () => {
    const args = ["--only", "query-text", "--only", "method-get"];
    const { output } = await verifyIt(...args, "--junit", "report.xml");
    expect(output).toContain("ok       query-text");
    const file = await readFile(join(folder, "report.xml"), "utf8");
    expect(file).toMatch(/^<\?xml .*\n<testsuites name="fulfillkit verify http.* tests="2" /);
    const printed = await verifyIt(...args, "--output", "junit");
    expect(printed.output).toMatch(/^<\?xml /);
  });

  it("says so where the file can't be written, once the report is printed", async () => {
    const { output, errors, code } = await verifyIt(
      "--only",
      "query-text",
      "--junit",
      "none/a.xml",
    );
    expect(output).toContain("ok       query-text");
    expect(errors).toMatch(/^The report can't be written: ENOENT/);
    expect(code).toBe(1);
  });

  it("runs a team's own cases as well", async () => {
    const own = "group: Ours\ncases: [{ id: ours-1, why: We need it., request: { text: broken } }]";
    await writeFile(join(folder, "ours.yaml"), own);
    const args = ["--cases", ".", "--only", "ours-1", "--only", "query-text"];
    const { output, code } = await verifyIt(...args, "--tag", "hello");
    expect(output).toMatch(/Ours\n {2}FAILED {3}ours-1 \[hello\].*\n +We need it\./);
    expect(code).toBe(1);
  });

  it("says what is wrong with them", async () => {
    const broken = await mkdtemp(join(folder, "broken-"));
    await writeFile(join(broken, "b.yaml"), "group: Ours\ncases: [{ id: B }]");
    const { errors, code } = await verifyIt("--cases", broken);
    expect(errors).toBe(
      "b.yaml: B: id should be lower case, with hyphens.\n" +
        "b.yaml: B: why is missing: one sentence, with its full stop.\n",
    );
    expect(code).toBe(1);
  });

  it("says which of them make no request", async () => {
    const wrong = await mkdtemp(join(folder, "wrong-"));
    const text = "group: Ours\ncases: [{ id: ours-2, why: Why., request: { txet: hello } }]";
    await writeFile(join(wrong, "w.yaml"), text);
    const { errors, code } = await verifyIt("--cases", wrong);
    expect(errors).toBe("ours-2: request has no member txet; json sends members as they stand.\n");
    expect(code).toBe(1);
  });

  it("trusts the authorities of a file, and shows a certificate", async () => {
    await using authority = await createAuthority();
    const { cert, key } = await authority.issue("server");
    const client = await authority.issue("client");
    const server = await serve(
      createRouter().fallback(() => undefined),
      {
        port: 0,
        host: "127.0.0.1",
        logLevel: "error",
        tls: { cert, key, clientCa: authority.ca },
      },
    );
    const args = [`${server.url}/webhook`, "--only", "query-text", "--ca", authority.ca];
    const shown = ["--client-cert", client.cert, "--client-key", client.key];
    const [without, withIt] = [await verify(args), await verify([...args, ...shown])];
    await server.close({ graceMs: 0 });
    expect(without.code).toBe(1);
    expect(withIt).toMatchObject({ code: 0, errors: "" });
  });

  it.each([
    [["--basic", "agent:s3cret-s3cret"], "--basic"],
    [["--header", "Authorization: Basic YWdlbnQ6czNjcmV0LXMzY3JldA=="], "--header"],
  ])("proves who it is by %j", async (args) => {
    await using guarded = await listen(guardedSoundly);
    const { output, code } = await verify([guarded.url, ...args]);
    expect(output).toContain("ok       credentials-none");
    expect(output).toContain("ok       credentials-wrong");
    expect(output).not.toContain("s3cret");
    expect(code).toBe(0);
  });

  it("takes credentials from the environment, where no list of processes shows them", async () => {
    await using guarded = await listen(guardedSoundly);
    const env = { FULFILLKIT_VERIFY_BASIC: "agent:s3cret-s3cret" };
    const args = [guarded.url, "--only", "credentials-wrong"];
    expect(await verify(args, { env })).toMatchObject({ code: 0 });
  });

  it("does not call addresses that are not public by a name that does not say so", async () => {
    const { output, code } = await verify(["https://0.0.0.0/webhook"]);
    expect(output).toContain("which is not to be called");
    expect(code).toBe(1);
  });

  it("says so where nothing listens, in every report", async () => {
    const gone = await listen(sound);
    await gone[Symbol.asyncDispose]();
    const { output, code } = await verify([gone.url, "--junit", "gone.xml", "-o", "json"]);
    const { results, summary } = JSON.parse(output) as JsonReport;
    expect(results[0]?.findings[0]?.message).toContain("127.0.0.1");
    expect(summary).toMatchObject({ passed: 0, failed: 1 });
    expect(await readFile(join(folder, "gone.xml"), "utf8")).toContain("127.0.0.1");
    expect(code).toBe(1);
  });

  it.each([
    [[], "Which webhook? Give its URL."],
    [["ftp://example.com/"], '"ftp://example.com/" is no URL of a webhook'],
    [["https://a.example/", "more"], "verify takes one URL; there is more, too."],
    [["https://a.example/", "--format", "cx/v3"], '--format takes cx or es, not "cx/v3".'],
    [["https://a.example/", "--output", "constructor"], "--output takes text, json or junit"],
    [["https://a.example/", "--timeout", "31"], "--timeout takes seconds up to 30, not 31."],
    [["https://a.example/", "--timeout", "0"], "--timeout takes seconds up to 30, not 0."],
    [["https://a.example/", "--concurrency", "0"], "--concurrency takes an integer from 1 to 100"],
    [["https://a.example/", "--tag", ""], "--tag takes a tag; it is empty."],
    [["https://a.example/", "--param", "city"], '--param takes name=value, not "city".'],
    [["https://a.example/", "--header", "s3cret"], '--header takes "<name>: <value>".'],
    [["https://a.example/", "--basic", "s3cret"], "--basic takes <user>:<password>."],
    [["https://a.example/", "--basic", "a:b", "--bearer", "t"], "fill the same header"],
    [["https://a.example/", "--client-cert", "a.pem"], "needs both --client-cert and --client-key"],
    [
      ["https://a.example/", "--only", "nothing"],
      "There is no case nothing; there are query-text,",
    ],
    [["https://a.example/", "--only", "query-text", "--format", "es"], "No case is left to run"],
    [["https://a.example/", "--allow", "here"], '"here" is no address'],
  ])("refuses %j: %s", async (args, message) => {
    const { code, errors } = await verify(args);
    expect(errors).toContain(message);
    expect(errors).not.toContain("s3cret");
    expect(code).toBe(2);
  });
});
