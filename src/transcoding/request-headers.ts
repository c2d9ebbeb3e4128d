/**
 * Headers of a request, from whatever runtime they come.
 */

/** Web headers, or a record with names in lower case as node:http has it. */
export type RequestHeaders =
  | Headers
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** One header; several of one name are joined with commas. */
export function header(headers: RequestHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const value = headers[name];
  return typeof value === "string" || value === undefined ? value : value.join(", ");
}

/** The same as web headers. Pseudo-headers of HTTP/2 are left out. */
export function webHeaders(headers: RequestHeaders): Headers {
  if (headers instanceof Headers) return headers;
  const result = new Headers();
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || name.startsWith(":")) continue;
    if (typeof value === "string") result.append(name, value);
    else for (const one of value) result.append(name, one);
  }
  return result;
}

/** The host that was asked, with its port: Host, or what HTTP/2 has instead. */
export function authority(headers: RequestHeaders): string | undefined {
  const own = headers instanceof Headers ? undefined : headers[":authority"];
  return typeof own === "string" ? own : header(headers, "host");
}
