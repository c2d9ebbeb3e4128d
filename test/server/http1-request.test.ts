import fc from "fast-check";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Http1Request } from "../../src/server/http1-request.ts";

type Handler = (request: Http1Request, response: ServerResponse) => void;

let handle: Handler = () => {};
const server = createServer({ IncomingMessage: Http1Request }, (request, response) =>
  handle(request, response),
);
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => server.close());

/** Answers with what the sink got, chunk by chunk. */
const echo: Handler = (request, response) => {
  const chunks: string[] = [];
  const delivered = request.deliverTo({
    chunk: (bytes) => void chunks.push(bytes.toString("latin1")),
    end: () => response.end(JSON.stringify(chunks)),
  });
  expect(delivered).toBe(true);
};

function open(port = (server.address() as AddressInfo).port): Socket {
  return connect({ port, host: "127.0.0.1", noDelay: true });
}

/** The bodies of the answers on one connection, which the last of them closes. */
async function exchange(pieces: readonly string[], port?: number): Promise<readonly string[]> {
  const socket = open(port);
  for (const piece of pieces)
    await new Promise<void>((resolve) =>
      socket.write(piece, "latin1", () => setImmediate(resolve)),
    );
  let answers = "";
  socket.setEncoding("latin1").on("data", (text: string) => (answers += text));
  await once(socket, "close");
  return answers
    .split("HTTP/1.1 200 OK\r\n")
    .slice(1)
    .map((answer) => answer.slice(answer.indexOf("\r\n\r\n") + 4));
}

function post(body: string, connection = "close"): string {
  return `POST / HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

describe("a body that is delivered", () => {
  it("arrives whole, however its bytes are cut", async () => {
    handle = echo;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 }),
        async (bodies) => {
          const pieces = bodies.map((piece) => Buffer.from(piece).toString("latin1"));
          const body = pieces.join("");
          const [head = ""] = post(body).split("\r\n\r\n");
          const [answer = ""] = await exchange([`${head}\r\n\r\n`, ...pieces]);
          expect((JSON.parse(answer) as string[]).join("")).toBe(body);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    ["none", "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", []],
    [
      "of chunks",
      "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
      ["ab", "c"],
    ],
  ])("may be one %s", async (_, bytes, chunks) => {
    handle = echo;
    expect(await exchange([bytes])).toEqual([JSON.stringify(chunks)]);
  });

  it("does not hold up the requests behind it, however they come", async () => {
    handle = echo;
    const requests = [post("a", "keep-alive"), post("b", "keep-alive"), post("c")];
    expect(await exchange([requests.join("")])).toEqual(['["a"]', '["b"]', '["c"]']);
    expect(await exchange(requests)).toEqual(['["a"]', '["b"]', '["c"]']);
  });

  it("says that it has ended if node:http waits for that, having sent the answer before", async () => {
    const ended = new Promise<string>((resolve) => {
      handle = (request, response) => {
        request.deliverTo({ chunk: () => {}, end: () => {} });
        response.end("early");
        request.once("end", () => resolve("ended"));
      };
    });
    const [head = "", body = ""] = post("abc", "keep-alive").split(/(?<=\r\n\r\n)/);
    const socket = open();
    socket.write(head);
    await once(socket, "data");
    socket.write(body);
    expect(await ended).toBe("ended");
    socket.destroy();
  });

  // Without the flag, Node 24 has another implementation than the versions before it by default.
  it.each([[[]], [["--no-async-context-frame"]]])(
    "finds nothing of what the handler before it entered into its context (%j)",
    async (flags) => {
      const program = fileURLToPath(new URL("context-program.ts", import.meta.url));
      const child = spawn(process.execPath, [...flags, program], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      try {
        const port = Number(String((await once(child.stdout, "data"))[0]));
        const body = JSON.stringify({ detectIntentResponseId: "left", fulfillmentInfo: {} });
        const call = (connection: string): string =>
          post(body, connection).replace("POST /", "POST /webhook");
        const pieces = [call("keep-alive") + call("keep-alive"), call("close")];
        for (const answer of await exchange(pieces, port)) expect(answer).toContain("nothing");
      } finally {
        child.kill("SIGKILL");
      }
    },
  );

  it("lets node:http forget the request with its answer", async () => {
    const ended: boolean[] = [];
    handle = (request, response) => {
      ended.push(request.readableEnded);
      echo(request, response);
      response.once("finish", () => ended.push(request.readableEnded));
    };
    await exchange([post("a")]);
    expect(ended).toEqual([false, true]);
  });

  it("is never ended when the client goes away before its end", async () => {
    const events: string[] = [];
    const gone = new Promise<void>((resolve) => {
      handle = (request, response) => {
        request.deliverTo({
          chunk: (bytes) => void events.push(bytes.toString()),
          end: () => void events.push("end"),
        });
        response.once("close", resolve);
      };
    });
    const socket = open();
    socket.write(post("abc").slice(0, -1), () => socket.destroy());
    await gone;
    expect(events).toEqual(["ab"]);
  });
});

describe("a body that nobody has asked for", () => {
  it("is a stream, as ever", async () => {
    handle = (request, response) => {
      response.setHeader("Content-Length", 3);
      request.pipe(response);
    };
    expect(await exchange([post("abc")])).toEqual(["abc"]);
  });

  it("stays a stream once it has begun to arrive", async () => {
    handle = (request, response) => {
      request.once("data", (bytes: Buffer) => {
        const delivered = request.deliverTo({ chunk: () => {}, end: () => {} });
        request.once("end", () => response.end(`${bytes.toString()} ${delivered}`));
      });
    };
    expect(await exchange([post("abc")])).toEqual(["abc false"]);
  });

  it("is dropped with the answer, and the next request is heard", async () => {
    handle = (_, response) => response.end("no");
    expect(await exchange([post("a", "keep-alive"), post("b")])).toEqual(["no", "no"]);
  });
});
