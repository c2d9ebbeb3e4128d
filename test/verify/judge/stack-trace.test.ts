import { describe, expect, it } from "vitest";
import { stackTraceIn } from "../../../src/verify/judge/stack-trace.ts";

describe("stack traces", () => {
  it.each([
    ["JavaScript", "Error: no\n    at handle (/app/index.js:12:7)\n    at /app/x.js:1:1"],
    ["JavaScript", '{"error":"TypeError: no\\n    at Router.run (file:///app/r.mjs:3:14)"}'],
    ["JavaScript", "<pre>Error: no<br> &nbsp; &nbsp;at main (/app/a.ts:1:2)</pre>"],
    ["Java", "java.lang.NullPointerException\n\tat com.example.Hook.call(Hook.java:42)"],
    ["Python", 'Traceback (most recent call last):\n  File "/app/main.py", line 3'],
    ["Go", "panic: no\n\ngoroutine 57 [running]:\nmain.main()"],
    ["C#", "System.Exception: no\n   at App.Hook.Post() in /src/Hook.cs:line 12"],
    ["Ruby", "app.rb:12:in `call': no (RuntimeError)"],
    ["PHP", "Fatal error: no\nStack trace:\n#0 /var/www/index.php(3): run()"],
    ["Rust", "thread 'main' panicked at src/main.rs:4:5"],
  ])("of %s are found in %j", (language, text) => {
    expect(stackTraceIn(text)).toBe(language);
  });

  it.each([
    ["", "there is nothing"],
    ["Meet us at noon, at 12:30:00.", "it is a text with times in it"],
    [
      '{"fulfillmentResponse":{"messages":[{"text":{"text":["Line 1\\nat the desk"]}}]}}',
      "it is an answer",
    ],
    ["<h1>Not Found</h1>", "it is an error page without internals"],
  ])("are not found in %j: %s", (text) => {
    expect(stackTraceIn(text)).toBeUndefined();
  });
});
