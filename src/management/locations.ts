/**
 * The methods of google.cloud.location.Locations: where agents may be. A
 * location is a part of names here and nothing else: one server has them all.
 *
 * @see https://cloud.google.com/dialogflow/cx/docs/concept/region
 */
import { create } from "@bufbuild/protobuf";
import {
  LocationSchema,
  type Location,
  type Locations,
} from "../../gen/es/google/cloud/location/locations_pb.ts";
import { WebhookError } from "../errors.ts";
import type { StoreReader } from "../storage/store.ts";
import { resourceNotFound } from "./failures.ts";
import type { Methods } from "./methods.ts";
import { readPage, type PageLimits } from "./page.ts";
import { formatName, parseName, type NameParts } from "./resource-name.ts";

/** Every location of the platform, with what it is called. */
const displayNames: Readonly<Record<string, string>> = {
  global: "Global",
  us: "United States",
  eu: "European Union",
  "us-central1": "Iowa",
  "us-east1": "South Carolina",
  "us-west1": "Oregon",
  "northamerica-northeast1": "Montréal",
  "europe-west1": "Belgium",
  "europe-west2": "London",
  "europe-west3": "Frankfurt",
  "europe-west4": "Netherlands",
  "europe-west6": "Zürich",
  "asia-south1": "Mumbai",
  "asia-southeast1": "Singapore",
  "asia-southeast2": "Jakarta",
  "asia-northeast1": "Tokyo",
  "australia-southeast1": "Sydney",
};

const ids = Object.keys(displayNames);

const pageLimits: PageLimits = { standard: 100, max: 1000 };

/** The table, as a page is read from: each location a resource, numbered from 1. */
function table(parent: string): Pick<StoreReader, "list"> {
  const never = new Date(0);
  const rows = ids.map((name, index) => ({
    kind: "location",
    name,
    parent,
    sequence: index + 1,
    etag: "",
    body: {},
    createTime: never,
    updateTime: never,
  }));
  return { list: async ({ after = 0, limit }) => rows.slice(after, after + limit) };
}

/** Every method of Locations. */
export const locationMethods: Methods<typeof Locations> = {
  async listLocations(request, { secrets }) {
    const { name: parent, filter } = request;
    const { project } = parseName("project", parent);
    if (filter !== "") throw unknownFilter(filter);
    const query = { kind: "location", parent, limits: pageLimits };
    const page = await readPage({ store: table(parent), secrets }, request, query);
    return {
      locations: page.resources.map(({ name }) => locationOf({ project, location: name })),
      nextPageToken: page.nextPageToken,
    };
  },

  async getLocation({ name }) {
    const parts = parseName("location", name);
    if (!ids.includes(parts.location)) throw resourceNotFound("location", name);
    return locationOf(parts);
  },
};

function locationOf(parts: NameParts<"location">): Location {
  const { location } = parts;
  return create(LocationSchema, {
    name: formatName("location", parts),
    locationId: location,
    displayName: displayNames[location] ?? location,
    labels: { "cloud.googleapis.com/region": location },
  });
}

function unknownFilter(filter: string): WebhookError {
  return new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_FILTER",
    message: `The filter ${JSON.stringify(filter)} is not known: locations are not filtered.`,
    violations: [{ field: "filter", description: "Should be empty." }],
  });
}
