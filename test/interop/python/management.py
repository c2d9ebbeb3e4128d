"""The management API by its official Python client: `python management.py 127.0.0.1:8080`, in
clear text, or over TLS where INTEROP_CA names the file with the CA's certificate. REST takes that
CA from REQUESTS_CA_BUNDLE alone.

Prints a line of JSON for every step: the client, the step's name, and what was seen. What should
be seen stands in test/interop/management/steps.ts, for all languages.
"""

import json
import os
import sys
from types import SimpleNamespace

import grpc
from google.api_core.exceptions import GoogleAPICallError
from google.api_core.operation import from_gapic
from google.auth.credentials import AnonymousCredentials
from google.cloud import dialogflowcx_v3, dialogflowcx_v3beta1
from google.cloud.dialogflowcx_v3.services.deployments import transports as deployments_v3
from google.cloud.dialogflowcx_v3.services.environments import transports as environments_v3
from google.cloud.dialogflowcx_v3.services.webhooks import transports as webhooks_v3
from google.cloud.dialogflowcx_v3beta1.services.deployments import (
    transports as deployments_v3beta1,
)
from google.cloud.dialogflowcx_v3beta1.services.environments import (
    transports as environments_v3beta1,
)
from google.cloud.dialogflowcx_v3beta1.services.webhooks import transports as webhooks_v3beta1
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

VERSIONS = {
    "v3": (dialogflowcx_v3, webhooks_v3, environments_v3, deployments_v3),
    "v3beta1": (
        dialogflowcx_v3beta1,
        webhooks_v3beta1,
        environments_v3beta1,
        deployments_v3beta1,
    ),
}


CA = os.environ.get("INTEROP_CA")


def open_channel(address):
    if not CA:
        return grpc.insecure_channel(address)
    with open(CA, "rb") as file:
        return grpc.secure_channel(address, grpc.ssl_channel_credentials(file.read()))


def connect(address, transport, version):
    """The clients of one version over one transport, with an agent of their own."""
    cx, webhooks, environments, deployments = VERSIONS[version]
    if transport == "grpc":
        channel = open_channel(address)
        made = (
            webhooks.WebhooksGrpcTransport(channel=channel),
            environments.EnvironmentsGrpcTransport(channel=channel),
            deployments.DeploymentsGrpcTransport(channel=channel),
        )
    else:
        settings = {
            "host": address,
            "url_scheme": "https" if CA else "http",
            "credentials": AnonymousCredentials(),
        }
        made = (
            webhooks.WebhooksRestTransport(**settings),
            environments.EnvironmentsRestTransport(**settings),
            deployments.DeploymentsRestTransport(**settings),
        )
    location = f"projects/python-{transport}-{version}/locations/global"

    def report(step, seen):
        line = {"client": f"{transport} {version}", "step": step, "seen": seen}
        print(json.dumps(line), flush=True)

    return SimpleNamespace(
        cx=cx,
        webhooks=cx.WebhooksClient(transport=made[0]),
        environments=cx.EnvironmentsClient(transport=made[1]),
        deployments=cx.DeploymentsClient(transport=made[2]),
        project=location.split("/locations")[0],
        location=location,
        agent=f"{location}/agents/a",
        report=report,
    )


def failure(call):
    """The error of a call that fails."""
    try:
        call()
    except GoogleAPICallError as error:
        return error
    raise AssertionError("The call should have failed.")


def refusal(call):
    """What a refused call says."""
    return told(failure(call))


def told(error):
    """An error as steps show it: with the canonical code over gRPC, the HTTP status over REST."""
    grpc_call = isinstance(error.response, grpc.RpcError)
    code = error.grpc_status_code.name if grpc_call else error.code
    seen = {"code": code, "reason": error.reason, "domain": error.domain}
    for detail in map(as_json, error.details):
        if "resourceType" in detail:
            seen["resource"] = [detail["resourceType"], detail["resourceName"]]
        if "fieldViolations" in detail:
            seen["fields"] = [violation["field"] for violation in detail["fieldViolations"]]
    return seen


def as_json(detail):
    """A detail of an error: over REST the client leaves it as JSON, over gRPC it decodes it."""
    return detail if isinstance(detail, dict) else MessageToDict(detail)


def paged(pager, show):
    """The first page of a list, and then everything, page by page."""
    pages = [[show(one) for one in page_of(page)] for page in pager.pages]
    return {"page": pages[0], "all": [one for page in pages for one in page]}


def page_of(page):
    """The resources of a page, whatever their field is called."""
    [field] = [name for name in type(page).meta.fields if name != "next_page_token"]
    return getattr(page, field)


