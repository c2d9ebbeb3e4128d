import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { locateStore, withoutCredentials } from "../../src/storage/location.ts";

describe("the URL of a store", () => {
  it.each([
    ["memory:", undefined],
    ["store.db", resolve("store.db")],
    ["./a b/store.db", resolve("a b/store.db")],
    ["/var/lib/store.db", "/var/lib/store.db"],
    ["file:store.db", resolve("store.db")],
    ["file:/var/lib/store.db", "/var/lib/store.db"],
    ["file:///var/lib/a%20b.db", "/var/lib/a b.db"],
    ["FILE:store.db", resolve("store.db")],
  ])("%s is embedded", (url, path) => {
    expect(locateStore(url)).toEqual({ dialect: "sqlite", path });
  });

  it.each(["postgres://u:p@h:5433/d?sslmode=require", "postgresql://h/d", "POSTGRES://h/d"])(
    "%s is PostgreSQL",
    (url) => {
      expect(locateStore(url)).toEqual({ dialect: "postgres", url });
    },
  );

  it.each([
    ["mysql://root:secret@host/db?x=secret", "it is another database"],
    ["http://host/store.db", "it is no database"],
    ["", "it is nothing"],
    [":memory:", "SQLite's own spelling would look like a file"],
    ["file:", "it is nothing but a scheme"],
    ["file://host/store.db", "a file is on this machine"],
  ])('"%s" is refused, without its secrets: %s', (url) => {
    const refused = (): unknown => locateStore(url);
    expect(refused).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT", reason: "INVALID_STORE_URL" }),
    );
    expect(refused).not.toThrow(/secret/);
  });

  it.each([
    ["postgres://u:p@host:1/d", "postgres://host:1/d"],
    ["postgres://u:p%40@host/d?password=x", "postgres://host/d"],
    ["postgres://u:a@b@host/d", "postgres://host/d"],
    ["postgres:///d?host=/run&user=u", "postgres:///d"],
    ["/a/path", "/a/path"],
  ])("%s is told as %s", (url, told) => {
    expect(withoutCredentials(url)).toBe(told);
  });
});
