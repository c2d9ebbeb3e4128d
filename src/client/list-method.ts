/** List methods, which differ in no more than their RPC and where its answers have the items. */
import type { DescMessage, DescMethodUnary, Message, MessageInitShape } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import type { Caller, CallOptions } from "./caller.ts";
import { pagedList, type PagedList, type PageMessage } from "./pages.ts";
import type { Services } from "./services.ts";

/** What a list method is made of. */
export interface ListParts<Request extends DescMessage, Page extends Message, Item> {
  /** The RPC, picked out of the services once they are loaded. */
  readonly method: (services: Services) => DescMethodUnary<Request, GenMessage<Page>>;
  readonly items: (page: Page) => readonly Item[];
}

/** The method over a caller: its requests are those of the RPC, and may say where to begin. */
export function listMethod<Request extends DescMessage, Page extends Message & PageMessage, Item>(
  caller: Caller,
  { method, items }: ListParts<Request, Page, Item>,
): (
  request: MessageInitShape<Request> & { readonly pageToken?: string },
  options?: CallOptions,
) => PagedList<Item, Page> {
  return (request, options) =>
    pagedList({
      pageToken: request.pageToken,
      fetch: (token) => caller.unary(method, { ...request, pageToken: token }, options),
      items,
    });
}