def show_webhook(webhook):
    service = webhook.generic_web_service
    return {
        "name": webhook.name,
        "displayName": webhook.display_name,
        "disabled": webhook.disabled,
        "seconds": int(webhook.timeout.total_seconds()),
        "uri": service.uri,
        "method": service.http_method.name,
        "headers": dict(service.request_headers),
        "mapping": dict(service.parameter_mapping),
    }


def show_environment(environment):
    overrides = environment.webhook_config.webhook_overrides
    return {
        "name": environment.name,
        "displayName": environment.display_name,
        "description": environment.description,
        "versions": [config.version for config in environment.version_configs],
        "overrides": [override.generic_web_service.uri for override in overrides],
        "updated": environment.update_time.timestamp() > 0,
    }


def wanted_webhook(display_name):
    """A webhook with a field of every kind."""
    return {
        "display_name": display_name,
        "timeout": {"seconds": 7},
        "generic_web_service": {
            "uri": f"https://example.com/{display_name}",
            "webhook_type": "FLEXIBLE",
            "http_method": "PUT",
            "request_headers": {"x-team": "bank"},
            "request_body": '{"account": "$session.params.account"}',
            "parameter_mapping": {"balance": "$.balance"},
        },
    }


def webhook_steps(it):
    """Every method of Webhooks. Leaves the webhooks two to five behind."""
    client, parent = it.webhooks, it.agent
    one = client.create_webhook(parent=parent, webhook=wanted_webhook("one"))
    it.report("create a webhook", show_webhook(one))
    for display_name in ["two", "three", "four", "five"]:
        client.create_webhook(parent=parent, webhook=wanted_webhook(display_name))
    it.report("get a webhook", show_webhook(client.get_webhook(name=one.name)))
    pager = client.list_webhooks(request={"parent": parent, "page_size": 2})
    it.report("list webhooks", paged(pager, lambda webhook: webhook.display_name))

    change = {
        "name": one.name,
        "display_name": "renamed",
        "disabled": True,
        "timeout": {"seconds": 9},
        "generic_web_service": {"uri": "https://example.com/changed"},
    }
    updates = {
        "update fields of a webhook": ["display_name", "disabled"],
        "update a nested field of a webhook": ["generic_web_service.uri"],
        "update all of a webhook": None,
    }
    for step, paths in updates.items():
        mask = {"update_mask": {"paths": paths}} if paths else {}
        updated = client.update_webhook(request={"webhook": change, **mask})
        it.report(step, show_webhook(updated))
    client.delete_webhook(name=one.name)
    it.report("delete a webhook", len(list(client.list_webhooks(parent=parent))))


def refused_webhook_steps(it):
    """How Webhooks refuses, on the webhooks that webhook_steps left behind."""
    client, parent = it.webhooks, it.agent
    missing = f"{parent}/webhooks/missing"
    broken = {
        **wanted_webhook("http"),
        "timeout": {"seconds": 31},
        "generic_web_service": {"uri": "http://example.com"},
    }
    by_colour = {"webhook": {"name": missing}, "update_mask": {"paths": ["colour"]}}
    by_token = {"parent": parent, "page_token": "forged"}
    two = wanted_webhook("two")
    refused = {
        "get a webhook that is not there": lambda: client.get_webhook(name=missing),
        "create a webhook that breaks rules": lambda: client.create_webhook(
            parent=parent, webhook=broken
        ),
        "create a webhook of a taken name": lambda: client.create_webhook(
            parent=parent, webhook=two
        ),
        "update a webhook by a wrong mask": lambda: client.update_webhook(request=by_colour),
        "list webhooks by a wrong token": lambda: client.list_webhooks(request=by_token),
    }
    for step, call in refused.items():
        it.report(step, refusal(call))


def environment_steps(it):
    """Every method of Environments, on the webhooks that webhook_steps left behind."""
    client, parent = it.environments, it.agent
    webhook = next(iter(it.webhooks.list_webhooks(parent=parent)))
    versions = [{"version": f"{parent}/flows/main/versions/1"}]
    service = {"uri": "https://staging.example.com"}
    override = {"name": webhook.name, "generic_web_service": service}
    wanted = {
        "display_name": "staging",
        "description": "first",
        "version_configs": versions,
        "webhook_config": {"webhook_overrides": [override]},
    }
    made = client.create_environment(parent=parent, environment=wanted).result()
    it.report("create an environment", show_environment(made))
    for display_name in ["test", "production"]:
        other = {"display_name": display_name, "version_configs": versions}
        client.create_environment(parent=parent, environment=other).result()
    it.report("get an environment", show_environment(client.get_environment(name=made.name)))
    pager = client.list_environments(request={"parent": parent, "page_size": 2})
    it.report("list environments", paged(pager, lambda environment: environment.display_name))

    change_steps(it, made.name)
    test_steps(it, made.name)

    missing = {**override, "name": f"{parent}/webhooks/missing"}
    broken = {**wanted, "webhook_config": {"webhook_overrides": [missing]}}
    it.report(
        "create an environment that breaks rules",
        refusal(lambda: client.create_environment(parent=parent, environment=broken)),
    )
    in_use = refusal(lambda: it.webhooks.delete_webhook(name=webhook.name))
    it.report("delete a webhook in use", in_use)
    it.webhooks.delete_webhook(request={"name": webhook.name, "force": True})
    left = client.get_environment(name=made.name)
    it.report("delete it with force", show_environment(left))
    client.delete_environment(name=made.name)
    it.report("delete an environment", refusal(lambda: client.get_environment(name=made.name)))


