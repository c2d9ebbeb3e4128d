/** A request as a curl line (https://curl.se/docs/manpage.html). */
import type { DispatchAttempt_HttpRequest as HttpRequest } from "../../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { shellQuoted } from "../text.ts";

/** Files that the call was made with. */
export interface CurlFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** The command that sends the same request, for a POSIX shell, with a line for each part. */
export function curlLine(request: HttpRequest, files: CurlFiles = {}): string {
  const { method, url, headers, body } = request;
  const parts = [
    method === "HEAD" ? "curl --head" : `curl -X ${method}`,
    shellQuoted(url),
    ...headers
      .filter(({ name }) => name.toLowerCase() !== "accept-encoding")
      .map(
        ({ name, value }) => `-H ${shellQuoted(value === "" ? `${name};` : `${name}: ${value}`)}`,
      ),
    // Asks for coded answers as the call did, and decodes them.
    "--compressed",
    ...fileOptions(files),
    ...(body === "" ? [] : [`--data-raw ${shellQuoted(body)}`]),
  ];
  return parts.join(" \\\n  ");
}

function fileOptions({ ca, cert, key }: CurlFiles): string[] {
  return [
    ...(ca === undefined ? [] : [`--cacert ${shellQuoted(ca)}`]),
    ...(cert === undefined ? [] : [`--cert ${shellQuoted(cert)}`]),
    ...(key === undefined ? [] : [`--key ${shellQuoted(key)}`]),
  ];
}
