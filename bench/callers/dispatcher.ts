/** This project's dispatcher, with its defaults: every check, limit and deadline in force. */
import { createDispatcher } from "fulfillkit/dispatch";
import { dispatchOf, localDispatcher } from "./call.ts";
import { callLoop } from "./loop.ts";

await callLoop((url) => {
  const dispatcher = createDispatcher(localDispatcher);
  const call = dispatchOf(url);
  return async () => {
    const { result, failure } = await dispatcher.call(call);
    if (result !== "done") throw failure ?? new Error(result);
  };
});