def change_steps(it, name):
    client = it.environments
    change = {"name": name, "display_name": "ignored", "description": "second"}
    request = {"environment": change, "update_mask": {"paths": ["description"]}}
    changed = client.update_environment(request=request).result()
    it.report("update a field of an environment", show_environment(changed))
    it.report(
        "update an environment without a mask",
        refusal(lambda: client.update_environment(request={"environment": change})),
    )
    version = f"{it.agent}/flows/main/versions/2"
    operation = client.deploy_flow(request={"environment": name, "flow_version": version})
    deployed = operation.result()
    it.report(
        "deploy a flow",
        {
            "deployment": deployed.deployment,
            "environment": show_environment(deployed.environment),
            "errors": len(operation.metadata.test_errors),
        },
    )
    found = it.deployments.get_deployment(name=deployed.deployment)
    it.report(
        "read the deployment",
        {
            "state": found.state.name,
            "flowVersion": found.flow_version,
            "listed": [one.name for one in it.deployments.list_deployments(parent=name)],
        },
    )
    pager = client.lookup_environment_history(request={"name": name, "page_size": 2})

    def show(snapshot):
        return f"{snapshot.description} {snapshot.version_configs[0].version.split('/')[-1]}"

    it.report("look up the history", paged(pager, show))


def test_steps(it, name):
    client = it.environments

    def run(step):
        operation = client.run_continuous_test(request={"environment": name})
        result = operation.result().continuous_test_result.result.name
        errors = [[error.test_case, error.status.code] for error in operation.metadata.errors]
        it.report(step, {"result": result, "errors": errors})

    run("run no tests")
    environment = {
        "name": name,
        "test_cases_config": {"test_cases": [f"{it.agent}/testCases/missing"]},
    }
    mask = {"paths": ["test_cases_config.test_cases"]}
    client.update_environment(request={"environment": environment, "update_mask": mask}).result()
    run("run a test that is not there")
    run("run it again")
    pager = client.list_continuous_test_results(request={"parent": name, "page_size": 2})
    it.report("list test results", paged(pager, lambda one: one.result.name))


def operation_steps(it):
    """Operations that another process began: `succeeding`, `failing` and `pending`."""
    client = it.environments

    def resumed(name):
        started = client.get_operation({"name": name})
        operations = client.transport.operations_client
        return from_gapic(started, operations, it.cx.Environment, metadata_type=Struct)

    def ending(name):
        error = failure(resumed(name).result)
        return {"code": error.grpc_status_code.name, "message": error.message}

    made = resumed(f"{it.location}/operations/succeeding").result()
    it.report("wait for an operation that succeeds", show_environment(made))
    it.report("wait for an operation that fails", ending(f"{it.location}/operations/failing"))
    error = client.get_operation({"name": f"{it.location}/operations/failing"}).error
    types = [detail.type_url.split("/")[-1] for detail in error.details]
    it.report("get the error of an operation", types)
    pending = f"{it.location}/operations/pending"
    before = client.get_operation({"name": pending})
    it.report("get an operation", {"done": before.done, "metadata": before.metadata.type_url})
    client.cancel_operation({"name": pending})
    it.report("cancel an operation", ending(pending))
    done = []
    token = ""
    while True:
        request = {"name": it.location, "page_size": 2, "page_token": token}
        page = client.list_operations(request)
        done += [one for one in page.operations if one.done]
        token = page.next_page_token
        if not token:
            break
    failed = [one for one in done if one.HasField("error")]
    it.report("list operations", {"done": len(done), "failed": len(failed)})


def location_steps(it):
    found = it.environments.list_locations({"name": it.project}).locations
    iowa = it.environments.get_location({"name": f"{it.project}/locations/us-central1"})
    it.report("list locations", {"first": found[0].location_id, "count": len(found)})
    it.report("get a location", {"name": iowa.name, "displayName": iowa.display_name})


for version in VERSIONS:
    for transport in ["grpc", "rest"]:
        it = connect(sys.argv[1], transport, version)
        webhook_steps(it)
        refused_webhook_steps(it)
        environment_steps(it)
        operation_steps(it)
        location_steps(it)
