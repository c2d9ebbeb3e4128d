package v3

import (
	"strings"

	"cloud.google.com/go/dialogflow/cx/apiv3/cxpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

// wantedEnvironment serves the first version of a flow, and overrides the webhook of that name.
func (s scenario) wantedEnvironment(displayName, webhook string) *cxpb.Environment {
	environment := &cxpb.Environment{
		DisplayName:    displayName,
		VersionConfigs: []*cxpb.Environment_VersionConfig{{Version: s.agent + "/flows/main/versions/1"}},
	}
	if webhook != "" {
		environment.Description = "first"
		override := &cxpb.Webhook{Name: webhook, Webhook: service("https://staging.example.com")}
		environment.WebhookConfig = &cxpb.Environment_WebhookConfig{WebhookOverrides: []*cxpb.Webhook{override}}
	}
	return environment
}

// environmentSteps calls every method of Environments. It uses the webhooks that webhookSteps left behind.
func (s scenario) environmentSteps() {
	webhook := must(s.webhooks.ListWebhooks(s.ctx, &cxpb.ListWebhooksRequest{Parent: s.agent}).Next()).Name
	create := func(environment *cxpb.Environment) *cxpb.Environment {
		request := &cxpb.CreateEnvironmentRequest{Parent: s.agent, Environment: environment}
		return must(must(s.environments.CreateEnvironment(s.ctx, request)).Wait(s.ctx))
	}
	made := create(s.wantedEnvironment("staging", webhook))
	name := made.Name
	s.report("create an environment", showEnvironment(made))
	create(s.wantedEnvironment("test", ""))
	create(s.wantedEnvironment("production", ""))
	get := &cxpb.GetEnvironmentRequest{Name: name}
	s.report("get an environment", showEnvironment(must(s.environments.GetEnvironment(s.ctx, get))))
	list := &cxpb.ListEnvironmentsRequest{Parent: s.agent, PageSize: 2}
	all := s.environments.ListEnvironments(s.ctx, list).All()
	s.report("list environments", paged(s.environments.ListEnvironments(s.ctx, list), all,
		func(environment *cxpb.Environment) any { return environment.DisplayName }))

	s.changeSteps(name)
	s.testSteps(name)

	broken := s.wantedEnvironment("broken", s.agent+"/webhooks/missing")
	_, err := s.environments.CreateEnvironment(s.ctx, &cxpb.CreateEnvironmentRequest{Parent: s.agent, Environment: broken})
	s.report("create an environment that breaks rules", refusal(err))

	used := &cxpb.DeleteWebhookRequest{Name: webhook}
	s.report("delete a webhook in use", refusal(s.webhooks.DeleteWebhook(s.ctx, used)))
	used.Force = true
	check(s.webhooks.DeleteWebhook(s.ctx, used))
	s.report("delete it with force", showEnvironment(must(s.environments.GetEnvironment(s.ctx, get))))
	check(s.environments.DeleteEnvironment(s.ctx, &cxpb.DeleteEnvironmentRequest{Name: name}))
	_, err = s.environments.GetEnvironment(s.ctx, get)
	s.report("delete an environment", refusal(err))
}

func (s scenario) changeSteps(name string) {
	update := &cxpb.UpdateEnvironmentRequest{
		Environment: &cxpb.Environment{Name: name, DisplayName: "ignored", Description: "second"},
		UpdateMask:  &fieldmaskpb.FieldMask{Paths: []string{"description"}},
	}
	changed := must(must(s.environments.UpdateEnvironment(s.ctx, update)).Wait(s.ctx))
	s.report("update a field of an environment", showEnvironment(changed))
	update.UpdateMask = nil
	_, err := s.environments.UpdateEnvironment(s.ctx, update)
	s.report("update an environment without a mask", refusal(err))

	deploy := &cxpb.DeployFlowRequest{Environment: name, FlowVersion: s.agent + "/flows/main/versions/2"}
	operation := must(s.environments.DeployFlow(s.ctx, deploy))
	deployed := must(operation.Wait(s.ctx))
	s.report("deploy a flow", seen{
		"deployment":  deployed.Deployment,
		"environment": showEnvironment(deployed.Environment),
		"errors":      len(must(operation.Metadata()).TestErrors),
	})
	found := must(s.deployments.GetDeployment(s.ctx, &cxpb.GetDeploymentRequest{Name: deployed.Deployment}))
	listed := []string{}
	for one, err := range s.deployments.ListDeployments(s.ctx, &cxpb.ListDeploymentsRequest{Parent: name}).All() {
		check(err)
		listed = append(listed, one.Name)
	}
	s.report("read the deployment", seen{
		"state":       found.State.String(),
		"flowVersion": found.FlowVersion,
		"listed":      listed,
	})
	history := &cxpb.LookupEnvironmentHistoryRequest{Name: name, PageSize: 2}
	all := s.environments.LookupEnvironmentHistory(s.ctx, history).All()
	s.report("look up the history", paged(s.environments.LookupEnvironmentHistory(s.ctx, history), all,
		func(snapshot *cxpb.Environment) any {
			segments := strings.Split(snapshot.VersionConfigs[0].Version, "/")
			return snapshot.Description + " " + segments[len(segments)-1]
		}))
}

func (s scenario) testSteps(name string) {
	run := func(step string) {
		request := &cxpb.RunContinuousTestRequest{Environment: name}
		operation := must(s.environments.RunContinuousTest(s.ctx, request))
		result := must(operation.Wait(s.ctx)).ContinuousTestResult.Result.String()
		errors := [][]any{}
		for _, one := range must(operation.Metadata()).GetErrors() {
			errors = append(errors, []any{one.TestCase, one.Status.Code})
		}
		s.report(step, seen{"result": result, "errors": errors})
	}
	run("run no tests")
	config := &cxpb.Environment_TestCasesConfig{TestCases: []string{s.agent + "/testCases/missing"}}
	update := &cxpb.UpdateEnvironmentRequest{
		Environment: &cxpb.Environment{Name: name, TestCasesConfig: config},
		UpdateMask:  &fieldmaskpb.FieldMask{Paths: []string{"test_cases_config.test_cases"}},
	}
	must(must(s.environments.UpdateEnvironment(s.ctx, update)).Wait(s.ctx))
	run("run a test that is not there")
	run("run it again")
	list := &cxpb.ListContinuousTestResultsRequest{Parent: name, PageSize: 2}
	all := s.environments.ListContinuousTestResults(s.ctx, list).All()
	s.report("list test results", paged(s.environments.ListContinuousTestResults(s.ctx, list), all,
		func(one *cxpb.ContinuousTestResult) any { return one.Result.String() }))
}
