/**
 * What a store keeps and promises: named resources with a parent, an etag and
 * references to one another, written in transactions. It knows nothing of what
 * the resources mean; their bodies are opaque JSON.
 */
import type { JsonObject } from "@bufbuild/protobuf";

/** Names one resource. */
export interface ResourceKey {
  /** The type of resource: `webhook`. */
  readonly kind: string;
  /** The resource name, unique within the kind (https://google.aip.dev/122). */
  readonly name: string;
}

/** A resource as it is stored. A value: writing makes another one. */
export interface StoredResource extends ResourceKey {
  /** What the resource is listed under: a resource name, or any text that groups. */
  readonly parent: string;
  /** Unique within the kind and the parent. Absent: the resource has none. */
  readonly displayName?: string;
  /** The order of creation, given by the store: positive, rising, with gaps. */
  readonly sequence: number;
  /** Given by the store, another one after every write; opaque (https://google.aip.dev/154). */
  readonly etag: string;
  /** The resource itself. Nobody else holds this object. */
  readonly body: JsonObject;
  /** When the resource was inserted, by the store's clock. */
  readonly createTime: Date;
  /** When the resource was last written, by the store's clock. */
  readonly updateTime: Date;
}

/** One page of the resources of a kind under a parent. */
export interface ListQuery {
  readonly kind: string;
  readonly parent: string;
  /** The `sequence` of the last resource of the page before. Default: start at the first. */
  readonly after?: number;
  /** How many resources at most. Ask for one more than you show to learn whether there are more. */
  readonly limit: number;
  /** The last created comes first. Default: false. */
  readonly newestFirst?: boolean;
}

/** The resources of a kind under a parent. */
export interface ParentQuery {
  readonly kind: string;
  readonly parent: string;
}

/** One page of the resources of a kind under whatever parent. */
export interface ScanQuery {
  readonly kind: string;
  /** The `name` of the last resource of the page before. Default: start at the first. */
  readonly after?: string;
  /** How many resources at most. */
  readonly limit: number;
}

/** Which resources of a kind under a parent stay. */
export interface KeepQuery extends ParentQuery {
  /** How many of the last created stay. */
  readonly keep: number;
}

/** A resource to insert. */
export interface NewResource extends ResourceKey {
  readonly parent: string;
  /** Default: none. */
  readonly displayName?: string;
  readonly body: JsonObject;
  /** Names of the resources, of any kind, that this one refers to; they need not exist. Default: none. */
  readonly references?: readonly string[];
}

/** What becomes of a resource. What is absent stays as it was. */
export interface ResourceUpdate extends ResourceKey {
  readonly displayName?: string;
  readonly body: JsonObject;
  /** Takes the place of all references so far. */
  readonly references?: readonly string[];
  /** Write only if the resource still has this etag. Absent: write in any case. */
  readonly etag?: string;
  /**
   * Leave `updateTime` as it is: for a body that says the same in another way. The
   * etag changes all the same. Default: false.
   */
  readonly keepUpdateTime?: boolean;
}

/** A resource to delete. */
export interface ResourceDeletion extends ResourceKey {
  /** Delete only if the resource still has this etag. Absent: delete in any case. */
  readonly etag?: string;
}

/**
 * Reads what is committed. Every method throws a WebhookError UNAVAILABLE with
 * the reason STORE_UNAVAILABLE when the database is out of reach.
 */
export interface StoreReader {
  /** One resource, or undefined. */
  get(key: ResourceKey): Promise<StoredResource | undefined>;
  /**
   * A page in the order of creation. Pages after one another hold every resource
   * that was there all the while exactly once, whatever is inserted and deleted
   * in between; a page costs the same at any depth.
   */
  list(query: ListQuery): Promise<readonly StoredResource[]>;
  /** How many resources of the kind are under the parent. Takes time in proportion. */
  count(query: ParentQuery): Promise<number>;
  /** Which resources refer to the resource of this name, the oldest first. */
  referrers(to: string): Promise<readonly ResourceKey[]>;
}

/**
 * Reads and writes within a transaction, and sees its own writes.
 *
 * `get` locks the resource, and `count` locks the number of resources under the
 * parent, until the transaction ends: what depends on their answers (a mask
 * merged into the body, a limit kept, a reference to a webhook that exists) needs
 * no other lock, provided that every writer of the same asks the same first. To
 * delete what nobody refers to, `get` it and then ask for its `referrers`; to
 * refer to a resource, `get` that one first.
 *
 * Names, parents and display names take up to 1,000 bytes of UTF-8 and no NUL;
 * others throw INVALID_ARGUMENT.
 */
export interface StoreWriter extends StoreReader {
  /** Stores a new resource. Throws ALREADY_EXISTS with the reason NAME_TAKEN or DISPLAY_NAME_TAKEN. */
  insert(resource: NewResource): Promise<StoredResource>;
  /**
   * Writes a resource. Throws NOT_FOUND (RESOURCE_NOT_FOUND), ABORTED
   * (ETAG_MISMATCH), or ALREADY_EXISTS (DISPLAY_NAME_TAKEN).
   */
  update(resource: ResourceUpdate): Promise<StoredResource>;
  /**
   * Deletes a resource and the references that it holds; references to it stay.
   * Returns whether it was there. Throws ABORTED (ETAG_MISMATCH).
   */
  delete(key: ResourceDeletion): Promise<boolean>;
  /** Deletes all resources of the kind under the parent, and returns how many there were. */
  deleteChildren(query: ParentQuery): Promise<number>;
  /**
   * Deletes the resources of the kind under the parent but for the last created,
   * and returns how many went. Takes time in proportion to those that stay.
   */
  deleteOldest(query: KeepQuery): Promise<number>;
}

/** A database of resources. Safe to share between all requests of a process. */
export interface Store extends StoreReader {
  /**
   * Runs `work` and commits what it wrote: all of it, durably, once this
   * resolves, or, when `work` throws, nothing. Returns what `work` returns, and
   * throws what it throws.
   *
   * - `work` may run more than once (a deadlock on PostgreSQL), so it should do
   *   nothing but read and write the store; after a bounded number of attempts
   *   the transaction throws ABORTED with the reason CONFLICT.
   * - An error of the database (ALREADY_EXISTS, say) ends the transaction, even
   *   if `work` catches it.
   * - Within `work` only the writer may be used: the store itself throws there,
   *   for on an embedded database it would wait for the transaction to end.
   * - On an embedded database transactions run one after another, so `work`
   *   should wait for nothing slow.
   */
  transaction<T>(work: (writer: StoreWriter) => Promise<T>): Promise<T>;
  /**
   * A page in the order of names, as the database sorts them: for work on all that
   * there is. Pages after one another hold every resource that was there all the
   * while exactly once; one that is inserted meanwhile may be passed over. A page
   * costs the same at any depth.
   */
  scan(query: ScanQuery): Promise<readonly StoredResource[]>;
  /** Waits for running transactions and lets go of the database. The store is of no use afterwards. */
  close(): Promise<void>;
}
