import { describe, expect, it } from "vitest";
import { Locations } from "../../gen/es/google/cloud/location/locations_pb.ts";
import { serve } from "./environments-fixture.ts";
import { failure } from "./fixture.ts";

const documented = [
  "global",
  "us",
  "eu",
  "us-central1",
  "us-east1",
  "us-west1",
  "northamerica-northeast1",
  "europe-west1",
  "europe-west2",
  "europe-west3",
  "europe-west4",
  "europe-west6",
  "asia-south1",
  "asia-southeast1",
  "asia-southeast2",
  "asia-northeast1",
  "australia-southeast1",
];

describe("ListLocations", () => {
  it("lists every location of the platform, as one of the project's", async () => {
    const { client } = await serve();
    const { locations, nextPageToken } = await client(Locations).listLocations({
      name: "projects/p",
    });
    expect(locations.map(({ locationId }) => locationId)).toEqual(documented);
    expect(locations.map(({ name }) => name)).toEqual(
      documented.map((id) => `projects/p/locations/${id}`),
    );
    expect(nextPageToken).toBe("");
  });

  it("lists them a page at a time", async () => {
    const { client } = await serve();
    const seen: string[] = [];
    let pageToken = "";
    do {
      const page = await client(Locations).listLocations({
        name: "projects/p",
        pageSize: 5,
        pageToken,
      });
      expect(page.locations.length).toBeLessThanOrEqual(5);
      seen.push(...page.locations.map(({ locationId }) => locationId));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    expect(seen).toEqual(documented);
  });

  it.each([
    { request: { name: "nowhere" }, reason: "INVALID_RESOURCE_NAME" },
    { request: { name: "projects/p", filter: "x=y" }, reason: "INVALID_FILTER" },
    { request: { name: "projects/p", pageSize: -1 }, reason: "INVALID_PAGE_SIZE" },
    { request: { name: "projects/p", pageToken: "5" }, reason: "INVALID_PAGE_TOKEN" },
  ])("refuses with $reason", async ({ request, reason }) => {
    const { client } = await serve();
    expect(await failure(client(Locations).listLocations(request))).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason,
    });
  });
});

describe("GetLocation", () => {
  it("gives a location with its region", async () => {
    const { client } = await serve();
    const name = "projects/p/locations/europe-west6";
    expect(await client(Locations).getLocation({ name })).toMatchObject({
      name,
      locationId: "europe-west6",
      displayName: "Zürich",
      labels: { "cloud.googleapis.com/region": "europe-west6" },
    });
  });

  it("knows none that the platform does not have", async () => {
    const { client } = await serve();
    const call = client(Locations).getLocation({ name: "projects/p/locations/atlantis" });
    expect(await failure(call)).toMatchObject({ code: "NOT_FOUND" });
  });

  // An own property of every object is no location.
  it("does not take a word of the language for a location", async () => {
    const { client } = await serve();
    const call = client(Locations).getLocation({ name: "projects/p/locations/constructor" });
    expect(await failure(call)).toMatchObject({ code: "NOT_FOUND" });
  });
});
