import type { DescMethod } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { describe, expectTypeOf, it } from "vitest";
import {
  createTranscoder,
  type HttpBinding,
  type RequestBody,
  type RequestHeaders,
  type ServiceHttpRule,
  type Transcoder,
  type TranscoderOptions,
  type TranscodingResponse,
} from "../../src/transcoding/index.ts";

describe("the transcoder's types", () => {
  it("take what registers services for RPC", () => {
    expectTypeOf<TranscoderOptions["services"]>().toEqualTypeOf<(router: ConnectRouter) => void>();
    expectTypeOf(createTranscoder).parameter(0).toEqualTypeOf<TranscoderOptions>();
  });

  it("take node's requests and the web's", () => {
    expectTypeOf<Headers>().toExtend<RequestHeaders>();
    expectTypeOf<IncomingHttpHeaders>().toExtend<RequestHeaders>();
    expectTypeOf<Readable>().toExtend<RequestBody>();
    expectTypeOf<Buffer>().toExtend<RequestBody>();
  });

  it("give what any server can send", () => {
    expectTypeOf<Transcoder["handle"]>().returns.resolves.toEqualTypeOf<TranscodingResponse>();
    expectTypeOf<TranscodingResponse["headers"]>().toExtend<OutgoingHttpHeaders>();
    expectTypeOf<Transcoder["match"]>().returns.toEqualTypeOf<DescMethod | undefined>();
    expectTypeOf<Transcoder["bindings"]>().toEqualTypeOf<readonly HttpBinding[]>();
  });

  it("ask every rule for its method", () => {
    expectTypeOf<{ get: string }>().not.toExtend<ServiceHttpRule>();
    expectTypeOf<{ selector: string; get: string }>().toExtend<ServiceHttpRule>();
  });
});
