package v3

import (
	"cloud.google.com/go/dialogflow/cx/apiv3/cxpb"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

// service is a web service with nothing but its address.
func service(uri string) *cxpb.Webhook_GenericWebService_ {
	return &cxpb.Webhook_GenericWebService_{GenericWebService: &cxpb.Webhook_GenericWebService{Uri: uri}}
}

// wantedWebhook has a field of every kind.
func wantedWebhook(displayName string) *cxpb.Webhook {
	reach := service("https://example.com/" + displayName)
	reach.GenericWebService.WebhookType = cxpb.Webhook_GenericWebService_FLEXIBLE
	reach.GenericWebService.HttpMethod = cxpb.Webhook_GenericWebService_PUT
	reach.GenericWebService.RequestHeaders = map[string]string{"x-team": "bank"}
	reach.GenericWebService.RequestBody = `{"account": "$session.params.account"}`
	reach.GenericWebService.ParameterMapping = map[string]string{"balance": "$.balance"}
	return &cxpb.Webhook{
		DisplayName: displayName,
		Timeout:     &durationpb.Duration{Seconds: 7},
		Webhook:     reach,
	}
}

// webhookSteps calls every method of Webhooks. It leaves the webhooks two to five behind.
func (s scenario) webhookSteps() {
	create := func(displayName string) *cxpb.Webhook {
		request := &cxpb.CreateWebhookRequest{Parent: s.agent, Webhook: wantedWebhook(displayName)}
		return must(s.webhooks.CreateWebhook(s.ctx, request))
	}
	one := create("one")
	s.report("create a webhook", showWebhook(one))
	for _, displayName := range []string{"two", "three", "four", "five"} {
		create(displayName)
	}
	got := must(s.webhooks.GetWebhook(s.ctx, &cxpb.GetWebhookRequest{Name: one.Name}))
	s.report("get a webhook", showWebhook(got))
	list := &cxpb.ListWebhooksRequest{Parent: s.agent, PageSize: 2}
	all := s.webhooks.ListWebhooks(s.ctx, list).All()
	s.report("list webhooks", paged(s.webhooks.ListWebhooks(s.ctx, list), all,
		func(webhook *cxpb.Webhook) any { return webhook.DisplayName }))

	update := func(step string, paths ...string) {
		request := &cxpb.UpdateWebhookRequest{Webhook: &cxpb.Webhook{
			Name:        one.Name,
			DisplayName: "renamed",
			Disabled:    true,
			Timeout:     &durationpb.Duration{Seconds: 9},
			Webhook:     service("https://example.com/changed"),
		}}
		if len(paths) > 0 {
			request.UpdateMask = &fieldmaskpb.FieldMask{Paths: paths}
		}
		s.report(step, showWebhook(must(s.webhooks.UpdateWebhook(s.ctx, request))))
	}
	update("update fields of a webhook", "display_name", "disabled")
	update("update a nested field of a webhook", "generic_web_service.uri")
	update("update all of a webhook")
	check(s.webhooks.DeleteWebhook(s.ctx, &cxpb.DeleteWebhookRequest{Name: one.Name}))
	left := 0
	for range s.webhooks.ListWebhooks(s.ctx, list).All() {
		left++
	}
	s.report("delete a webhook", left)
}

// refusedWebhookSteps uses the webhooks that webhookSteps left behind.
func (s scenario) refusedWebhookSteps() {
	missing := s.agent + "/webhooks/missing"
	_, err := s.webhooks.GetWebhook(s.ctx, &cxpb.GetWebhookRequest{Name: missing})
	s.report("get a webhook that is not there", refusal(err))

	broken := wantedWebhook("http")
	broken.Timeout.Seconds = 31
	broken.Webhook = service("http://example.com")
	_, err = s.webhooks.CreateWebhook(s.ctx, &cxpb.CreateWebhookRequest{Parent: s.agent, Webhook: broken})
	s.report("create a webhook that breaks rules", refusal(err))

	taken := &cxpb.CreateWebhookRequest{Parent: s.agent, Webhook: wantedWebhook("two")}
	_, err = s.webhooks.CreateWebhook(s.ctx, taken)
	s.report("create a webhook of a taken name", refusal(err))

	_, err = s.webhooks.UpdateWebhook(s.ctx, &cxpb.UpdateWebhookRequest{
		Webhook:    &cxpb.Webhook{Name: missing},
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"colour"}},
	})
	s.report("update a webhook by a wrong mask", refusal(err))

	forged := &cxpb.ListWebhooksRequest{Parent: s.agent, PageToken: "forged"}
	_, err = s.webhooks.ListWebhooks(s.ctx, forged).Next()
	s.report("list webhooks by a wrong token", refusal(err))
}
