/**
 * Pages of a list (https://google.aip.dev/158), as async iterables.
 */
import { WebhookError } from "../errors.ts";

/** One page, as every list method answers. */
export interface PageMessage {
  readonly nextPageToken: string;
}

/**
 * A list: of its items, across all pages, or of the pages themselves. Pages are
 * fetched one by one as they are asked for; each iteration begins anew.
 *
 * @example
 * for await (const webhook of client.webhooks.list({ parent })) print(webhook.displayName);
 * for await (const page of client.webhooks.list({ parent, pageSize: 10 }).pages()) print(page.webhooks.length);
 */
export interface PagedList<Item, Page> extends AsyncIterable<Item> {
  /** The answers of the server, with their page tokens. */
  pages(): AsyncIterable<Page>;
}

/** How a list is read. */
export interface PageReader<Item, Page extends PageMessage> {
  /** Fetches the page of a token; empty for the first. */
  fetch(pageToken: string): Promise<Page>;
  items(page: Page): readonly Item[];
  /** Where to begin. Default: at the first page. */
  readonly pageToken?: string | undefined;
}

/** A list out of its pages. */
export function pagedList<Item, Page extends PageMessage>(
  reader: PageReader<Item, Page>,
): PagedList<Item, Page> {
  return {
    pages: () => readPages(reader),
    async *[Symbol.asyncIterator]() {
      for await (const page of readPages(reader)) yield* reader.items(page);
    },
  };
}

async function* readPages<Item, Page extends PageMessage>(
  reader: PageReader<Item, Page>,
): AsyncGenerator<Page> {
  let token = reader.pageToken ?? "";
  for (;;) {
    const page = await reader.fetch(token);
    yield page;
    if (page.nextPageToken === "") return;
    // A server that gives the same token again would keep the client busy for ever.
    if (page.nextPageToken === token)
      throw new WebhookError("INTERNAL", {
        message: "The server gives the page again that it has just given.",
      });
    token = page.nextPageToken;
  }
}
