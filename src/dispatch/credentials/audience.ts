/** For whom an ID token is. */
import { credentialFailure } from "./credential-failure.ts";

/**
 * The audience of an ID token: the URL that is called, without its query and
 * what else stands beside origin and path; the path of a bare host is `/`.
 *
 * @throws DispatchFailure `credentials` if it is no absolute URL
 */
export function audienceOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.host === "")
    throw credentialFailure("The webhook's URL is none, so no ID token can be made for it.");
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}
