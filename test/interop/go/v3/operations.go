package v3

import (
	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	"google.golang.org/genproto/googleapis/cloud/location"
)

// operationSteps follows operations that another process began: succeeding, failing and pending.
func (s scenario) operationSteps() {
	ending := func(name string) seen {
		_, err := s.environments.CreateEnvironmentOperation(name).Wait(s.ctx)
		return failure(err)
	}
	succeeding := s.environments.CreateEnvironmentOperation(s.location + "/operations/succeeding")
	s.report("wait for an operation that succeeds", showEnvironment(must(succeeding.Wait(s.ctx))))
	s.report("wait for an operation that fails", ending(s.location+"/operations/failing"))
	failing := must(s.environments.GetOperation(s.ctx, &longrunningpb.GetOperationRequest{Name: s.location + "/operations/failing"}))
	types := []string{}
	for _, detail := range failing.GetError().Details {
		types = append(types, string(detail.MessageName()))
	}
	s.report("get the error of an operation", types)
	pending := s.location + "/operations/pending"
	before := must(s.environments.GetOperation(s.ctx, &longrunningpb.GetOperationRequest{Name: pending}))
	s.report("get an operation", seen{"done": before.Done, "metadata": before.Metadata.GetTypeUrl()})
	check(s.environments.CancelOperation(s.ctx, &longrunningpb.CancelOperationRequest{Name: pending}))
	s.report("cancel an operation", ending(pending))

	done, failed := 0, 0
	request := &longrunningpb.ListOperationsRequest{Name: s.location, PageSize: 2}
	for operation, err := range s.environments.ListOperations(s.ctx, request).All() {
		check(err)
		if operation.Done {
			done++
		}
		if operation.GetError() != nil {
			failed++
		}
	}
	s.report("list operations", seen{"done": done, "failed": failed})
}

func (s scenario) locationSteps() {
	first, count := "", 0
	request := &location.ListLocationsRequest{Name: s.project, PageSize: 2}
	for found, err := range s.environments.ListLocations(s.ctx, request).All() {
		check(err)
		if count == 0 {
			first = found.LocationId
		}
		count++
	}
	s.report("list locations", seen{"first": first, "count": count})
	name := s.project + "/locations/us-central1"
	iowa := must(s.environments.GetLocation(s.ctx, &location.GetLocationRequest{Name: name}))
	s.report("get a location", seen{"name": iowa.Name, "displayName": iowa.DisplayName})
}
