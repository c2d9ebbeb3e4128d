/**
 * Pages (https://google.aip.dev/158): sizes, and tokens that say where to go on.
 *
 * A token holds the sequence of the last resource shown and is signed together
 * with the query, so that nobody can make one, and none fits another query.
 */
import { WebhookError } from "../errors.ts";
import type { ListQuery, StoredResource, StoreReader } from "../storage/store.ts";
import type { SecretBox } from "./secret-box.ts";

/** Sizes of the pages of one method. */
export interface PageLimits {
  /** Resources on a page when the request asks for none in particular. */
  readonly standard: number;
  /** Resources on a page at most; a request for more gets as many. */
  readonly max: number;
}

/** What a request says about its page. */
export interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

/** What is listed. */
export interface PageQuery extends Pick<ListQuery, "kind" | "parent" | "newestFirst"> {
  readonly limits: PageLimits;
  /** The request's filter: a token is good for the filter that it was given with. Default: none. */
  readonly filter?: string;
}

/** A page of resources. */
export interface Page {
  readonly resources: readonly StoredResource[];
  /** Token of the next page; empty on the last one. */
  readonly nextPageToken: string;
}

/** What reading a page needs of the server. */
export interface PageSource {
  readonly store: Pick<StoreReader, "list">;
  readonly secrets: SecretBox;
}

/**
 * Reads one page.
 *
 * @throws WebhookError INVALID_ARGUMENT, reasons INVALID_PAGE_SIZE and INVALID_PAGE_TOKEN
 */
export async function readPage(
  source: PageSource,
  request: PageRequest,
  query: PageQuery,
): Promise<Page> {
  const { kind, parent, newestFirst } = query;
  const size = pageSize(request.pageSize, query.limits);
  const after = readToken(source.secrets, request.pageToken, query);
  // One more than is shown tells whether there is a next page.
  const found = await source.store.list({
    kind,
    parent,
    limit: size + 1,
    ...(newestFirst !== undefined && { newestFirst }),
    ...(after !== undefined && { after }),
  });
  const resources = found.slice(0, size);
  const last = resources.at(-1);
  const more = found.length > size && last !== undefined;
  return {
    resources,
    nextPageToken: more ? writeToken(source.secrets, last.sequence, query) : "",
  };
}

/**
 * How many resources a page holds: 0 stands for the standard, and what is above
 * the maximum for the maximum.
 *
 * @throws WebhookError INVALID_ARGUMENT, reason INVALID_PAGE_SIZE, if it is negative
 */
export function pageSize(requested: number, limits: PageLimits): number {
  if (requested >= 0) return Math.min(requested === 0 ? limits.standard : requested, limits.max);
  throw new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_PAGE_SIZE",
    message: `page_size is ${requested}, and should be 0 (for ${limits.standard}) or more.`,
    violations: [{ field: "page_size", description: "Should be 0 or more." }],
  });
}

const macBytes = 16;
const sequenceBytes = 8;

type Query = Pick<PageQuery, "kind" | "parent" | "filter" | "newestFirst">;

/** What is signed: the position, and everything of the query but the size, which may change from page to page. */
function signedText(position: Buffer, query: Query): string {
  const { kind, parent, filter = "", newestFirst = false } = query;
  return JSON.stringify([position.toString("hex"), kind, parent, filter, newestFirst]);
}

function writeToken(secrets: SecretBox, sequence: number, query: Query): string {
  const position = Buffer.alloc(sequenceBytes);
  position.writeBigUInt64BE(BigInt(sequence));
  const mac = secrets.sign("page token", signedText(position, query)).subarray(0, macBytes);
  return Buffer.concat([position, mac]).toString("base64url");
}

function readToken(secrets: SecretBox, token: string, query: Query): number | undefined {
  if (token === "") return undefined;
  const bytes = Buffer.from(token, "base64url");
  const position = bytes.subarray(0, sequenceBytes);
  const mac = bytes.subarray(sequenceBytes);
  if (
    bytes.length === sequenceBytes + macBytes &&
    bytes.toString("base64url") === token &&
    secrets.verify("page token", signedText(position, query), mac)
  )
    return Number(position.readBigUInt64BE());
  throw new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_PAGE_TOKEN",
    message: "page_token is not one that this server gave for this query.",
    violations: [{ field: "page_token", description: "Not given for this query." }],
  });
}
