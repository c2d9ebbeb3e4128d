import { describe, expect, it } from "vitest";
import type { Interceptor } from "@connectrpc/connect";
import { registeredMethods } from "../../src/transcoding/service-methods.ts";
import { serviceType } from "./fixture.ts";

const pass: Interceptor = (next) => next;
const library = serviceType("LibraryService");

describe("registeredMethods", () => {
  it("has every method of a service, with what stands around all", () => {
    const requestGate = (): void => {};
    const methods = registeredMethods((router) => void router.service(library, {}), {
      interceptors: [pass],
      requestGate,
    });
    expect(methods.map(({ spec }) => spec.method)).toEqual(library.methods);
    expect(methods[0]).toMatchObject({ interceptors: [pass], requestGate });
  });

  it("has a single method, with its own options in the place of the common ones", () => {
    const method = library.method["getBook"];
    if (method?.methodKind !== "unary") throw new Error("GetBook is unary.");
    const methods = registeredMethods(
      (router) => void router.rpc(method, (() => ({})) as never, { interceptors: [] }),
      { interceptors: [pass] },
    );
    expect(methods).toMatchObject([{ spec: { kind: "unary", method }, interceptors: [] }]);
  });

  it("shows a registration the handlers that Connect would have", () => {
    let paths: readonly string[] = [];
    registeredMethods((router) => {
      router.service(library, {});
      paths = router.handlers.map(({ requestPath }) => requestPath);
    }, {});
    expect(paths).toContain("/echo.v1.LibraryService/GetBook");
  });
});
