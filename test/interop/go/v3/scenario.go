// Package v3 is every method of Webhooks and Environments, step by step.
package v3

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"

	cx "cloud.google.com/go/dialogflow/cx/apiv3"
	"cloud.google.com/go/dialogflow/cx/apiv3/cxpb"
	"github.com/googleapis/gax-go/v2/apierror"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

const version = "v3"

// seen is what a step looked at.
type seen = map[string]any

// scenario is one client over one transport, with an agent of its own.
type scenario struct {
	ctx          context.Context
	webhooks     *cx.WebhooksClient
	environments *cx.EnvironmentsClient
	deployments  *cx.DeploymentsClient
	project      string
	location     string
	agent        string
	report       func(step string, seen any)
}

// Run runs all steps over one transport.
func Run(ctx context.Context, address, transport string, report func(step string, seen any)) {
	s := scenario{ctx: ctx, project: "projects/go-" + transport + "-" + version, report: report}
	s.location = s.project + "/locations/global"
	s.agent = s.location + "/agents/a"
	scheme := "http://"
	encryption := insecure.NewCredentials()
	if os.Getenv("INTEROP_CA") != "" {
		scheme = "https://"
		encryption = credentials.NewTLS(nil)
	}
	if transport == "grpc" {
		dial := option.WithGRPCDialOption(grpc.WithTransportCredentials(encryption))
		options := []option.ClientOption{option.WithEndpoint(address), option.WithoutAuthentication(), dial}
		s.webhooks = must(cx.NewWebhooksClient(ctx, options...))
		s.environments = must(cx.NewEnvironmentsClient(ctx, options...))
		s.deployments = must(cx.NewDeploymentsClient(ctx, options...))
	} else {
		options := []option.ClientOption{option.WithEndpoint(scheme + address), option.WithoutAuthentication()}
		s.webhooks = must(cx.NewWebhooksRESTClient(ctx, options...))
		s.environments = must(cx.NewEnvironmentsRESTClient(ctx, options...))
		s.deployments = must(cx.NewDeploymentsRESTClient(ctx, options...))
	}
	s.webhookSteps()
	s.refusedWebhookSteps()
	s.environmentSteps()
	s.operationSteps()
	s.locationSteps()
	check(s.webhooks.Close())
	check(s.environments.Close())
	check(s.deployments.Close())
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

// refusal is what a refused call says: the canonical code over gRPC, the HTTP status over REST.
func refusal(err error) seen {
	var refused *apierror.APIError
	if !errors.As(err, &refused) {
		panic(fmt.Sprintf("the call should have been refused: %v", err))
	}
	told := seen{"reason": refused.Reason(), "domain": refused.Domain()}
	if http := refused.HTTPCode(); http > 0 {
		told["code"] = http
	} else {
		told["code"] = code.Code(refused.GRPCStatus().Code()).String()
	}
	if info := refused.Details().ResourceInfo; info != nil {
		told["resource"] = []string{info.ResourceType, info.ResourceName}
	}
	if bad := refused.Details().BadRequest; bad != nil {
		fields := []string{}
		for _, violation := range bad.FieldViolations {
			fields = append(fields, violation.Field)
		}
		told["fields"] = fields
	}
	return told
}

// failure is how an operation fails.
func failure(err error) seen {
	failed := status.Convert(err)
	return seen{"code": code.Code(failed.Code()).String(), "message": failed.Message()}
}

// paged is the first page of a list, and then everything, page by page.
func paged[T any](it iterator.Pageable, all iter.Seq2[T, error], show func(T) any) seen {
	var first []T
	must(iterator.NewPager(it, 2, "").NextPage(&first))
	page, every := []any{}, []any{}
	for _, one := range first {
		page = append(page, show(one))
	}
	for one, err := range all {
		check(err)
		every = append(every, show(one))
	}
	return seen{"page": page, "all": every}
}

func showWebhook(webhook *cxpb.Webhook) seen {
	service := webhook.GetGenericWebService()
	return seen{
		"name":        webhook.Name,
		"displayName": webhook.DisplayName,
		"disabled":    webhook.Disabled,
		"seconds":     webhook.Timeout.GetSeconds(),
		"uri":         service.GetUri(),
		"method":      service.GetHttpMethod().String(),
		"headers":     orEmpty(service.GetRequestHeaders()),
		"mapping":     orEmpty(service.GetParameterMapping()),
	}
}

func orEmpty(found map[string]string) map[string]string {
	if found == nil {
		return map[string]string{}
	}
	return found
}

func showEnvironment(environment *cxpb.Environment) seen {
	versions, overrides := []string{}, []string{}
	for _, config := range environment.VersionConfigs {
		versions = append(versions, config.Version)
	}
	for _, override := range environment.WebhookConfig.GetWebhookOverrides() {
		overrides = append(overrides, override.GetGenericWebService().GetUri())
	}
	return seen{
		"name":        environment.Name,
		"displayName": environment.DisplayName,
		"description": environment.Description,
		"versions":    versions,
		"overrides":   overrides,
		"updated":     environment.UpdateTime.GetSeconds() > 0,
	}
}
